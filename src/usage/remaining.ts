import type { Store } from '../db/store.ts'
import type { SiteSettings } from '../site/site.ts'
import { dayOf, monthOf } from './periods.ts'
import { sumTokens } from './queries.ts'
import { effectiveQuota, type QuotaName } from './quota.ts'
import { findLimits, type Limits, type Spent, sumCosts } from './quotaQueries.ts'

/** One limit, and what is left of it until it starts anew. Tokens, or millionths of `currency`; what is reserved counts as used. */
export type Remaining = { name: QuotaName; limit: number; used: number; left: number; currency: string | null; resetsAt: Date }

type RemainingDeps = { db: Store; site: Pick<SiteSettings, 'current'> }

/** Every limit that holds for a user: his own, or else that of his group, or else everybody's. A limit of money holds for each currency by itself. */
export async function remainingOf(deps: RemainingDeps, userId: string, at: Date): Promise<Remaining[]> {
  const limits = await findLimits(deps.db, userId)
  return limits ? remainingBy(deps, userId, limits, at) : []
}

/** The same where his limits are known. */
export async function remainingBy({ db: store, site }: RemainingDeps, userId: string, limits: Limits, at: Date): Promise<Remaining[]> {
  const quota = effectiveQuota(limits.own, limits.group, (await site.current()).quota)
  if (!quota) return []
  const zone = limits.timeZone ?? 'UTC'
  const [day, month] = [dayOf(at, zone), monthOf(at, zone)]
  const lines: Remaining[] = []
  const add = (name: QuotaName, limit: number, used: number, resetsAt: Date, currency: string | null = null) =>
    lines.push({ name, limit, used, left: Math.max(0, limit - used), currency, resetsAt })
  if (quota.tokens_day !== undefined) add('tokens_day', quota.tokens_day, await sumTokens(store, userId, day.start), day.end)
  if (quota.tokens_month !== undefined) add('tokens_month', quota.tokens_month, await sumTokens(store, userId, month.start), month.end)
  if (quota.cost_month !== undefined)
    for (const { currency, cost } of await spentSince(store, userId, month.start))
      add('cost_month', quota.cost_month, cost, month.end, currency)
  return lines
}

const UNUSED: readonly Spent[] = [{ currency: 'CNY', cost: 0 }]

async function spentSince(store: Store, userId: string, since: Date): Promise<readonly Spent[]> {
  const spent = await sumCosts(store, userId, since)
  return spent.length > 0 ? spent : UNUSED
}
