import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Store } from '../db/store.ts'
import { columns, type Line } from './figureQueries.ts'
import { queuedCalls } from './queuedQueries.ts'

/** What some users used in a month `YYYY-MM`, and their queued calls of any month; `userIds` are not empty. */
export async function listMonthsOf(store: Store, month: string, userIds: readonly string[]): Promise<Line[]> {
  const { db, t } = store
  const { usageMonths: months, tokenUsage } = t
  const ids = [...userIds]
  return queuedCalls(store, inArray(tokenUsage.userId, ids)).unionAll(
    db
      .select(columns(months, { period: sql`${months.month}`, userId: sql`${months.userId}` }))
      .from(months)
      .where(and(eq(months.month, month), inArray(months.userId, ids)))
      .groupBy(months.month, months.userId, months.currency),
  )
}
