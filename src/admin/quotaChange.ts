import type { Quota } from '../db/values.ts'
import { QUOTA_NAMES, type QuotaName } from '../usage/service.ts'

/** Limits to set; null takes one away, what is absent stays. Null as a whole takes all away. */
export type QuotaChange = Partial<Record<QuotaName, number | null | undefined>> | null

export function changedQuota(before: Quota | null, change: QuotaChange): Quota | null {
  if (change === null) return null
  const quota: Quota = {}
  for (const name of QUOTA_NAMES) {
    const limit = change[name] === undefined ? before?.[name] : change[name]
    if (limit != null) quota[name] = limit
  }
  return Object.keys(quota).length > 0 ? quota : null
}
