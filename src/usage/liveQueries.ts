import { and, count, eq, exists, gte, lt, lte, sql } from 'drizzle-orm'
import { prepared } from '../db/prepared.ts'
import type { Store } from '../db/store.ts'
import { isSince } from './queuedQueries.ts'
import type { Days, Period } from './periods.ts'

const place = sql.placeholder

const active = prepared(({ db, t: { tokenUsage, users } }) => {
  const at = tokenUsage.createdAt
  const isOfPeriod = and(gte(at, sql.param(place('start'), at)), lt(at, sql.param(place('end'), at)))
  const calls = db
    .select({ one: sql`1` })
    .from(tokenUsage)
    .where(and(eq(tokenUsage.userId, users.id), isOfPeriod))
  return db.select({ users: count() }).from(users).where(exists(calls)).prepare()
})

/** How many users have asked something since `start` and before `end`: one look at the index of his calls for each user. */
export async function activeUsers(store: Store, period: Period): Promise<number> {
  const [row] = await active(store).execute(period)
  return row?.users ?? 0
}

export type Running = { keyId: string | null; keyLabel: string; calls: number }

const running = prepared(({ db, t: { tokenUsage } }) =>
  db
    .select({ keyId: tokenUsage.keyId, keyLabel: tokenUsage.keyLabel, calls: count() })
    .from(tokenUsage)
    .where(sql`${tokenUsage.status} = 'open'`)
    .groupBy(tokenUsage.keyId, tokenUsage.keyLabel)
    .prepare(),
)

/** Calls that are open, by key. */
export async function countRunning(store: Store): Promise<Running[]> {
  return running(store).execute()
}

export type FirstTokenBy = 'all' | 'model' | 'key'

/** Calls with their first token in a bucket; or one call that is still queued, with its own time in ms. */
export type FirstTokenLine = {
  name: string
  bucket: number | null
  calls: number
  ttftMs: number | null
  createdAt: Date | null
}

const firstTokens = prepared((store, by: FirstTokenBy) => {
  const { db, t } = store
  const { firstTokens: table, usageQueue, tokenUsage } = t
  const names = {
    all: { queued: sql<string>`''`, rolledUp: sql<string>`''` },
    model: { queued: sql<string>`${tokenUsage.model}`, rolledUp: sql<string>`${table.model}` },
    key: { queued: sql<string>`coalesce(${tokenUsage.keyId}, '')`, rolledUp: sql<string>`${table.keyId}` },
  }[by]
  const grouped = { all: [table.bucket], model: [table.model, table.bucket], key: [table.keyId, table.bucket] }[by]
  const isAnswered = and(isSince(store), sql`${tokenUsage.ttftMs} is not null`)
  return db
    .select({
      name: names.queued,
      bucket: sql<number | null>`null`,
      calls: sql<number>`1`,
      ttftMs: sql<number | null>`${tokenUsage.ttftMs}`,
      createdAt: tokenUsage.createdAt,
    })
    .from(usageQueue)
    .crossJoin(tokenUsage)
    .where(and(eq(tokenUsage.id, usageQueue.usageId), isAnswered))
    .unionAll(
      db
        .select({
          name: names.rolledUp,
          bucket: sql<number | null>`${table.bucket}`,
          calls: sql<number>`sum(${table.calls})`,
          ttftMs: sql<number | null>`null`,
          createdAt: sql<Date>`null`,
        })
        .from(table)
        .where(and(gte(table.day, place('from')), lte(table.day, place('to'))))
        .groupBy(...grouped),
    )
    .prepare()
})

export async function listFirstTokens(store: Store, by: FirstTokenBy, days: Days): Promise<FirstTokenLine[]> {
  return firstTokens(store, by).execute(days)
}
