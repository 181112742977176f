import { type ChartData, chartFor, type Remaining, remainingBy, type Stats, statsOf } from '../usage/service.ts'
import type { AdminDeps } from './deps.ts'
import type { ListedUser } from './userQueries.ts'

/** of the chart on the page of a user */
const DAYS = 30

/** What a user has used, in the periods of his own zone. */
export const usageOf = ({ db, now }: AdminDeps, { id, timeZone }: ListedUser): Promise<Stats> =>
  statsOf(db, id, timeZone ?? 'UTC', new Date(now()))

export type UserUsage = { stats: Stats; chart: ChartData; remaining: Remaining[] }

/** The same with the last days one by one, and what is left of his quota. */
export async function wholeUsageOf(deps: AdminDeps, user: ListedUser): Promise<UserUsage> {
  const at = new Date(deps.now())
  const [stats, chart, remaining] = await Promise.all([
    usageOf(deps, user),
    chartFor(deps.db, user.id, DAYS, user.timeZone ?? 'UTC', at),
    remainingBy(deps, user.id, { own: user.quota, group: user.groupQuota, timeZone: user.timeZone }, at),
  ])
  return { stats, chart, remaining }
}
