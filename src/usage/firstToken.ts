/**
 * How long people wait for the first token, as p50 and p95 of any stretch of days. Percentiles cannot be added up, so calls are counted in
 * buckets, each a tenth wider than the one before: bucket `b` has the times from 1.1^b to 1.1^(b+1) ms. Told is the geometric middle of a
 * bucket, which is at most √1.1 − 1 = 4.9 % from any time in it.
 */
const WIDTH = Math.log(1.1)

/** The bucket of a time in ms; what took less than one is in the first. */
export const bucketOf = (ms: number): number => Math.floor(Math.log(Math.max(1, ms)) / WIDTH)

/** ms, to a tenth: the bucket's middle. */
export const middleOf = (bucket: number): number => Math.round(Math.exp((bucket + 0.5) * WIDTH) * 10) / 10

/** The smallest time in ms that `share` (0 to 1) of the calls did not exceed; 0 where there are none. */
export function percentileOf(callsByBucket: ReadonlyMap<number, number>, share: number): number {
  const calls = [...callsByBucket.values()].reduce((sum, count) => sum + count, 0)
  let seen = 0
  for (const [bucket, count] of [...callsByBucket].sort(([a], [b]) => a - b)) {
    seen += count
    if (seen >= share * calls && count > 0) return middleOf(bucket)
  }
  return 0
}
