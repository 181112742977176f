import { describe, expect, it } from 'vitest'
import { typedNumber, wholeNumberIn } from './schemas.ts'

describe('a whole number of a form', () => {
  it.each([
    ['4000000', 4_000_000],
    ['4,000,000', 4_000_000],
    [' 4 000 000 ', 4_000_000],
    ["4'000’000", 4_000_000],
    ['4_000', 4_000],
    ['-12', -12],
    ['0', 0],
    ['', null],
    ['  ', null],
  ])('is read from %j however its digits are grouped', (text, number) => {
    expect([wholeNumberIn(text), typedNumber.parse(text)]).toEqual([number, number])
  })

  it.each(['1.5', '1e3', 'many', '--1', '1-', '１', '9999999999999'])('is not what %j says', (text) => {
    expect(wholeNumberIn(text)).toBeNaN()
    expect(typedNumber.safeParse(text).error?.issues[0]?.message).toBe('amount_invalid')
  })
})
