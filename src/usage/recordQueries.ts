import { and, asc, eq, gt, or } from 'drizzle-orm'
import type { Store } from '../db/store.ts'
import type { UsageRow } from './queries.ts'

/** A place among the records of a user. */
export type RecordCursor = { createdAt: Date; id: string }

/** A user's calls, the oldest first. */
export async function listRecords({ db, t }: Store, userId: string, after: RecordCursor | null, limit: number): Promise<UsageRow[]> {
  const { tokenUsage } = t
  const later = after
    ? or(gt(tokenUsage.createdAt, after.createdAt), and(eq(tokenUsage.createdAt, after.createdAt), gt(tokenUsage.id, after.id)))
    : undefined
  return db
    .select()
    .from(tokenUsage)
    .where(and(eq(tokenUsage.userId, userId), later))
    .orderBy(asc(tokenUsage.createdAt), asc(tokenUsage.id))
    .limit(limit)
}
