import { and, eq, gte, inArray, lt, max, ne, sql, sum } from 'drizzle-orm'
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

/** The number of the last call made for a message; 0 before the first. */
export async function findLastAttempt({ db, t }: Store, messageId: string): Promise<number> {
  const [row] = await db
    .select({ attempt: max(t.tokenUsage.attempt) })
    .from(t.tokenUsage)
    .where(eq(t.tokenUsage.messageId, messageId))
  return row?.attempt ?? 0
}

/** The message that this user wanted a call for under this client id. */
export async function findMessageAskedFor({ db, t }: Store, userId: string, clientId: string): Promise<string | null> {
  const { tokenUsage } = t
  const [row] = await db
    .select({ messageId: tokenUsage.messageId })
    .from(tokenUsage)
    .where(and(eq(tokenUsage.userId, userId), eq(tokenUsage.clientId, clientId)))
  return row?.messageId ?? null
}

/** All calls made for these messages. */
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

export type Allowed = Pick<Row<'users'>, 'quota' | 'timeZone' | 'groupId'>

/** What a user may spend. Holds his row until the transaction ends, so that of his calls one at a time is reserved. */
export async function lockAllowed({ db, t, d }: Store, userId: string): Promise<Allowed | null> {
  const { users } = t
  const columns = { quota: users.quota, timeZone: users.timeZone, groupId: users.groupId }
  const [row] = await d.forUpdate(db.select(columns).from(users).where(eq(users.id, userId)))
  return row ?? null
}

/** Tokens that a user has used since then, with those that are reserved for calls under way. */
export async function sumTokens({ db, t }: Store, userId: string, since: Date): Promise<number> {
  const { tokenUsage } = t
  const [row] = await db
    .select({ tokens: sum(sql`${tokenUsage.totalTokens} + ${tokenUsage.reservedTokens}`).mapWith(Number) })
    .from(tokenUsage)
    .where(and(eq(tokenUsage.userId, userId), gte(tokenUsage.createdAt, since)))
  return row?.tokens ?? 0
}

/** The cost of a user's calls since then in one currency; those under way with what is reserved for them. */
export async function sumCost({ db, t }: Store, userId: string, since: Date, currency: string): Promise<number> {
  const { tokenUsage } = t
  const [row] = await db
    .select({ cost: sum(tokenUsage.cost).mapWith(Number) })
    .from(tokenUsage)
    .where(and(eq(tokenUsage.userId, userId), gte(tokenUsage.createdAt, since), eq(tokenUsage.currency, currency)))
  return row?.cost ?? 0
}

/** Tokens that settled calls have written of an answer. */
export async function sumWritten({ db, t }: Store, messageId: string): Promise<number> {
  const { tokenUsage } = t
  const [row] = await db
    .select({ tokens: sum(tokenUsage.completionTokens).mapWith(Number) })
    .from(tokenUsage)
    .where(and(eq(tokenUsage.messageId, messageId), eq(tokenUsage.purpose, 'answer'), ne(tokenUsage.status, 'open')))
  return row?.tokens ?? 0
}
