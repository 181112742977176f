import { and, asc, eq, gt, gte, inArray, or } from 'drizzle-orm'
import type { NewRow, Row, Store } from '../db/store.ts'
import { type Call, columnsOf } from './rollUpQueries.ts'

export type Recount = Row<'usageRecounts'>
type Place = Pick<Recount, 'callAt' | 'callId'>

/** Whether a recount has yet to come to a call. */
export const isAfter = ({ createdAt, id }: Pick<Call, 'createdAt' | 'id'>, { callAt, callId }: Place): boolean =>
  createdAt.getTime() === callAt.getTime() ? id > callId : createdAt > callAt

export async function insertRecount({ db, t }: Store, recount: NewRow<'usageRecounts'>): Promise<void> {
  await db.insert(t.usageRecounts).values(recount)
}

/** Those of these users that are not done, as they are now, whatever the transaction has read before. */
export async function lockRecounts({ db, t: { usageRecounts }, d }: Store, userIds: readonly string[]): Promise<Map<string, Recount>> {
  if (userIds.length === 0) return new Map()
  const rows = db
    .select()
    .from(usageRecounts)
    .where(inArray(usageRecounts.userId, [...userIds]))
  return new Map((await d.forUpdate(rows)).map((row) => [row.userId, row]))
}

/** Whose days are to be counted next; null: nobody's. */
export async function findRecounted({ db, t: { usageRecounts } }: Store): Promise<string | null> {
  const [row] = await db.select({ userId: usageRecounts.userId }).from(usageRecounts).orderBy(usageRecounts.userId).limit(1)
  return row?.userId ?? null
}

export async function moveRecount({ db, t: { usageRecounts } }: Store, userId: string, place: Place): Promise<void> {
  await db.update(usageRecounts).set(place).where(eq(usageRecounts.userId, userId))
}

export async function deleteRecount({ db, t: { usageRecounts } }: Store, userId: string): Promise<void> {
  await db.delete(usageRecounts).where(eq(usageRecounts.userId, userId))
}

/** A user's next calls, the oldest first; `queued`: the roll-ups do not hold it yet. */
export type NextCall = Call & { queued: string | null }

export async function listNextCalls({ db, t }: Store, { userId, callAt, callId }: Recount, limit: number): Promise<NextCall[]> {
  const { tokenUsage: u, usageQueue } = t
  return db
    .select({ ...columnsOf(t), queued: usageQueue.usageId })
    .from(u)
    .leftJoin(usageQueue, eq(usageQueue.usageId, u.id))
    .where(and(eq(u.userId, userId), gte(u.createdAt, callAt), or(gt(u.createdAt, callAt), gt(u.id, callId))))
    .orderBy(asc(u.createdAt), asc(u.id))
    .limit(limit)
}
