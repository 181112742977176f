import { describe, expect, it } from 'vitest'
import { balanceIn, microsOf } from './balance.ts'

const said = (...infos: object[]) => JSON.stringify({ is_available: true, balance_infos: infos })

describe('a balance', () => {
  it.each([
    ['110.00', 110_000_000],
    ['0.07', 70_000],
    ['4.35', 4_350_000],
    ['1.005', 1_005_000],
    ['999999999.999999', 999_999_999_999_999],
    ['0.1234567', 123_456],
    ['12', 12_000_000],
    ['-3.5', -3_500_000],
    ['0.00', 0],
  ])('of %s is exact', (text, micros) => expect(microsOf(text)).toBe(micros))

  it.each(['', '.5', '1.', '1e3', '0x1', '1,5', ' 1', '10000000000', 5, null])('is not read into %j', (text) =>
    expect(microsOf(text)).toBeNull(),
  )

  it('is that of the first purse with something in it', () => {
    const usd = { currency: 'USD', total_balance: '0.00', granted_balance: '0.00', topped_up_balance: '0.00' }
    const cny = { currency: 'CNY', total_balance: '110.00', granted_balance: '10.00', topped_up_balance: '100.00' }
    expect(balanceIn(said(usd, cny))).toEqual({ currency: 'CNY', micros: 110_000_000 })
    expect(balanceIn(said(usd))).toEqual({ currency: 'USD', micros: 0 })
  })

  it.each(['', '<html>', '{}', '{"balance_infos":{}}', '{"balance_infos":[{"currency":"<b>","total_balance":"1"}]}', said()])(
    'is not in %s',
    (text) => expect(balanceIn(text)).toBeNull(),
  )
})
