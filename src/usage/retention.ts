import { deleteOldAudit } from '../audit/service.ts'
import type { Store } from '../db/store.ts'
import { LEAST_USAGE_DAYS } from '../site/settings.ts'
import { deleteCalls, deleteLogs, listOldCalls, listOldLogs } from './retentionQueries.ts'

/** How many days records are kept; null: for ever. */
export type RetentionDays = { usage: number | null; logs: number | null; audit: number | null }

/** rows of one statement: on SQLite everybody waits for it */
const BATCH = 200
const DAY_MS = 86_400_000

/**
 * Deletes some of what is older than it is to be kept: calls that are settled and rolled up, logs, and entries of the audit log. Roll-ups
 * stay. Answers whether there may be more to do for this process: what another one has deleted first is left to that.
 */
export async function deleteSomeOld(store: Store, days: RetentionDays, at: Date): Promise<boolean> {
  const before = (age: number): Date => new Date(at.getTime() - age * DAY_MS)
  const usage = days.usage === null ? null : before(Math.max(days.usage, LEAST_USAGE_DAYS))
  const ends = [
    usage !== null && (await deleteSome(await listOldCalls(store, usage, BATCH), (ids) => deleteCalls(store, ids))),
    days.logs !== null && (await deleteSome(await listOldLogs(store, before(days.logs), BATCH), (ids) => deleteLogs(store, ids))),
    days.audit !== null && (await deleteOldAudit(store, before(days.audit), BATCH)) === BATCH,
  ]
  return ends.includes(true)
}

async function deleteSome(ids: readonly string[], remove: (ids: readonly string[]) => Promise<number>): Promise<boolean> {
  return ids.length > 0 && (await remove(ids)) === BATCH
}
