import { and, desc, eq, gte, lte, type SQL, sql } from 'drizzle-orm'
import { prepared } from '../db/prepared.ts'
import type { Store, Tables } from '../db/store.ts'
import type { Days } from './periods.ts'
import { isSince, queuedCalls, queuedCallsOf } from './queuedQueries.ts'

/**
 * Figures of a roll-up, or a call that no roll-up holds yet. Whatever reads figures asks for both in one statement, so that a call which is
 * rolled up meanwhile is seen once.
 */
export type Line = {
  /** of a call; null: of a roll-up */
  createdAt: Date | null
  timeZone: string | null
  /** day or month of a roll-up */
  period: string
  /** '' where there is none, or where nobody asked for it */
  userId: string
  model: string
  keyId: string
  keyLabel: string
  currency: string
  requests: number
  failed: number
  promptTokens: number
  cachedTokens: number
  completionTokens: number
  reasoningTokens: number
  totalTokens: number
  cost: number
}

const place = sql.placeholder
const none = sql<string>`''`

type RollUp = Tables['usageDays'] | Tables['usageMonths'] | Tables['usageTotals']
type Names = Partial<Record<'period' | 'userId' | 'model' | 'keyId' | 'keyLabel', SQL<string>>>

const name = (column: unknown) => sql<string>`${column}`

/** The columns of a queued call, in the same order, from a roll-up that is grouped by `names` and currency. */
export const columns = (table: RollUp, names: Names) => ({
  createdAt: sql<Date>`null`,
  timeZone: sql<string | null>`null`,
  period: names.period ?? none,
  userId: names.userId ?? none,
  model: names.model ?? none,
  keyId: names.keyId ?? none,
  keyLabel: names.keyLabel ?? none,
  currency: name(table.currency),
  requests: sql<number>`sum(${table.requests})`,
  failed: sql<number>`sum(${table.failed})`,
  promptTokens: sql<number>`sum(${table.promptTokens})`,
  cachedTokens: sql<number>`sum(${table.cachedTokens})`,
  completionTokens: sql<number>`sum(${table.completionTokens})`,
  reasoningTokens: sql<number>`sum(${table.reasoningTokens})`,
  totalTokens: sql<number>`sum(${table.totalTokens})`,
  cost: sql<number>`sum(${table.cost})`,
})

const userStats = prepared((store) => {
  const { db, t } = store
  const { usageDays: days, usageMonths: months } = t
  return queuedCallsOf(store)
    .unionAll(
      db
        .select(columns(days, { period: name(days.day) }))
        .from(days)
        .where(and(eq(days.userId, place('userId')), gte(days.day, place('from'))))
        .groupBy(days.day, days.currency),
    )
    .unionAll(
      db
        .select(columns(months, { period: name(months.month) }))
        .from(months)
        .where(eq(months.userId, place('userId')))
        .groupBy(months.month, months.currency),
    )
    .prepare()
})

const allStats = prepared((store) => {
  const { db, t } = store
  const { usageTotals: totals } = t
  const month = sql<string>`substr(${totals.day}, 1, 7)`
  return queuedCalls(store)
    .unionAll(
      db
        .select(columns(totals, { period: name(totals.day) }))
        .from(totals)
        .where(gte(totals.day, place('from')))
        .groupBy(totals.day, totals.currency),
    )
    .unionAll(
      db
        .select(columns(totals, { period: month }))
        .from(totals)
        .groupBy(month, totals.currency),
    )
    .prepare()
})

/** A user's days since `from`, and all his months; null: everybody's. */
export async function listStats(store: Store, userId: string | null, from: string): Promise<Line[]> {
  return userId === null ? allStats(store).execute({ from }) : userStats(store).execute({ userId, from })
}

const userDays = prepared((store) => {
  const { db, t } = store
  const { usageDays: days } = t
  return queuedCallsOf(store, isSince(store))
    .unionAll(
      db
        .select(columns(days, { period: name(days.day), model: name(days.model) }))
        .from(days)
        .where(and(eq(days.userId, place('userId')), gte(days.day, place('from')), lte(days.day, place('to'))))
        .groupBy(days.day, days.model, days.currency),
    )
    .prepare()
})

type Grouping = 'day' | 'model' | 'key'

const totals = prepared((store, by: Grouping) => {
  const { db, t } = store
  const { usageTotals: table } = t
  const { day, model, keyId, keyLabel, currency } = table
  const newest = sql<string>`max(${day})`
  const grouped = {
    day: { names: { period: name(day), model: name(model) }, columns: [day, model, currency] },
    model: { names: { period: newest, model: name(model) }, columns: [model, currency] },
    key: { names: { period: newest, keyId: name(keyId), keyLabel: name(keyLabel) }, columns: [keyId, keyLabel, currency] },
  }[by]
  return queuedCalls(store, isSince(store))
    .unionAll(
      db
        .select(columns(table, grouped.names))
        .from(table)
        .where(and(gte(day, place('from')), lte(day, place('to'))))
        .groupBy(...grouped.columns),
    )
    .prepare()
})

/** By day, model and currency. */
export async function listDays(store: Store, userId: string | null, days: Days): Promise<Line[]> {
  return userId === null ? totals(store, 'day').execute(days) : userDays(store).execute({ ...days, userId })
}

/** By model or key, and currency; `period`: the last day. */
export async function listTotals(store: Store, by: 'model' | 'key', days: Days): Promise<Line[]> {
  return totals(store, by).execute(days)
}

const topMonths = prepared((store) => {
  const { db, t } = store
  const { usageMonths: months, usageQueue, tokenUsage } = t
  const ofMonth = eq(months.month, place('month'))
  const most = desc(sql`sum(${months.totalTokens})`)
  const first = db
    .select({ id: months.userId })
    .from(months)
    .where(ofMonth)
    .groupBy(months.userId)
    .orderBy(most)
    .limit(place('limit'))
    .as('first')
  const queued = db
    .selectDistinct({ id: sql<string>`coalesce(${tokenUsage.userId}, '')`.as('id') })
    .from(usageQueue)
    .crossJoin(tokenUsage)
    .where(and(eq(tokenUsage.id, usageQueue.usageId), isSince(store)))
    .as('queued')
  const sumsOf = (who: typeof first | typeof queued) =>
    db
      .select(columns(months, { userId: name(months.userId) }))
      .from(who)
      .innerJoin(months, and(eq(months.userId, who.id), ofMonth))
      .groupBy(months.userId, months.currency)
  return queuedCalls(store, isSince(store)).unionAll(sumsOf(first)).unionAll(sumsOf(queued)).prepare()
})

/** Of a month `YYYY-MM`, whoever may be among the first of it, and calls around it. Who is among them for two reasons is there twice. */
export async function listTopMonths(store: Store, month: string, limit: number, time: Pick<Days, 'since' | 'until'>): Promise<Line[]> {
  return topMonths(store).execute({ month, limit, ...time })
}
