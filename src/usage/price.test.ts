import { describe, expect, it } from 'vitest'
import { costOf, type Price, priceAt } from './price.ts'
import { priceNow } from './priceNow.ts'

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

  it('is the off-peak price on a holiday, whatever day of the week it is', () => {
    const withHoliday = { ...peak, holidays: ['2026-10-01', '2026-11-23'] }
    const at = (time: string) => priceAt([offPeak, withHoliday], new Date(time))
    expect(at('2026-11-23T02:00:00Z')).toBe(offPeak)
    expect(at('2026-11-24T02:00:00Z')).toBe(withHoliday)
    expect(costOf(tokens, at('2026-11-23T02:00:00Z')!)).toBe(6_440)
  })

  it('counts a holiday in the zone of the window', () => {
    const early = { ...peak, start: '00:00', end: '24:00', holidays: ['2026-10-01'] }
    const at = (time: string) => priceAt([offPeak, early], new Date(time))
    expect(at('2026-09-30T15:59:59.999Z')).toBe(early)
    expect(at('2026-09-30T16:00:00.000Z')).toBe(offPeak)
    expect(at('2026-10-01T15:59:59.999Z')).toBe(offPeak)
    expect(at('2026-10-01T16:00:00.000Z')).toBe(early)
  })

  it('of a newer list is never that of an older one, where the newer has no window', () => {
    const newer: Price = { ...offPeak, input: 9, from: '2026-11-01T00:00:00Z' }
    expect(priceAt([offPeak, peak, newer], new Date('2026-11-23T02:00:00Z'))).toBe(newer)
  })

  it('goes by the clock of its zone on the nights when that is put forward and back', () => {
    const yearRound = { ...offPeak, from: '2026-01-01T00:00:00Z' }
    const night: Price = { ...yearRound, zone: 'Europe/Berlin', weekdays: [7], start: '01:00', end: '03:00' }
    const isNight = (time: string) => priceAt([yearRound, night], new Date(time)) === night
    const forward = ['2026-03-28T23:59:59Z', '2026-03-29T00:00:00Z', '2026-03-29T00:59:59Z', '2026-03-29T01:00:00Z']
    expect(forward.map(isNight)).toEqual([false, true, true, false])
    const back = ['2026-10-24T22:59:59Z', '2026-10-24T23:00:00Z', '2026-10-25T00:59:59Z', '2026-10-25T01:30:00Z', '2026-10-25T02:00:00Z']
    expect(back.map(isNight)).toEqual([false, true, true, true, false])
  })
})

describe('the price of now', () => {
  it('says when its window ends', () => {
    expect(priceNow([offPeak, peak], new Date('2026-11-23T02:10:30Z'))).toEqual({ price: peak, until: new Date('2026-11-23T04:00:00Z') })
    expect(priceNow([offPeak, peak], new Date('2026-11-22T02:10:00Z'))).toEqual({ price: offPeak, until: null })
    expect(priceNow([], new Date(0))).toBeNull()
  })

  it('says so also where the clock is put forward meanwhile', () => {
    const night: Price = { ...peak, from: '2026-01-01', zone: 'Europe/Berlin', weekdays: [7], start: '00:00', end: '24:00' }
    expect(priceNow([night], new Date('2026-03-29T00:00:00Z'))?.until).toEqual(new Date('2026-03-29T22:00:00Z'))
    expect(priceNow([night], new Date('2026-10-25T00:00:00Z'))?.until).toEqual(new Date('2026-10-25T23:00:00Z'))
  })
})
