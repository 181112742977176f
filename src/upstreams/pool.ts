import { UpstreamFailed } from '../llm/failed.ts'
import type { Logger } from '../log.ts'
import { chooseKey } from './choose.ts'
import { adopt, cooled, type Health, healthOf, type Moment, recovered, setAside } from './health.ts'
import type { KeyChange, KeyRow } from './queries.ts'

export type PoolDeps = {
  /** Tells the others, by the key's row. */
  save(keyId: string, change: KeyChange): Promise<void>
  log: Logger
  now: () => number
  random: () => number
}

/** One call over one key: begun when it is taken. */
export type Use = { key: KeyRow; succeeded(): void; failed(error: unknown): void; ended(): void }

export interface Pool {
  /** Takes over what the rows say that is newer than what is known here. */
  read(rows: readonly KeyRow[]): void
  /** Milliseconds until one of the keys can be used: 0 now; null: none of them works any more. */
  freeIn(keys: readonly KeyRow[]): number | null
  /** The key that would be taken now; null where all are busy. */
  best(keys: readonly KeyRow[]): KeyRow | null
  take(keys: readonly KeyRow[]): Use | null
}

type State = { health: Health; running: number; starts: number[]; usedSavedAt: number }

const USED_EVERY_MS = 60_000
const MINUTE_MS = 60_000
/** until a call that holds up a key may have ended */
const BUSY_MS = 500
/** so that not all who wait for a key come at once */
const SPREAD_MS = 250

/** The keys' health and load in this process. */
export function createPool({ save, log, now, random }: PoolDeps): Pool {
  const states = new Map<string, State>()

  function stateOf(row: KeyRow): State {
    const known = states.get(row.id)
    if (known) return known
    const state = { health: healthOf(row), running: 0, starts: [], usedSavedAt: row.lastUsedAt?.getTime() ?? 0 }
    states.set(row.id, state)
    return state
  }

  /** Keys that are set aside count only where there is no other, and then only now and again. */
  function working(keys: readonly KeyRow[]): readonly KeyRow[] {
    const inUse = keys.filter((key) => stateOf(key).health.status !== 'set_aside')
    return inUse.length > 0 ? inUse : keys.filter((key) => stateOf(key).health.until <= now())
  }

  function waitFor(key: KeyRow): number {
    const state = stateOf(key)
    const at = now()
    const cooling = state.health.status === 'cooling' ? state.health.until - at : 0
    const busy = key.maxConcurrency !== null && state.running >= key.maxConcurrency ? BUSY_MS : 0
    return Math.max(0, cooling, busy, waitForMinute(key, state.starts, at))
  }

  function best(keys: readonly KeyRow[]): KeyRow | null {
    const free = working(keys).filter((key) => waitFor(key) === 0)
    return chooseKey(
      free.map((key) => ({ key, priority: key.priority, weight: key.weight, running: stateOf(key).running })),
      random,
    )
  }

  function tell(key: KeyRow, change: KeyChange): void {
    save(key.id, change).catch((error: unknown) => log.warn({ err: error, key: key.label }, 'the state of a key could not be saved'))
  }

  function change(key: KeyRow, health: Health, reason: string | null): void {
    const state = stateOf(key)
    state.health = health
    state.usedSavedAt = health.changedAt
    const at = new Date(health.changedAt)
    tell(key, {
      status: health.status,
      reason,
      until: health.status === 'ok' ? null : new Date(health.until),
      lastUsedAt: at,
      updatedAt: at,
    })
  }

  function succeeded(key: KeyRow, startedAt: number): void {
    const state = stateOf(key)
    const moment: Moment = { now: now(), random }
    // a call that began before the key failed says nothing about how it is now
    if (state.health.status !== 'ok' && startedAt >= state.health.changedAt) return change(key, recovered(moment), null)
    if (moment.now - state.usedSavedAt < USED_EVERY_MS) return
    state.usedSavedAt = moment.now
    tell(key, { lastUsedAt: new Date(moment.now) })
  }

  function failed(key: KeyRow, startedAt: number, error: unknown): void {
    if (!(error instanceof UpstreamFailed)) return
    const { reason, errorClass, upstreamText: said, retryAfterMs } = error
    const { health } = stateOf(key)
    const moment: Moment = { now: now(), random }
    if (error.keyFault) {
      log.warn({ key: key.label, reason, errorClass, said }, 'a key is set aside')
      change(key, setAside(moment), reason)
    } else if (error.retryable && health.status !== 'set_aside' && (startedAt >= health.changedAt || health.status !== 'cooling')) {
      log.warn({ key: key.label, reason, errorClass, said }, 'a key cools down')
      change(key, cooled(health, retryAfterMs, moment), reason)
    }
  }

  return {
    read(rows) {
      for (const row of rows) stateOf(row).health = adopt(states.get(row.id)?.health, row)
    },
    freeIn(keys) {
      const waits = working(keys).map(waitFor)
      if (waits.length === 0) return null
      const soonest = Math.min(...waits)
      return soonest === 0 ? 0 : soonest + Math.round(random() * SPREAD_MS)
    },
    best,
    take(keys) {
      const key = best(keys)
      if (!key) return null
      const state = stateOf(key)
      const startedAt = now()
      state.running++
      if (key.rpm !== null) state.starts = [...inLastMinute(state.starts, startedAt), startedAt]
      return {
        key,
        succeeded: () => succeeded(key, startedAt),
        failed: (error) => failed(key, startedAt, error),
        ended: () => void state.running--,
      }
    },
  }
}

const inLastMinute = (starts: readonly number[], at: number): number[] => starts.filter((start) => start > at - MINUTE_MS)

/** Milliseconds until a call over the key is within its calls a minute. */
function waitForMinute({ rpm }: KeyRow, starts: readonly number[], at: number): number {
  if (rpm === null) return 0
  const recent = inLastMinute(starts, at)
  return recent.length < rpm ? 0 : (recent.at(-Math.max(rpm, 1)) ?? at) + MINUTE_MS - at
}
