import type { Store } from '../db/store.ts'
import { LEAST_USAGE_DAYS } from '../site/settings.ts'
import { dayIn } from './periods.ts'
import {
  deleteRecount,
  findRecounted,
  insertRecount,
  listNextCalls,
  lockRecounts,
  moveRecount,
  type NextCall,
  type Recount,
} from './recountQueries.ts'
import { userLines } from './rollUpLines.ts'
import { addRollUps, deleteEmpty, lockTimeZones } from './rollUpQueries.ts'

/** calls of one transaction, which holds the user's row: on SQLite everybody waits for it */
const PAGE = 250
const DAY_MS = 86_400_000

/**
 * Notes, in the transaction that changes a user's time zone and holds his row, that his latest days are to be counted anew by `recountSome`.
 * Until it has come to a call, that is counted in the zone before. False where the change before is not done: that has to be first.
 */
export async function beginRecount(store: Store, userId: string, zoneBefore: string, at: Date): Promise<boolean> {
  if ((await lockRecounts(store, [userId])).has(userId)) return false
  const callAt = new Date(at.getTime() - LEAST_USAGE_DAYS * DAY_MS)
  await insertRecount(store, { userId, timeZone: zoneBefore, callAt, callId: '' })
  return true
}

/** Counts some of a user's calls anew, or of whoever waits for it. Answers whether there may be more to do. */
export async function recountSome(store: Store, userId?: string): Promise<boolean> {
  const who = userId ?? (await findRecounted(store))
  return who !== null && store.tx((tx) => recountPage(tx, who))
}

/** Holds the user before it reads: no call is rolled up meanwhile, and his zone stays what it is. */
async function recountPage(store: Store, userId: string): Promise<boolean> {
  const zone = (await lockTimeZones(store, [userId])).get(userId)
  const recount = (await lockRecounts(store, [userId])).get(userId)
  if (zone === undefined || recount === undefined) return false
  const calls = await listNextCalls(store, recount, PAGE)
  await moveDays(store, recount, zone, calls)
  const last = calls.at(-1)
  if (last === undefined || calls.length < PAGE) await deleteRecount(store, userId)
  else await moveRecount(store, userId, { callAt: last.createdAt, callId: last.id })
  return calls.length === PAGE
}

async function moveDays(store: Store, { userId, timeZone: before }: Recount, zone: string, calls: readonly NextCall[]): Promise<void> {
  const moved = calls.filter((call) => isRolledUp(call) && dayIn(before, call.createdAt) !== dayIn(zone, call.createdAt))
  if (moved.length === 0) return
  const none = { totals: [], firstTokens: [] }
  await addRollUps(store, { ...userLines(moved, () => ({ userId, timeZone: before }), -1), ...none })
  await addRollUps(store, { ...userLines(moved, () => ({ userId, timeZone: zone })), ...none })
  await deleteEmpty(store, userId)
}

const isRolledUp = ({ status, queued }: NextCall): boolean => status !== 'open' && queued === null
