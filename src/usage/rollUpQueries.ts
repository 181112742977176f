import { and, eq, inArray, lte, sql } from 'drizzle-orm'
import { prepared } from '../db/prepared.ts'
import type { NewRow, Row, Store } from '../db/store.ts'

/** What roll-ups are made of. */
export type Call = Pick<
  Row<'tokenUsage'>,
  | 'id'
  | 'userId'
  | 'model'
  | 'keyId'
  | 'keyLabel'
  | 'currency'
  | 'status'
  | 'promptTokens'
  | 'cachedTokens'
  | 'completionTokens'
  | 'reasoningTokens'
  | 'totalTokens'
  | 'cost'
  | 'ttftMs'
  | 'createdAt'
>

export const columnsOf = ({ tokenUsage: u }: Store['t']) => ({
  id: u.id,
  userId: u.userId,
  model: u.model,
  keyId: u.keyId,
  keyLabel: u.keyLabel,
  currency: u.currency,
  status: u.status,
  promptTokens: u.promptTokens,
  cachedTokens: u.cachedTokens,
  completionTokens: u.completionTokens,
  reasoningTokens: u.reasoningTokens,
  totalTokens: u.totalTokens,
  cost: u.cost,
  ttftMs: u.ttftMs,
  createdAt: u.createdAt,
})

const place = sql.placeholder

const firstQueued = prepared(({ db, t: { usageQueue } }) =>
  db.select({ id: usageQueue.usageId }).from(usageQueue).orderBy(usageQueue.usageId).limit(place('limit')).prepare(),
)

/** The oldest in the queue; nothing is held. */
export async function listQueued(store: Store, limit: number): Promise<string[]> {
  return (await firstQueued(store).execute({ limit })).map(({ id }) => id)
}

/** Of these, those that are still queued, held until the transaction ends. Each by itself: a range would hold up who settles meanwhile. */
export async function lockQueued({ db, t: { usageQueue }, d }: Store, ids: readonly string[]): Promise<string[]> {
  const rows = await d.forUpdate(
    db
      .select({ id: usageQueue.usageId })
      .from(usageQueue)
      .where(inArray(usageQueue.usageId, [...ids])),
  )
  return rows.map(({ id }) => id)
}

export async function deleteQueued({ db, t: { usageQueue } }: Store, ids: readonly string[]): Promise<void> {
  await db.delete(usageQueue).where(inArray(usageQueue.usageId, [...ids]))
}

export async function listCalls({ db, t }: Store, ids: readonly string[]): Promise<Call[]> {
  return db
    .select(columnsOf(t))
    .from(t.tokenUsage)
    .where(inArray(t.tokenUsage.id, [...ids]))
}

/** The time zones of these users, who are held until the transaction ends; who is gone is not among them. */
export async function lockTimeZones({ db, t: { users }, d }: Store, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const found = db
    .select({ id: users.id, timeZone: users.timeZone })
    .from(users)
    .where(inArray(users.id, [...ids]))
  return new Map((await d.forUpdate(found)).map(({ id, timeZone }) => [id, timeZone ?? 'UTC']))
}

export type RollUps = {
  days: NewRow<'usageDays'>[]
  months: NewRow<'usageMonths'>[]
  totals: NewRow<'usageTotals'>[]
  firstTokens: NewRow<'firstTokens'>[]
}

const FIGURES = [
  'requests',
  'failed',
  'promptTokens',
  'cachedTokens',
  'completionTokens',
  'reasoningTokens',
  'totalTokens',
  'cost',
] as const

/** Adds these figures to those that are there. */
export async function addRollUps({ db, t, d }: Store, { days, months, totals, firstTokens }: RollUps): Promise<void> {
  const { usageDays, usageMonths, usageTotals } = t
  if (days.length > 0) {
    const target = [usageDays.userId, usageDays.day, usageDays.model, usageDays.currency]
    await d.accumulate(db, usageDays, { rows: days, target, added: FIGURES })
  }
  if (months.length > 0) {
    const target = [usageMonths.month, usageMonths.userId, usageMonths.currency]
    await d.accumulate(db, usageMonths, { rows: months, target, added: FIGURES })
  }
  if (totals.length > 0) {
    const target = [usageTotals.day, usageTotals.model, usageTotals.keyId, usageTotals.currency]
    await d.accumulate(db, usageTotals, { rows: totals, target, added: FIGURES, replaced: ['keyLabel'] })
  }
  if (firstTokens.length > 0) {
    const { day, model, keyId, bucket } = t.firstTokens
    await d.accumulate(db, t.firstTokens, { rows: firstTokens, target: [day, model, keyId, bucket], added: ['calls'] })
  }
}

/** A user's days and months, held until the transaction ends, and no longer his. */
export async function takeRollUps({ db, t, d }: Store, userId: string): Promise<Pick<RollUps, 'days' | 'months'>> {
  const { usageDays, usageMonths } = t
  const days = await d.forUpdate(db.select().from(usageDays).where(eq(usageDays.userId, userId)))
  const months = await d.forUpdate(db.select().from(usageMonths).where(eq(usageMonths.userId, userId)))
  await db.delete(usageDays).where(eq(usageDays.userId, userId))
  await db.delete(usageMonths).where(eq(usageMonths.userId, userId))
  return { days, months }
}

/** What a recount has left with nothing in it. */
export async function deleteEmpty({ db, t: { usageDays, usageMonths } }: Store, userId: string): Promise<void> {
  await db.delete(usageDays).where(and(eq(usageDays.userId, userId), lte(usageDays.requests, 0)))
  await db.delete(usageMonths).where(and(eq(usageMonths.userId, userId), lte(usageMonths.requests, 0)))
}
