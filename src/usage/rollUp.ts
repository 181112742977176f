import type { Store } from '../db/store.ts'
import { LEAST_USAGE_DAYS } from '../site/settings.ts'
import { bucketOf } from './firstToken.ts'
import { dayIn } from './periods.ts'
import {
  addRollUps,
  type Call,
  deleteEmpty,
  deleteQueued,
  listCalls,
  listQueued,
  listRolledUp,
  lockQueued,
  lockTimeZones,
  type RollUps,
  takeRollUps,
} from './rollUpQueries.ts'
import { add, type Figures, nothing } from './sums.ts'

/** calls of one transaction: on SQLite everybody waits for it */
const BATCH = 100
const DAY_MS = 86_400_000

/**
 * Adds the oldest queued calls to the roll-ups, in one transaction with their leaving the queue. Answers whether there may be more to do
 * for this process: where another one was there before, there is not.
 */
export async function rollUpSome(store: Store): Promise<boolean> {
  const ids = await listQueued(store, BATCH)
  if (ids.length === 0) return false
  const done = await store.tx((tx) => rollUpCalls(tx, ids))
  return done === BATCH
}

/** Locks before it reads: what another process has done until then is seen, and nobody changes his time zone or is deleted meanwhile. */
async function rollUpCalls(store: Store, queued: readonly string[]): Promise<number> {
  const ids = await lockQueued(store, queued)
  if (ids.length === 0) return 0
  const calls = await listCalls(store, ids)
  const users = new Set(calls.map(({ userId }) => userId).filter((id) => id !== null))
  const zones = await lockTimeZones(store, [...users].sort())
  await addRollUps(store, rollUpsOf(calls, zones))
  await deleteQueued(store, ids)
  return ids.length
}

/**
 * Counts a user's latest days anew after his time zone has changed, in the transaction of the change that holds his row since its
 * beginning. What is still queued is counted in the new zone anyway.
 */
export async function recount(store: Store, userId: string, oldZone: string, newZone: string, at: Date): Promise<void> {
  const calls = await listRolledUp(store, userId, new Date(at.getTime() - LEAST_USAGE_DAYS * DAY_MS))
  const moved = calls.filter(({ createdAt }) => dayIn(oldZone, createdAt) !== dayIn(newZone, createdAt))
  if (moved.length === 0) return
  await addRollUps(store, rollUpsOf(moved, new Map([[userId, oldZone]]), -1))
  await addRollUps(store, rollUpsOf(moved, new Map([[userId, newZone]])))
  await deleteEmpty(store, userId)
}

/**
 * Before a user is deleted, in the same transaction, which holds his row: what he has used becomes nobody's, day by day. Everybody's
 * figures stay as they are.
 */
export async function leaveUsage(store: Store, userId: string): Promise<void> {
  const { days, months } = await takeRollUps(store, userId)
  const nobody = <T>(row: T) => ({ ...row, userId: '' })
  await addRollUps(store, { days: days.map(nobody), months: months.map(nobody), totals: [], firstTokens: [] })
}

/** Calls as figures to be added, or, for `times` −1, to be taken off. Whoever is not in `zones` is nobody. */
function rollUpsOf(calls: readonly Call[], zones: ReadonlyMap<string, string>, times: 1 | -1 = 1): RollUps {
  const dayAt = createDays()
  const dated = calls.map((call) => {
    const zone = zones.get(call.userId ?? '')
    const userId = zone === undefined ? '' : (call.userId ?? '')
    const { model, currency, keyLabel, ttftMs } = call
    return { call, userId, day: dayAt(zone ?? 'UTC', call.createdAt), model, currency, keyId: call.keyId ?? '', keyLabel, ttftMs }
  })
  const answered = dated.filter(({ ttftMs }) => ttftMs !== null)
  const summed = <Names extends object>(namesOf: (line: (typeof dated)[number]) => Names) => sumUp(dated, namesOf, times)
  return {
    days: summed(({ userId, day, model, currency }) => ({ userId, day, model, currency })),
    months: summed(({ userId, day, currency }) => ({ month: day.slice(0, 7), userId, currency })),
    totals: withLabels(
      summed(({ day, model, keyId, currency }) => ({ day, model, keyId, currency })),
      new Map(dated.map(({ keyId, keyLabel }) => [keyId, keyLabel])),
    ),
    firstTokens: sumUp(answered, ({ day, model, keyId, ttftMs }) => ({ day, model, keyId, bucket: bucketOf(ttftMs ?? 0) }), times).map(
      ({ day, model, keyId, bucket, requests: count }) => ({ day, model, keyId, bucket, calls: count }),
    ),
  }
}

const withLabels = <Row extends { keyId: string }>(rows: Row[], labels: ReadonlyMap<string, string>) =>
  rows.map((row) => ({ ...row, keyLabel: labels.get(row.keyId) ?? '' }))

/** Lines with the same names as one, in the order of these: who adds at the same time meets them in the same order. */
function sumUp<Line extends { call: Call }, Names extends object>(
  lines: readonly Line[],
  namesOf: (line: Line) => Names,
  times: 1 | -1,
): (Names & Figures)[] {
  const groups = new Map<string, Names & Figures>()
  for (const line of lines) {
    const names = namesOf(line)
    const key = Object.values(names).join('\u0000')
    const group = groups.get(key) ?? { ...names, ...nothing() }
    groups.set(key, group)
    add(group, figuresOf(line.call), times)
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group)
}

const figuresOf = (call: Call): Figures => ({ ...call, requests: 1, failed: call.status === 'failed' ? 1 : 0 })

const QUARTER_MS = 900_000

/** Days of many moments: within a quarter of an hour there is none that ends, in any zone. */
function createDays(): (zone: string, at: Date) => string {
  const known = new Map<string, string>()
  return (zone, at) => {
    const key = `${zone} ${Math.floor(at.getTime() / QUARTER_MS)}`
    const day = known.get(key) ?? dayIn(zone, at)
    known.set(key, day)
    return day
  }
}
