import { and, eq, inArray } from 'drizzle-orm'
import type { Row, Store } from '../db/store.ts'

/** What a user's calls of a month came to. */
export type UserMonth = Pick<
  Row<'usageMonths'>,
  'requests' | 'failed' | 'promptTokens' | 'cachedTokens' | 'completionTokens' | 'reasoningTokens' | 'totalTokens'
> & { costs: { currency: string; cost: number }[] }

export const NO_USE: UserMonth = {
  requests: 0,
  failed: 0,
  promptTokens: 0,
  cachedTokens: 0,
  completionTokens: 0,
  reasoningTokens: 0,
  totalTokens: 0,
  costs: [],
}

/** Of those of the users who used anything, by their ids. As far as the roll-ups know: what was settled within the last seconds is not in it yet. */
export async function findMonths({ db, t }: Store, month: string, userIds: readonly string[]): Promise<Map<string, UserMonth>> {
  if (userIds.length === 0) return new Map()
  const { usageMonths } = t
  const rows = await db
    .select()
    .from(usageMonths)
    .where(and(eq(usageMonths.month, month), inArray(usageMonths.userId, [...userIds])))
    .orderBy(usageMonths.currency)
  const months = new Map<string, UserMonth>()
  for (const row of rows) months.set(row.userId, plus(months.get(row.userId) ?? NO_USE, row))
  return months
}

const plus = (sum: UserMonth, row: Row<'usageMonths'>): UserMonth => ({
  requests: sum.requests + row.requests,
  failed: sum.failed + row.failed,
  promptTokens: sum.promptTokens + row.promptTokens,
  cachedTokens: sum.cachedTokens + row.cachedTokens,
  completionTokens: sum.completionTokens + row.completionTokens,
  reasoningTokens: sum.reasoningTokens + row.reasoningTokens,
  totalTokens: sum.totalTokens + row.totalTokens,
  costs: [...sum.costs, { currency: row.currency, cost: row.cost }],
})
