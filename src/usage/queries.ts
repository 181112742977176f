import { and, eq, inArray, lt } from 'drizzle-orm'
import { affectedRows, type NewRow, type Row, type Store } from '../db/store.ts'

export type UsageRow = Row<'tokenUsage'>

export async function insertUsage({ db, t, d }: Store, row: NewRow<'tokenUsage'>): Promise<void> {
  await d.insert(db, t.tokenUsage, [row])
}

/** Closes an open row; false when it was closed before, or never opened. */
export async function closeUsage(
  { db, t }: Store,
  messageId: string,
  attempt: number,
  set: Partial<NewRow<'tokenUsage'>>,
): Promise<boolean> {
  const { tokenUsage } = t
  const result = await db
    .update(tokenUsage)
    .set(set)
    .where(and(eq(tokenUsage.messageId, messageId), eq(tokenUsage.attempt, attempt), eq(tokenUsage.status, 'open')))
  return affectedRows(result) === 1
}

/** The newest call made for a message. */
export async function findUsageOf({ db, t }: Store, userId: string, messageIds: readonly string[]): Promise<UsageRow[]> {
  if (messageIds.length === 0) return []
  return db
    .select()
    .from(t.tokenUsage)
    .where(and(eq(t.tokenUsage.userId, userId), inArray(t.tokenUsage.messageId, [...messageIds])))
}

export async function findOpenUsage({ db, t }: Store, messageId: string): Promise<UsageRow[]> {
  return db
    .select()
    .from(t.tokenUsage)
    .where(and(eq(t.tokenUsage.messageId, messageId), eq(t.tokenUsage.status, 'open')))
}

/** Calls that were opened before `before` and never settled. */
export async function listOldOpenUsage({ db, t }: Store, before: Date): Promise<UsageRow[]> {
  return db
    .select()
    .from(t.tokenUsage)
    .where(and(eq(t.tokenUsage.status, 'open'), lt(t.tokenUsage.createdAt, before)))
}

export async function insertProxyLog({ db, t, d }: Store, row: NewRow<'proxyLogs'>): Promise<void> {
  await d.insert(db, t.proxyLogs, [row])
}
