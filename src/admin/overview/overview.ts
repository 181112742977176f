import type { Store } from '../../db/store.ts'
import { keysWithState } from '../../upstreams/service.ts'
import {
  activeUsers,
  dayIn,
  daysOf,
  dayNamed,
  dayOf,
  firstTokenOf,
  mondayOf,
  runningCalls,
  type Sums,
  sumsOf,
} from '../../usage/service.ts'
import { listLogs } from '../logs/queries.ts'
import { type Event, eventsOf } from './events.ts'
import type { Health } from './health.ts'
import { type KeyHealth, keyHealthOf } from './keys.ts'
import { countCalls, countFailures, countPeople, type FailuresOfKey } from './queries.ts'

export type OverviewDeps = { db: Store; health: () => Promise<Health>; now: () => number }

/** ms, of so many calls. */
export type FirstToken = { p50: number; p95: number; calls: number }

export type Now = {
  at: Date
  running: number
  firstToken: FirstToken | null
  users: { all: number; active: number; fresh: number }
  today: Sums
  yesterday: Sums
  /** the last hour */
  hour: { calls: number; failed: number; byKey: FailuresOfKey[] }
  health: Health
  keys: KeyHealth
  events: Event[]
}

const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000
const EVENTS = 6

const dayBefore = (day: string): string => new Date(Date.parse(day) - DAY_MS).toISOString().slice(0, 10)

/** When the week of a day began. */
const weekOf = (day: string, zone: string): Date | undefined => dayNamed(mondayOf(day), zone)?.start

/** How things are at this moment. Days and weeks are those of `zone`. */
export async function nowOf({ db, health, now }: OverviewDeps, zone: string): Promise<Now> {
  const at = new Date(now())
  const [today, hourAgo] = [dayIn(zone, at), new Date(at.getTime() - HOUR_MS)]
  const [running, active, people, days, times, calls, byKey, keys, failures, found] = await Promise.all([
    runningCalls(db),
    activeUsers(db, dayOf(at, zone)),
    countPeople(db, weekOf(today, zone) ?? at),
    daysOf(db, null, { from: dayBefore(today), to: today, zone }),
    firstTokenOf(db, { from: today, to: today, zone }, 'all'),
    countCalls(db, hourAgo),
    countFailures(db, hourAgo),
    keysWithState(db, at),
    listLogs(db, { status: 'failed', before: null, limit: EVENTS }),
    health(),
  ])
  const failed = byKey.reduce((sum, line) => sum + line.failed, 0)
  return {
    at,
    running: running.total,
    firstToken: times[0] ?? null,
    users: { ...people, active },
    today: sumsOf(days.filter(({ day }) => day === today)),
    yesterday: sumsOf(days.filter(({ day }) => day !== today)),
    hour: { calls, failed, byKey },
    health: found,
    keys: keyHealthOf(keys),
    events: eventsOf(keys, failures, EVENTS),
  }
}
