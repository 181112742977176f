import type { Store } from '../db/store.ts'
import { isAfter, lockRecounts } from './recountQueries.ts'
import { type Owner, siteLines, userLines } from './rollUpLines.ts'
import { addRollUps, type Call, deleteQueued, listCalls, listQueued, lockQueued, lockTimeZones, takeRollUps } from './rollUpQueries.ts'

/** calls of one transaction: on SQLite everybody waits for it */
const BATCH = 100

/**
 * Adds the oldest queued calls to the roll-ups, in one transaction with their leaving the queue. `siteZone`: where
 * everybody's days begin. Answers whether there may be more to do for this process: where another one was there before, there is not.
 */
export async function rollUpSome(store: Store, siteZone: string): Promise<boolean> {
  const ids = await listQueued(store, BATCH)
  if (ids.length === 0) return false
  const done = await store.tx((tx) => rollUpCalls(tx, ids, siteZone))
  return done === BATCH
}

/** Locks before it reads: what another process has done until then is seen, and nobody changes his time zone or is deleted meanwhile. */
async function rollUpCalls(store: Store, queued: readonly string[], siteZone: string): Promise<number> {
  const ids = await lockQueued(store, queued)
  if (ids.length === 0) return 0
  const calls = await listCalls(store, ids)
  const ownerOf = await ownersOf(store, calls)
  await addRollUps(store, { ...userLines(calls, ownerOf), ...siteLines(calls, siteZone) })
  await deleteQueued(store, ids)
  return ids.length
}

/** Whose calls these are and where his days begin: for what a recount has yet to come to, where they began before. */
async function ownersOf(store: Store, calls: readonly Call[]): Promise<(call: Call) => Owner> {
  const users = new Set(calls.map(({ userId }) => userId).filter((id) => id !== null))
  const zones = await lockTimeZones(store, [...users].sort())
  const recounts = await lockRecounts(store, [...zones.keys()])
  return (call) => {
    const timeZone = zones.get(call.userId ?? '')
    if (call.userId === null || timeZone === undefined) return { userId: '', timeZone: 'UTC' }
    const recount = recounts.get(call.userId)
    return { userId: call.userId, timeZone: recount && isAfter(call, recount) ? recount.timeZone : timeZone }
  }
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
