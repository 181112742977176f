import { and, eq, gte, lte, sql } from 'drizzle-orm'
import { prepared } from '../db/prepared.ts'
import type { Store } from '../db/store.ts'
import type { Line } from './figureQueries.ts'
import type { Days } from './periods.ts'
import { isSince } from './queuedQueries.ts'

const place = sql.placeholder

/** Tokens of a model on a day, or of a call that no roll-up holds yet. */
export type TokenLine = Pick<Line, 'createdAt' | 'timeZone' | 'period' | 'model' | 'totalTokens'>

/** No other sums, and grouped by how the roll-ups' keys begin: all the rows of a year are added up as they are read. */
const tokens = prepared((store, of: 'everybody' | 'user') => {
  const { db, t, d } = store
  const { usageQueue, tokenUsage, users } = t
  const table = of === 'user' ? t.usageDays : t.usageTotals
  const isHis = {
    queued: of === 'user' ? eq(d.sifted(tokenUsage.userId), place('userId')) : undefined,
    rolledUp: of === 'user' ? eq(t.usageDays.userId, place('userId')) : undefined,
  }
  return db
    .select({
      createdAt: tokenUsage.createdAt,
      timeZone: users.timeZone,
      period: sql<string>`''`,
      model: sql<string>`${tokenUsage.model}`,
      totalTokens: sql<number>`${tokenUsage.totalTokens}`,
    })
    .from(usageQueue)
    .crossJoin(tokenUsage)
    .leftJoin(users, eq(users.id, tokenUsage.userId))
    .where(and(eq(tokenUsage.id, usageQueue.usageId), isHis.queued, isSince(store)))
    .unionAll(
      db
        .select({
          createdAt: sql<Date>`null`,
          timeZone: sql<string | null>`null`,
          period: sql<string>`${table.day}`,
          model: sql<string>`${table.model}`,
          totalTokens: sql<number>`sum(${table.totalTokens})`,
        })
        .from(table)
        .where(and(isHis.rolledUp, gte(table.day, place('from')), lte(table.day, place('to'))))
        .groupBy(table.day, table.model),
    )
    .prepare()
})

/** A user's, or everybody's (null). Days before the first or behind the last of them may be among the calls. */
export async function listTokens(store: Store, userId: string | null, days: Days): Promise<TokenLine[]> {
  return userId === null ? tokens(store, 'everybody').execute(days) : tokens(store, 'user').execute({ ...days, userId })
}
