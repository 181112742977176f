import { newId } from '../ids.ts'
import type { Kv } from '../kv/kv.ts'
import type { KeyRow } from './queries.ts'

export type LimitsDeps = { kv: Pick<Kv, 'enter' | 'leave' | 'hit'>; now: () => number }

/** A place for one call, kept until it is left. */
export type Place = { leave(): void }

const MINUTE_MS = 60_000
/** The place of a process that died is free after this. */
const PLACE_MS = 60_000
const KEEP_EVERY_MS = 20_000
/** until a call that holds up a key may have ended */
export const BUSY_MS = 500

const NO_PLACE: Place = { leave: () => {} }

/** What a key takes of all processes together: calls at once, and calls a minute. A place for a call, or ms to wait for one. */
export async function enterKey({ kv, now }: LimitsDeps, { id, maxConcurrency, rpm }: KeyRow): Promise<Place | number> {
  const place = maxConcurrency === null ? NO_PLACE : await takePlace(kv, `key:${id}`, maxConcurrency)
  if (place === null) return BUSY_MS
  if (rpm === null) return place
  const { allowed, retryAfterMs } = await kv.hit(`key:${id}`, [{ limit: rpm, windowMs: MINUTE_MS }], now())
  if (allowed) return place
  place.leave()
  return Math.max(1, retryAfterMs)
}

async function takePlace(kv: LimitsDeps['kv'], name: string, limit: number): Promise<Place | null> {
  const owner = newId()
  if (!(await kv.enter(name, owner, limit, PLACE_MS))) return null
  const keep = (): void => void kv.enter(name, owner, limit, PLACE_MS).catch(() => {})
  const timer = setInterval(keep, KEEP_EVERY_MS).unref()
  return {
    leave() {
      clearInterval(timer)
      kv.leave(name, owner).catch(() => {})
    },
  }
}
