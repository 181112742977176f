import { and, count, gte, isNotNull } from 'drizzle-orm'
import type { Store } from '../db/store.ts'

/** Calls over one key: those under way, those that have ended, and of these the ones that failed. */
export type KeyCalls = { running: number; ended: number; failed: number }

/** Of calls since then, by the key's id. */
export async function callsByKey({ db, t }: Store, since: Date): Promise<Map<string, KeyCalls>> {
  const { keyId, status, createdAt } = t.tokenUsage
  const rows = await db
    .select({ keyId, status, calls: count().mapWith(Number) })
    .from(t.tokenUsage)
    .where(and(gte(createdAt, since), isNotNull(keyId)))
    .groupBy(keyId, status)
  const byKey = Map.groupBy(rows, (row) => row.keyId ?? '')
  return new Map(Array.from(byKey, ([id, counted]) => [id, sumOf(counted)]))
}

function sumOf(counted: readonly { status: string; calls: number }[]): KeyCalls {
  const calls = (isMeant: (status: string) => boolean) =>
    counted.filter(({ status }) => isMeant(status)).reduce((sum, row) => sum + row.calls, 0)
  return {
    running: calls((status) => status === 'open'),
    ended: calls((status) => status !== 'open'),
    failed: calls((status) => status === 'failed'),
  }
}
