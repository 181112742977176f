import { and, asc, desc, eq, gt, gte, lt, lte, ne, or, type SQL, sql } from 'drizzle-orm'
import type { Store, Tables } from '../db/store.ts'
import type { USAGE_STATUSES } from '../db/values.ts'

export type UsageStatus = (typeof USAGE_STATUSES)[number]

/** Which calls are meant; without a status all that are settled, since the others change yet. */
export type RecordFilter = {
  userId?: string | undefined
  model?: string | undefined
  keyId?: string | undefined
  status?: UsageStatus | undefined
  from?: Date | undefined
  /** up to this time, not including it */
  to?: Date | undefined
}

/** A place among records: the last one that was read. */
export type RecordCursor = { createdAt: Date; id: string }

/** A call, with the name of who made it: null where he is gone. */
export type UsageRecord = Awaited<ReturnType<typeof listNewest>>[number]

const shown = ({ tokenUsage, users }: Tables) => ({
  id: tokenUsage.id,
  createdAt: tokenUsage.createdAt,
  userId: tokenUsage.userId,
  username: users.username,
  model: tokenUsage.model,
  keyLabel: tokenUsage.keyLabel,
  source: tokenUsage.source,
  purpose: tokenUsage.purpose,
  status: tokenUsage.status,
  estimated: tokenUsage.estimated,
  promptTokens: tokenUsage.promptTokens,
  cachedTokens: tokenUsage.cachedTokens,
  completionTokens: tokenUsage.completionTokens,
  reasoningTokens: tokenUsage.reasoningTokens,
  totalTokens: tokenUsage.totalTokens,
  cost: tokenUsage.cost,
  currency: tokenUsage.currency,
  ttftMs: tokenUsage.ttftMs,
  durationMs: tokenUsage.durationMs,
  conversationId: tokenUsage.conversationId,
  messageId: tokenUsage.messageId,
  requestId: tokenUsage.requestId,
})

const selectRecords = ({ db, t }: Store) => db.select(shown(t)).from(t.tokenUsage).leftJoin(t.users, eq(t.users.id, t.tokenUsage.userId))

/** In the words of the index that holds what is rare: SQLite does not know it by a bound value. */
const STATUS_WORDS: Record<UsageStatus, SQL> = {
  open: sql`'open'`,
  complete: sql`'complete'`,
  stopped: sql`'stopped'`,
  interrupted: sql`'interrupted'`,
  failed: sql`'failed'`,
}

type Driver = 'userId' | 'status' | 'keyId' | 'model' | 'time'

/** By which of its conditions the rows are found, in the order of time; the other conditions sift them. */
function driverOf({ userId, status, keyId, model }: RecordFilter): Driver {
  if (userId !== undefined) return 'userId'
  if (status !== undefined && status !== 'complete') return 'status'
  if (keyId !== undefined) return 'keyId'
  return model === undefined ? 'time' : 'model'
}

function isMeant({ t: { tokenUsage }, d }: Store, filter: RecordFilter): SQL | undefined {
  const driver = driverOf(filter)
  const columnOf = (name: Exclude<Driver, 'time'>) => (name === driver ? tokenUsage[name] : d.sifted(tokenUsage[name]))
  const { userId, status, keyId, model, from } = filter
  return and(
    userId === undefined ? undefined : sql`${columnOf('userId')} = ${userId}`,
    keyId === undefined ? undefined : sql`${columnOf('keyId')} = ${keyId}`,
    model === undefined ? undefined : sql`${columnOf('model')} = ${model}`,
    status === undefined ? ne(d.sifted(tokenUsage.status), 'open') : sql`${columnOf('status')} = ${STATUS_WORDS[status]}`,
    from && gte(tokenUsage.createdAt, from),
  )
}

/** One upper bound, not two: of those SQLite starts at either. */
function isBefore({ tokenUsage }: Tables, to: Date | undefined, cursor: RecordCursor | null): SQL | undefined {
  if (cursor === null || (to && to <= cursor.createdAt)) return to && lt(tokenUsage.createdAt, to)
  const { createdAt, id } = cursor
  return and(lte(tokenUsage.createdAt, createdAt), or(lt(tokenUsage.createdAt, createdAt), lt(tokenUsage.id, id)))
}

/** Calls, the newest first, from behind the cursor on. */
export async function listNewest(store: Store, filter: RecordFilter, cursor: RecordCursor | null, limit: number) {
  const { tokenUsage } = store.t
  return selectRecords(store)
    .where(and(isMeant(store, filter), isBefore(store.t, filter.to, cursor)))
    .orderBy(desc(tokenUsage.createdAt), desc(tokenUsage.id))
    .limit(limit)
}

/** A user's calls, settled or not, the oldest first. */
export async function listOldest(store: Store, userId: string, after: RecordCursor | null, limit: number): Promise<UsageRecord[]> {
  const { tokenUsage } = store.t
  const isLater =
    after && and(gte(tokenUsage.createdAt, after.createdAt), or(gt(tokenUsage.createdAt, after.createdAt), gt(tokenUsage.id, after.id)))
  return selectRecords(store)
    .where(and(eq(tokenUsage.userId, userId), isLater ?? undefined))
    .orderBy(asc(tokenUsage.createdAt), asc(tokenUsage.id))
    .limit(limit)
}
