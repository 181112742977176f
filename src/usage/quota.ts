import type { Quota } from '../db/values.ts'

export type QuotaName = keyof Quota

export const QUOTA_NAMES = ['tokens_day', 'tokens_month', 'cost_month'] as const satisfies readonly QuotaName[]

/** A user's own limits stand over those of the group, and these over everybody's, each by itself. Null: no limit holds. */
export function effectiveQuota(own: Quota | null, group: Quota | null, byDefault: Quota | null): Quota | null {
  const quota = { ...byDefault, ...group, ...own }
  return Object.keys(quota).length > 0 ? quota : null
}
