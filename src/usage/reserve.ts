import type { Store } from '../db/store.ts'
import type { Quota } from '../db/values.ts'
import { AppError } from '../errors.ts'
import { dayOf, monthOf, type Period } from './periods.ts'
import { lockAllowed, sumCost, sumTokens } from './queries.ts'
import { effectiveQuota } from './quota.ts'
import { findGroupQuota } from './quotaQueries.ts'

/** A user's quota, his own and his group's and everybody's, held by the transaction that asked for it. Days and months begin in `timeZone`. */
export type HeldQuota = { quota: Quota; timeZone: string; byDefault: Quota | null }

/** What is set aside for a call until it is settled; `cost` in micro-units of `currency`. */
export type Reservation = { tokens: number; cost: number; currency: string }

/**
 * To be the first thing in its transaction: what is read before the user's row is held may be older than what others have
 * reserved meanwhile. `byDefault`: what holds for everybody. Null: no limit holds.
 */
export async function holdQuota(store: Store, userId: string, byDefault: Quota | null): Promise<HeldQuota | null> {
  const allowed = await lockAllowed(store, userId)
  if (!allowed) return null
  const group = allowed.groupId === null ? null : await findGroupQuota(store, allowed.groupId)
  const quota = effectiveQuota(allowed.quota, group, byDefault)
  return quota && { quota, timeZone: allowed.timeZone ?? 'UTC', byDefault }
}

/** Throws `quota_tokens` or `quota_cost` where used, reserved and this together would pass a limit. */
export async function checkQuota(store: Store, userId: string, held: HeldQuota, wanted: Reservation, at: Date): Promise<void> {
  const { quota, timeZone } = held
  const [day, month] = [dayOf(at, timeZone), monthOf(at, timeZone)]
  const tokensSince = ({ start }: Period) => sumTokens(store, userId, start)
  if (quota.tokens_month !== undefined) refuseTokens(quota.tokens_month, await tokensSince(month), wanted, month, timeZone)
  if (quota.tokens_day !== undefined) refuseTokens(quota.tokens_day, await tokensSince(day), wanted, day, timeZone)
  if (quota.cost_month === undefined) return
  const left = quota.cost_month - (await sumCost(store, userId, month.start, wanted.currency))
  if (wanted.cost <= left) return
  const { cost, currency } = wanted
  throw new AppError('quota_cost', { ...refusal(quota.cost_month, left, cost, month, timeZone), currency })
}

function refuseTokens(limit: number, used: number, { tokens }: Reservation, period: Period, timeZone: string): void {
  if (used + tokens > limit) throw new AppError('quota_tokens', refusal(limit, limit - used, tokens, period, timeZone))
}

const refusal = (limit: number, left: number, actual: number, { end }: Period, timeZone: string) => ({
  limit,
  left: Math.max(0, left),
  actual,
  until: end.getTime(),
  timeZone,
})
