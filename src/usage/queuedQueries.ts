import { and, eq, gt, gte, lt, lte, type SQL, sql } from 'drizzle-orm'
import type { Store, Tables } from '../db/store.ts'

const place = sql.placeholder
const none = sql<string>`''`

/** A call as a line. */
function callColumns({ tokenUsage, users }: Tables) {
  const { createdAt, status, userId, keyId } = tokenUsage
  return {
    createdAt,
    timeZone: users.timeZone,
    period: none,
    userId: sql<string>`coalesce(${userId}, '')`,
    model: sql<string>`${tokenUsage.model}`,
    keyId: sql<string>`coalesce(${keyId}, '')`,
    keyLabel: sql<string>`${tokenUsage.keyLabel}`,
    currency: sql<string>`${tokenUsage.currency}`,
    requests: sql<number>`1`,
    failed: sql<number>`case when ${status} = 'failed' then 1 else 0 end`,
    promptTokens: sql<number>`${tokenUsage.promptTokens}`,
    cachedTokens: sql<number>`${tokenUsage.cachedTokens}`,
    completionTokens: sql<number>`${tokenUsage.completionTokens}`,
    reasoningTokens: sql<number>`${tokenUsage.reasoningTokens}`,
    totalTokens: sql<number>`${tokenUsage.totalTokens}`,
    cost: sql<number>`${tokenUsage.cost}`,
  }
}

/** In the order in which it is written, which SQLite keeps in a cross join: the queue is short. */
export function queuedCalls({ db, t }: Store, where?: SQL) {
  const { usageQueue, tokenUsage, users } = t
  return db
    .select(callColumns(t))
    .from(usageQueue)
    .crossJoin(tokenUsage)
    .leftJoin(users, eq(users.id, tokenUsage.userId))
    .where(and(eq(tokenUsage.id, usageQueue.usageId), where))
}

/** More are only in the queue after an upgrade, or after the job had been away. */
const SHORT = 2_000

/**
 * A user's calls in the queue: where that is short by the queue, else by all that the user has. The length stands first in the joins, so
 * that the other of the two reads nothing.
 */
export function queuedCallsOf(store: Store, where?: SQL) {
  const { db, t, d } = store
  const { usageQueue, tokenUsage, users } = t
  const some = db
    .select({ one: sql`1`.as('one') })
    .from(usageQueue)
    .limit(SHORT + 1)
    .as('some')
  const length = db
    .select({ calls: sql<number>`count(*)`.as('calls') })
    .from(some)
    .as('length')
  const isQueued = eq(tokenUsage.id, usageQueue.usageId)
  const byQueue = db
    .select(callColumns(t))
    .from(length)
    .crossJoin(usageQueue)
    .crossJoin(tokenUsage)
    .leftJoin(users, eq(users.id, tokenUsage.userId))
    .where(and(lte(length.calls, SHORT), isQueued, eq(d.sifted(tokenUsage.userId), place('userId')), where))
  const byUser = db
    .select(callColumns(t))
    .from(length)
    .crossJoin(tokenUsage)
    .crossJoin(usageQueue)
    .leftJoin(users, eq(users.id, tokenUsage.userId))
    .where(and(gt(length.calls, SHORT), isQueued, eq(tokenUsage.userId, place('userId')), where))
  return byQueue.unionAll(byUser)
}

/** Calls of a stretch of time that is wide enough for the days, in whatever zone. */
export function isSince({ t: { tokenUsage }, d }: Store): SQL | undefined {
  const at = d.sifted(tokenUsage.createdAt)
  return and(gte(at, sql.param(place('since'), tokenUsage.createdAt)), lt(at, sql.param(place('until'), tokenUsage.createdAt)))
}
