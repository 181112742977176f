import { describe, expect, it } from 'vitest'
import { costOf, type Price, priceAt } from './price.ts'

const offPeak: Price = { currency: 'CNY', input: 1_000_000, cached_input: 20_000, output: 4_000_000, from: '2026-07-01T00:00:00Z' }
const peak: Price = {
  ...offPeak,
  input: 2_000_000,
  cached_input: 40_000,
  output: 8_000_000,
  zone: 'Asia/Shanghai',
  weekdays: [1, 2, 3, 4, 5],
  start: '09:00',
  end: '12:00',
}
const tokens = { promptTokens: 15_000, cachedTokens: 12_000, completionTokens: 800, reasoningTokens: 0 }

describe('the price of an answer', () => {
  it('is the peak price on Monday at 10:00 in Beijing', () => {
    const price = priceAt([offPeak, peak], new Date('2026-11-23T02:00:00Z'))
    expect(price).toBe(peak)
    expect(costOf(tokens, peak)).toBe(480 + 6_000 + 6_400)
  })

  it('is the off-peak price on Sunday at 10:00 in Beijing', () => {
    const price = priceAt([offPeak, peak], new Date('2026-11-22T02:00:00Z'))
    expect(price).toBe(offPeak)
    expect(costOf(tokens, offPeak)).toBe(240 + 3_000 + 3_200)
  })

  it('ends the window at its end, not after it', () => {
    expect(priceAt([offPeak, peak], new Date('2026-11-23T03:59:59Z'))).toBe(peak)
    expect(priceAt([offPeak, peak], new Date('2026-11-23T04:00:00Z'))).toBe(offPeak)
  })

  it('uses the list that was valid at the time', () => {
    const newer: Price = { ...offPeak, input: 9, from: '2026-12-01T00:00:00Z' }
    expect(priceAt([offPeak, peak, newer], new Date('2026-11-30T00:00:00Z'))).toBe(offPeak)
    expect(priceAt([offPeak, peak, newer], new Date('2026-12-01T02:00:00Z'))).toBe(newer)
    expect(priceAt([offPeak], new Date('2026-06-30T00:00:00Z'))).toBeNull()
  })

  it('rounds once, at the end', () => {
    const odd: Price = { ...offPeak, input: 1, cached_input: 1, output: 499_999 }
    expect(costOf({ promptTokens: 1, cachedTokens: 0, completionTokens: 1, reasoningTokens: 0 }, odd)).toBe(1)
    expect(costOf({ promptTokens: 0, cachedTokens: 0, completionTokens: 1, reasoningTokens: 0 }, odd)).toBe(0)
  })
})
