import { chooseKey } from './choose.ts'
import { adopt, healthOf } from './health.ts'
import { BUSY_MS, enterKey, type LimitsDeps } from './keyLimits.ts'
import type { KeyRow } from './queries.ts'
import { createReports, type ReportDeps, type State } from './reports.ts'

export type PoolDeps = ReportDeps & {
  /** where all processes count the calls of a key */
  kv: LimitsDeps['kv']
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
  /** The `meant` one where it is free; null where all are busy. */
  take(keys: readonly KeyRow[], meant?: KeyRow): Promise<Use | null>
  /** What a test of the admin's has shown: a key that works is in use again. */
  tested(key: KeyRow, error: unknown): Promise<void>
}

/** so that not all who wait for a key come at once */
const SPREAD_MS = 250

/** The keys' health and load in this process. */
export function createPool({ kv, now, random, ...deps }: PoolDeps): Pool {
  const states = new Map<string, State>()
  const reports = createReports({ ...deps, now, random }, stateOf)

  function stateOf(row: KeyRow): State {
    const known = states.get(row.id)
    if (known) return known
    const state = { health: healthOf(row), running: 0, busyUntil: 0, usedSavedAt: row.lastUsedAt?.getTime() ?? 0 }
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
    return Math.max(0, cooling, busy, state.busyUntil - at)
  }

  function best(keys: readonly KeyRow[]): KeyRow | null {
    const free = working(keys).filter((key) => waitFor(key) === 0)
    return chooseKey(
      free.map((key) => ({ key, priority: key.priority, weight: key.weight, running: stateOf(key).running })),
      random,
    )
  }

  /** One call over a key, where all processes together have room for it; null: not before `busyUntil`. */
  async function begin(key: KeyRow): Promise<Use | null> {
    const state = stateOf(key)
    const startedAt = now()
    state.running++
    const place = await enterKey({ kv, now }, key).catch((error: unknown) => {
      state.running--
      throw error
    })
    if (typeof place === 'number') {
      state.running--
      state.busyUntil = startedAt + place
      return null
    }
    return {
      key,
      succeeded: () => void reports.succeeded(key, startedAt),
      failed: (error) => void reports.failed(key, startedAt, error),
      ended() {
        state.running--
        place.leave()
      },
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
    async take(keys, meant) {
      const isMeantFree = meant !== undefined && working(keys).includes(meant) && waitFor(meant) === 0
      for (let key = isMeantFree ? meant : best(keys); key !== null; key = best(keys)) {
        const use = await begin(key)
        if (use) return use
      }
      return null
    },
    tested: (key, error) => (error === null ? reports.recovered(key) : reports.failed(key, now(), error)),
  }
}
