import { expect, it } from 'vitest'
import { formatBytes, formatDuration } from './units.ts'

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1 kB'],
  [1_540, '1.5 kB'],
  [12_345_678, '12 MB'],
  [1_529_389_056, '1.5 GB'],
  [3e15, '3,000 TB'],
])('writes %d bytes as %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text.replace(' ', '\u00a0')))

it.each([
  [0, '0 ms', '0毫秒'],
  [0.42, '0.4 ms', '0.4毫秒'],
  [640, '640 ms', '640毫秒'],
  [999.7, '1 s', '1秒'],
  [2_140, '2.1 s', '2.1秒'],
  [61_234, '61 s', '61秒'],
  [600_000, '10 min', '10分钟'],
])('writes %d ms as %s and %s', (ms, en, zh) =>
  expect([formatDuration('en', ms), formatDuration('zh-CN', ms)]).toEqual([en.replace(' ', '\u00a0'), zh]),
)
