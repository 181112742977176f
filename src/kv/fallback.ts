import type { Availability } from '../availability.ts'
import type { Kv } from './kv.ts'

/** How long an answer is waited for, ms. */
export type KvWaits = { hitMs: number; valueMs: number }

/** With the rest of the way a hit stays below a tenth of a second. A value has more patience: without it the database is asked. */
const WAITS: KvWaits = { hitMs: 60, valueMs: 250 }
const PROBE_MS = 500
const PROBE = { key: 'probe', windows: [{ limit: 1, windowMs: 1_000 }] }

/**
 * Limits hold when `primary` is away: hits are then counted by `local`. What `primary` allowed is counted by both, so that
 * neither its going nor its coming back gives anyone a fresh window. Values are refused at once while it is away, so that of those who
 * need one only the first waits; all other operations reject as `primary` does.
 */
export function withFallback(primary: Kv, local: Kv, availability: Availability, { hitMs, valueMs }: KvWaits = WAITS): Kv {
  let away = false
  let closed = false

  async function probe(): Promise<void> {
    try {
      // A hit, not a ping: a full or read-only server answers pings.
      await inTime(primary.hit(PROBE.key, PROBE.windows, 0), hitMs)
      away = false
      availability.back()
    } catch {
      probeLater()
    }
  }

  function probeLater(): void {
    if (!closed) setTimeout(() => void probe(), PROBE_MS).unref()
  }

  function leave(error: unknown): null {
    if (away || closed) return null
    away = true
    availability.lost(error)
    probeLater()
    return null
  }

  async function ask<T>(question: () => Promise<T>): Promise<T> {
    if (away) throw new Error('Redis is away')
    return inTime(question(), valueMs).catch((error: unknown) => {
      leave(error)
      throw error
    })
  }

  return {
    ...primary,
    get: (key) => ask(() => primary.get(key)),
    getAndTouch: (key, ttlMs) => ask(() => primary.getAndTouch(key, ttlMs)),
    set: (key, value, options) => ask(() => primary.set(key, value, options)),
    delete: (key) => ask(() => primary.delete(key)),
    async hit(key, windows, nowMs) {
      const verdict = away ? null : await inTime(primary.hit(key, windows, nowMs), hitMs).catch(leave)
      if (verdict?.allowed === false) return verdict
      const own = await local.hit(key, windows, nowMs)
      return verdict === null || !own.allowed ? own : verdict
    },
    // Whoever is in is in both, so that its going gives nobody a fresh set of places either.
    async enter(key, owner, limit, ttlMs) {
      if (!(await local.enter(key, owner, limit, ttlMs))) return false
      const entered = away ? null : await inTime(primary.enter(key, owner, limit, ttlMs), hitMs).catch(leave)
      if (entered === false) await local.leave(key, owner)
      return entered ?? true
    },
    async leave(key, owner) {
      await local.leave(key, owner)
      if (!away) await inTime(primary.leave(key, owner), valueMs).catch(leave)
    },
    async close() {
      closed = true
      await Promise.all([primary.close(), local.close()])
    },
  }
}

function inTime<T>(answer: Promise<T>, waitMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    // Once more around the event loop: if it was this process that was held up, the answer has come meanwhile and is read first.
    const giveUp = (): void => void setImmediate(() => reject(new Error(`no answer within ${waitMs} ms`)))
    const timer = setTimeout(giveUp, waitMs)
    answer.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
