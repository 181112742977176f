import { and, asc, eq, inArray, lt, notExists, sql } from 'drizzle-orm'
import { affectedRows, type Store } from '../db/store.ts'

/** Settled calls made before then that roll-ups hold, the oldest first. */
export async function listOldCalls({ db, t }: Store, before: Date, limit: number): Promise<string[]> {
  const { tokenUsage, usageQueue } = t
  const queued = db.select({ id: usageQueue.usageId }).from(usageQueue).where(eq(usageQueue.usageId, tokenUsage.id))
  const rows = await db
    .select({ id: tokenUsage.id })
    .from(tokenUsage)
    .where(and(lt(tokenUsage.createdAt, before), sql`${tokenUsage.status} <> 'open'`, notExists(queued)))
    .orderBy(asc(tokenUsage.createdAt), asc(tokenUsage.id))
    .limit(limit)
  return rows.map(({ id }) => id)
}

/** Answers how many there were. */
export async function deleteCalls({ db, t }: Store, ids: readonly string[]): Promise<number> {
  return affectedRows(await db.delete(t.tokenUsage).where(inArray(t.tokenUsage.id, [...ids])))
}

export async function listOldLogs({ db, t: { proxyLogs } }: Store, before: Date, limit: number): Promise<string[]> {
  const rows = await db
    .select({ id: proxyLogs.id })
    .from(proxyLogs)
    .where(lt(proxyLogs.createdAt, before))
    .orderBy(asc(proxyLogs.createdAt), asc(proxyLogs.id))
    .limit(limit)
  return rows.map(({ id }) => id)
}

export async function deleteLogs({ db, t }: Store, ids: readonly string[]): Promise<number> {
  return affectedRows(await db.delete(t.proxyLogs).where(inArray(t.proxyLogs.id, [...ids])))
}
