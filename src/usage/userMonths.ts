import type { Store } from '../db/store.ts'
import { dayOfLine, type Sums, sumsOf } from './sums.ts'
import { listMonthsOf } from './userMonthQueries.ts'

/** What each of some users used in a month `YYYY-MM`, by id, as each of them counts it in his zone; one who used nothing is zeros. */
export async function monthsOf(store: Store, month: string, userIds: readonly string[]): Promise<Map<string, Sums>> {
  const lines = userIds.length === 0 ? [] : await listMonthsOf(store, month, userIds)
  const meant = lines.filter((line) => dayOfLine(line).startsWith(month))
  const byUser = Map.groupBy(meant, ({ userId }) => userId)
  return new Map(userIds.map((id) => [id, sumsOf(byUser.get(id) ?? [])]))
}
