import { and, count, gte, isNotNull, ne, sql } from 'drizzle-orm'
import type { Store } from '../db/store.ts'

/** Calls over one key that are over, and of these the ones that failed. */
export type KeyCalls = { ended: number; failed: number }

/** Of calls since then, by the key's id. */
export async function callsByKey({ db, t, d }: Store, since: Date): Promise<Map<string, KeyCalls>> {
  const { keyId, status, createdAt } = t.tokenUsage
  // found by the time alone: in the order of the index of keys every call that ever was would be looked at
  const key = d.sifted(keyId)
  const failed = sql<number>`sum(case when ${status} = 'failed' then 1 else 0 end)`.mapWith(Number)
  const rows = await db
    .select({ keyId, ended: count().mapWith(Number), failed })
    .from(t.tokenUsage)
    .where(and(gte(createdAt, since), isNotNull(key), ne(status, 'open')))
    .groupBy(key)
  return new Map(rows.map((row) => [row.keyId ?? '', { ended: row.ended, failed: row.failed }]))
}
