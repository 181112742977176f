import { describe, expect, it } from 'vitest'
import { retryAfterMs } from './retryAfter.ts'

const NOW = Date.parse('Sun, 01 Nov 2026 12:00:00 GMT')

describe('Retry-After', () => {
  it.each([
    ['0', 0],
    ['7', 7_000],
    ['1.5', 1_500],
    ['99999999', 99_999_999_000],
    ['Sun, 01 Nov 2026 12:00:30 GMT', 30_000],
    ['Sun, 01 Nov 2026 11:00:00 GMT', 0],
    ['-5', null],
    ['soon', null],
    ['2026-11-01', null],
    ['', null],
    ['9'.repeat(400), Number.MAX_SAFE_INTEGER],
  ])('of %j is %j ms', (value, expected) => {
    expect(retryAfterMs({ 'retry-after': value }, NOW)).toBe(expected)
  })

  it('may be missing, or be given in milliseconds', () => {
    expect(retryAfterMs({}, NOW)).toBeNull()
    expect(retryAfterMs({ 'retry-after-ms': '250', 'retry-after': '1' }, NOW)).toBe(250)
  })
})
