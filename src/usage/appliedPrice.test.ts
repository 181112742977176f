import { describe, expect, it } from 'vitest'
import type { Price } from '../db/values.ts'
import { costAt, priceToApply } from './appliedPrice.ts'

const OFF_PEAK: Price = { currency: 'CNY', input: 1_000_000, cached_input: 20_000, output: 4_000_000, from: '2026-07-01T00:00:00Z' }
const WORKDAYS = { zone: 'Asia/Shanghai', weekdays: [1, 2, 3, 4, 5], start: '09:00', end: '12:00' }
const PEAK: Price = { ...OFF_PEAK, input: 2_000_000, cached_input: 40_000, output: 8_000_000, ...WORKDAYS }
const TOKENS = { promptTokens: 15_000, cachedTokens: 12_000, completionTokens: 800, reasoningTokens: 0 }

describe('the price that applies to a call', () => {
  it.each([
    ['Monday', '2026-11-23T02:00:00Z', 12_880],
    ['Sunday', '2026-11-22T02:00:00Z', 6_440],
  ])('is that of %s 10:00 in Beijing, to the micro-unit, where it is opened then', (_, at, cost) => {
    expect(costAt(priceToApply([OFF_PEAK, PEAK], new Date(at)), TOKENS)).toBe(cost)
  })

  it('has all that a cost is made of', () => {
    expect(priceToApply([{ ...OFF_PEAK, currency: 'USD' }], new Date('2026-11-22T02:00:00Z'))).toEqual({
      currency: 'USD',
      inputPrice: 1_000_000,
      cachedInputPrice: 20_000,
      outputPrice: 4_000_000,
    })
  })

  it.each([
    ['no list is in force yet', [{ ...OFF_PEAK, currency: 'USD' }], 'USD'],
    ['the model has none', [], 'CNY'],
  ])('is none where %s', (_, prices, currency) => {
    const price = priceToApply(prices, new Date('2026-06-30T00:00:00Z'))
    expect(price).toEqual({ currency, inputPrice: null, cachedInputPrice: null, outputPrice: null })
    expect(costAt(price, TOKENS)).toBeNull()
  })

  it('may be nothing, which is a price, too', () => {
    const free = { ...OFF_PEAK, input: 0, cached_input: 0, output: 0 }
    expect(costAt(priceToApply([free], new Date('2026-11-22T02:00:00Z')), TOKENS)).toBe(0)
  })
})
