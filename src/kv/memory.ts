import { type Logger, silentLog } from '../log.ts'
import { Channels } from './channels.ts'
import { ExpiringMap } from './expiringMap.ts'
import type { Kv, Verdict, Window } from './kv.ts'
import { distinctWindows, judge, type Usage } from './windows.ts'

export type MemoryOptions = {
  now?: () => number
  /** how many values, leases and counters are kept at most, each */
  maxEntries?: number
  log?: Logger
}

const SWEEP_MS = 30_000

/** Everything in this process: for one process alone, and for the limits while Redis is away. */
export function createMemoryKv({ now = Date.now, maxEntries = 50_000, log = silentLog() }: MemoryOptions = {}): Kv {
  const values = new ExpiringMap<string>(now, maxEntries)
  const leases = new ExpiringMap<string>(now, maxEntries)
  const counters = new ExpiringMap<number[]>(now, maxEntries)
  const channels = new Channels(log)
  const places = new ExpiringMap<Map<string, number>>(now, maxEntries)
  const sweeper = setInterval(() => [values, leases, counters, places].forEach((map) => map.sweep()), SWEEP_MS).unref()

  return {
    async get(key) {
      return values.get(key) ?? null
    },
    async getAndTouch(key, ttlMs) {
      const value = values.get(key)
      if (value === undefined) return null
      values.set(key, value, ttlMs)
      return value
    },
    async set(key, value, { ttlMs, only }) {
      if (only !== undefined && (values.get(key) === undefined) !== (only === 'new')) return false
      values.set(key, value, ttlMs)
      return true
    },
    async delete(key) {
      values.delete(key)
    },
    async hit(key, windows, nowMs) {
      return hit(counters, key, distinctWindows(windows), nowMs)
    },
    async acquire(key, owner, ttlMs) {
      if (leases.get(key) !== undefined) return false
      leases.set(key, owner, ttlMs)
      return true
    },
    async renew(key, owner, ttlMs) {
      if (leases.get(key) !== owner) return false
      leases.set(key, owner, ttlMs)
      return true
    },
    async holder(key) {
      return leases.get(key) ?? null
    },
    async release(key, owner) {
      if (leases.get(key) !== owner) return false
      leases.delete(key)
      return true
    },
    async enter(key, owner, limit, ttlMs) {
      const inside = places.get(key) ?? new Map<string, number>()
      for (const [other, until] of inside) if (until <= now()) inside.delete(other)
      if (!inside.has(owner) && inside.size >= limit) return false
      inside.set(owner, now() + ttlMs)
      places.set(key, inside, Math.max(...inside.values()) - now())
      return true
    },
    async leave(key, owner) {
      places.get(key)?.delete(owner)
    },
    async publish(channel, message) {
      queueMicrotask(() => channels.deliver(channel, message))
    },
    async subscribe(channel, listener) {
      const remove = channels.add(channel, listener)
      return async () => remove()
    },
    async ping() {},
    async close() {
      clearInterval(sweeper)
      channels.clear()
      for (const map of [values, leases, counters, places]) map.clear()
    },
  }
}

/** Keeps the times of the counted hits, in order, per key and window. Refused hits leave no trace, so a list never outgrows its limit. */
function hit(counters: ExpiringMap<number[]>, key: string, windows: Window[], nowMs: number): Verdict {
  const logs = windows.map((window) => ({ window, name: `${window.windowMs}:${key}` }))
  const timesOf = (name: string): number[] => counters.get(name) ?? []
  // A clock that steps back must not disorder the list: a key's time only goes forward.
  const atMs = Math.max(nowMs, ...logs.map(({ name }) => timesOf(name).at(-1) ?? nowMs))
  const verdict = judge(
    logs.map(({ window, name }) => usageOf(window, timesOf(name), atMs)),
    atMs,
  )
  if (!verdict.allowed) return verdict
  for (const { window, name } of logs) {
    const times = timesOf(name)
    times.splice(0, expiredIn(times, atMs - window.windowMs))
    times.push(atMs)
    counters.set(name, times, window.windowMs)
  }
  return verdict
}

function usageOf(window: Window, times: readonly number[], atMs: number): Usage {
  const count = times.length - expiredIn(times, atMs - window.windowMs)
  return { window, count, newestMs: times.at(-1) ?? null, blockerMs: times.at(-window.limit) ?? null }
}

function expiredIn(times: readonly number[], lastMs: number): number {
  let count = 0
  while (count < times.length && times[count]! <= lastMs) count++
  return count
}
