import { expect } from 'vitest'
import type { Kv, Window } from './kv.ts'

/** A repeatable stream of numbers in [0, 1): mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Sends the same random hits, at random times, to the store and to the model, and expects the same answers. */
export async function compareWithModel(kv: Kv, startMs: number, seed: number): Promise<void> {
  const random = randomFrom(seed)
  const upTo = (max: number): number => Math.floor(random() * max)
  const windows = Array.from({ length: 1 + upTo(3) }, () => ({ limit: 1 + upTo(6), windowMs: 20_000 + upTo(9) * 10_000 }))
  const counted = new Map<string, number[]>([
    ['a', []],
    ['b', []],
  ])
  let clock = startMs
  for (let step = 0; step < 60; step++) {
    clock += random() < 0.3 ? 0 : upTo(20_000) - 4_000
    const key = random() < 0.5 ? 'a' : 'b'
    const { allowed, retryAfterMs, remaining } = await kv.hit(`${seed}${key}`, windows, clock)
    expect({ allowed, retryAfterMs, remaining }, `seed ${seed}, step ${step}`).toEqual(modelHit(counted.get(key)!, windows, clock))
  }
}

/** Keeps every counted hit for ever and counts them all each time. */
function modelHit(counted: number[], windows: Window[], clock: number): { allowed: boolean; retryAfterMs: number; remaining: number } {
  const at = Math.max(clock, ...counted)
  const roomAt = (ms: number): number =>
    Math.min(...windows.map(({ limit, windowMs }) => limit - counted.filter((hit) => hit > ms - windowMs).length))
  if (roomAt(at) > 0) {
    counted.push(at)
    return { allowed: true, retryAfterMs: 0, remaining: roomAt(at) }
  }
  const moments = counted.flatMap((hit) => windows.map(({ windowMs }) => hit + windowMs))
  const free = Math.min(...moments.filter((ms) => ms > at && roomAt(ms) > 0))
  return { allowed: false, retryAfterMs: free - at, remaining: 0 }
}
