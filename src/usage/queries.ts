import { and, eq, gte, inArray, lt, max, ne, sql, sum } from 'drizzle-orm'
import { prepared, preparedUpdate } from '../db/prepared.ts'
import type { NewRow, Row, Store, Tables } from '../db/store.ts'

export type UsageRow = Row<'tokenUsage'>

export async function insertUsage({ db, t, d }: Store, row: NewRow<'tokenUsage'>): Promise<void> {
  await d.insert(db, t.tokenUsage, [row])
}

const place = sql.placeholder

const changeOpen = preparedUpdate(
  ({ tokenUsage }) => tokenUsage,
  ({ messageId, attempt, status }) => and(eq(messageId, place('messageId')), eq(attempt, place('attempt')), eq(status, 'open')),
)

const queueCall = prepared(({ db, t: { tokenUsage, usageQueue } }) => {
  const isIt = and(eq(tokenUsage.messageId, place('messageId')), eq(tokenUsage.attempt, place('attempt')))
  const call = db.select({ usageId: tokenUsage.id }).from(tokenUsage).where(isIt)
  return db.insert(usageQueue).select(call).prepare()
})

/** Closes an open row, from now on to be rolled up; false when it was closed before, or never opened. */
export async function closeUsage(store: Store, messageId: string, attempt: number, set: Partial<NewRow<'tokenUsage'>>): Promise<boolean> {
  if ((await changeOpen(store, set, { messageId, attempt })) !== 1) return false
  await queueCall(store).execute({ messageId, attempt })
  return true
}

/** The number of the last call made for a message; 0 before the first. */
export async function findLastAttempt({ db, t }: Store, messageId: string): Promise<number> {
  const [row] = await db
    .select({ attempt: max(t.tokenUsage.attempt) })
    .from(t.tokenUsage)
    .where(eq(t.tokenUsage.messageId, messageId))
  return row?.attempt ?? 0
}

const callAskedFor = prepared(({ db, t: { tokenUsage } }) => {
  const isAsked = and(eq(tokenUsage.userId, place('userId')), eq(tokenUsage.clientId, place('clientId')))
  return db.select({ messageId: tokenUsage.messageId }).from(tokenUsage).where(isAsked).prepare()
})

/** The message that this user wanted a call for under this client id. */
export async function findMessageAskedFor(store: Store, userId: string, clientId: string): Promise<string | null> {
  const [row] = await callAskedFor(store).execute({ userId, clientId })
  return row?.messageId ?? null
}

/** All calls made for these messages. */
export async function findUsageOf({ db, t, d }: Store, userId: string, messageIds: readonly string[]): Promise<UsageRow[]> {
  if (messageIds.length === 0) return []
  return db
    .select()
    .from(t.tokenUsage)
    .where(and(eq(d.sifted(t.tokenUsage.userId), userId), inArray(t.tokenUsage.messageId, [...messageIds])))
}

export async function findOpenUsage({ db, t }: Store, messageId: string): Promise<UsageRow[]> {
  return db
    .select()
    .from(t.tokenUsage)
    .where(and(eq(t.tokenUsage.messageId, messageId), eq(t.tokenUsage.status, 'open')))
}

/** Calls that were opened before `before` and never settled; "open" in the words of their index, which SQLite does not know by a bound value. */
export async function listOldOpenUsage({ db, t }: Store, before: Date): Promise<UsageRow[]> {
  return db
    .select()
    .from(t.tokenUsage)
    .where(and(sql`${t.tokenUsage.status} = 'open'`, lt(t.tokenUsage.createdAt, before)))
}

export async function insertProxyLog({ db, t, d }: Store, row: NewRow<'proxyLogs'>): Promise<void> {
  await d.insert(db, t.proxyLogs, [row])
}

export type Allowed = Pick<Row<'users'>, 'quota' | 'timeZone' | 'groupId'>

const lockedAllowed = prepared(({ db, t: { users }, d }) =>
  d
    .forUpdate(
      db
        .select({ quota: users.quota, timeZone: users.timeZone, groupId: users.groupId })
        .from(users)
        .where(eq(users.id, place('userId'))),
    )
    .prepare(),
)

/** What a user may spend. Holds his row until the transaction ends, so that of his calls one at a time is reserved. */
export async function lockAllowed(store: Store, userId: string): Promise<Allowed | null> {
  const [row] = await lockedAllowed(store).execute({ userId })
  return row ?? null
}

/** The calls of `userId` since the time `since`. */
const isSince = ({ userId, createdAt }: Tables['tokenUsage']) =>
  and(eq(userId, place('userId')), gte(createdAt, sql.param(place('since'), createdAt)))

const tokensSince = prepared(({ db, t: { tokenUsage } }) => {
  const tokens = sum(sql`${tokenUsage.totalTokens} + ${tokenUsage.reservedTokens}`).mapWith(Number)
  return db.select({ tokens }).from(tokenUsage).where(isSince(tokenUsage)).prepare()
})

/** Tokens that a user has used since then, with those that are reserved for calls under way. */
export async function sumTokens(store: Store, userId: string, since: Date): Promise<number> {
  const [row] = await tokensSince(store).execute({ userId, since })
  return row?.tokens ?? 0
}

const costSince = prepared(({ db, t: { tokenUsage } }) => {
  const isMeant = and(isSince(tokenUsage), eq(tokenUsage.currency, place('currency')))
  return db
    .select({ cost: sum(tokenUsage.cost).mapWith(Number) })
    .from(tokenUsage)
    .where(isMeant)
    .prepare()
})

/** The cost of a user's calls since then in one currency; those under way with what is reserved for them. */
export async function sumCost(store: Store, userId: string, since: Date, currency: string): Promise<number> {
  const [row] = await costSince(store).execute({ userId, since, currency })
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
