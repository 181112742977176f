import { describe, expect, it } from 'vitest'
import { bucketOf, middleOf, percentileOf } from './firstToken.ts'

describe('the time to the first token', () => {
  it('is told by its bucket within five in a hundred, from a millisecond to ten minutes', () => {
    for (let ms = 1; ms <= 600_000; ms = Math.max(ms + 1, Math.floor(ms * 1.003)))
      expect(Math.abs(middleOf(bucketOf(ms)) / ms - 1), `${ms} ms`).toBeLessThan(0.05)
    expect(bucketOf(0)).toBe(bucketOf(1))
  })

  it('has percentiles that a share of the calls did not exceed', () => {
    const times = Array.from({ length: 1_000 }, (_, n) => 20 + n * n * 0.03)
    const buckets = new Map<number, number>()
    for (const ms of times) buckets.set(bucketOf(ms), (buckets.get(bucketOf(ms)) ?? 0) + 1)
    for (const share of [0.01, 0.5, 0.95, 1])
      expect(Math.abs(percentileOf(buckets, share) / times[Math.ceil(share * 1_000) - 1]! - 1)).toBeLessThan(0.05)
    expect(percentileOf(new Map(), 0.5)).toBe(0)
    expect(
      percentileOf(
        new Map([
          [bucketOf(100), 0],
          [bucketOf(900), 1],
        ]),
        0.5,
      ),
    ).toBe(middleOf(bucketOf(900)))
  })
})
