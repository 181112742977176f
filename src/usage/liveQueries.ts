import { and, count, countDistinct, eq, gt, gte, lt, lte, ne, sql } from 'drizzle-orm'
import { prepared } from '../db/prepared.ts'
import type { Store } from '../db/store.ts'

const place = sql.placeholder

/** How many have used something on a day; or a call that is still queued, of somebody who is not among them. */
export type Active = { users: number; userId: string | null; timeZone: string | null; createdAt: Date | null }

const active = prepared((store) => {
  const { db, t } = store
  const { usageDays: days, usageQueue, tokenUsage, users } = t
  const isOfDay = and(eq(days.day, place('day')), ne(days.userId, ''), gt(days.requests, 0))
  const isCounted = sql`exists (select 1 from ${days} where ${days.userId} = ${tokenUsage.userId} and ${isOfDay})`
  return db
    .select({
      users: sql<number>`0`,
      userId: sql<string | null>`${tokenUsage.userId}`,
      timeZone: users.timeZone,
      createdAt: tokenUsage.createdAt,
    })
    .from(usageQueue)
    .crossJoin(tokenUsage)
    .innerJoin(users, eq(users.id, tokenUsage.userId))
    .where(and(eq(tokenUsage.id, usageQueue.usageId), sql`not ${isCounted}`))
    .unionAll(
      db
        .select({
          users: sql<number>`${countDistinct(days.userId)}`,
          userId: sql<string | null>`null`,
          timeZone: sql<string | null>`null`,
          createdAt: sql<Date>`null`,
        })
        .from(days)
        .where(isOfDay),
    )
    .prepare()
})

export async function listActive(store: Store, day: string): Promise<Active[]> {
  return active(store).execute({ day })
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
  timeZone: string | null
}

const firstTokens = prepared(({ db, t, d }, by: FirstTokenBy) => {
  const { firstTokens: table, usageQueue, tokenUsage, users } = t
  const at = d.sifted(tokenUsage.createdAt)
  const names = {
    all: { queued: sql<string>`''`, rolledUp: sql<string>`''` },
    model: { queued: sql<string>`${tokenUsage.model}`, rolledUp: sql<string>`${table.model}` },
    key: { queued: sql<string>`coalesce(${tokenUsage.keyId}, '')`, rolledUp: sql<string>`${table.keyId}` },
  }[by]
  const grouped = { all: [table.bucket], model: [table.model, table.bucket], key: [table.keyId, table.bucket] }[by]
  const isSince = and(
    gte(at, sql.param(place('since'), tokenUsage.createdAt)),
    lt(at, sql.param(place('until'), tokenUsage.createdAt)),
    sql`${tokenUsage.ttftMs} is not null`,
  )
  return db
    .select({
      name: names.queued,
      bucket: sql<number | null>`null`,
      calls: sql<number>`1`,
      ttftMs: sql<number | null>`${tokenUsage.ttftMs}`,
      createdAt: tokenUsage.createdAt,
      timeZone: users.timeZone,
    })
    .from(usageQueue)
    .crossJoin(tokenUsage)
    .leftJoin(users, eq(users.id, tokenUsage.userId))
    .where(and(eq(tokenUsage.id, usageQueue.usageId), isSince))
    .unionAll(
      db
        .select({
          name: names.rolledUp,
          bucket: sql<number | null>`${table.bucket}`,
          calls: sql<number>`sum(${table.calls})`,
          ttftMs: sql<number | null>`null`,
          createdAt: sql<Date>`null`,
          timeZone: sql<string | null>`null`,
        })
        .from(table)
        .where(and(gte(table.day, place('from')), lte(table.day, place('to'))))
        .groupBy(...grouped),
    )
    .prepare()
})

export async function listFirstTokens(
  store: Store,
  by: FirstTokenBy,
  days: { from: string; to: string; since: Date; until: Date },
): Promise<FirstTokenLine[]> {
  return firstTokens(store, by).execute(days)
}
