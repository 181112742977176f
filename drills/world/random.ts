/** Numbers that are the same for the same seed, so that a drill that failed can be run again. */
export type Random = {
  readonly seed: number
  /** 0 ≤ x < 1 */
  next(): number
  /** a whole number, both ends included */
  between(from: number, to: number): number
  pick<T>(items: readonly T[]): T
}

/** mulberry32 */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1))
  return { seed, next, between, pick: (items) => items[between(0, items.length - 1)]! }
}
