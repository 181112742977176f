import { and, eq, gte, lt, type SQL, sql } from 'drizzle-orm'
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

/** Calls of a stretch of time that is wide enough for the days, in whatever zone. */
export function isSince({ t: { tokenUsage }, d }: Store): SQL | undefined {
  const at = d.sifted(tokenUsage.createdAt)
  return and(gte(at, sql.param(place('since'), tokenUsage.createdAt)), lt(at, sql.param(place('until'), tokenUsage.createdAt)))
}

/** A user's calls in the queue; of `userId`, a placeholder. */
export const queuedCallsOf = (store: Store, where?: SQL) =>
  queuedCalls(store, and(eq(store.d.sifted(store.t.tokenUsage.userId), place('userId')), where))
