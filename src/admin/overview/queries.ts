import { and, count, desc, gte, inArray, sql } from 'drizzle-orm'
import type { Store } from '../../db/store.ts'

export type People = { all: number; fresh: number }

/** All users, and those who have come since. */
export async function countPeople({ db, t: { users } }: Store, since: Date): Promise<People> {
  const fresh = sql<number>`coalesce(sum(case when ${gte(users.createdAt, since)} then 1 else 0 end), 0)`.mapWith(Number)
  const [row] = await db.select({ all: count(), fresh }).from(users)
  return row ?? { all: 0, fresh: 0 }
}

export async function countCalls({ db, t: { proxyLogs } }: Store, since: Date): Promise<number> {
  const [row] = await db.select({ calls: count() }).from(proxyLogs).where(gte(proxyLogs.createdAt, since))
  return row?.calls ?? 0
}

export type FailuresOfKey = { keyLabel: string; failed: number }

/** Calls that failed since, by key, the most first; "failed" in the words of its index, which SQLite does not know by a bound value. */
export async function countFailures({ db, t: { proxyLogs } }: Store, since: Date): Promise<FailuresOfKey[]> {
  const failed = count()
  return db
    .select({ keyLabel: proxyLogs.keyLabel, failed })
    .from(proxyLogs)
    .where(and(sql`${proxyLogs.status} = 'failed'`, gte(proxyLogs.createdAt, since)))
    .groupBy(proxyLogs.keyLabel)
    .orderBy(desc(failed))
}

/** The names of users, by their ids; those who are gone are not in it. */
export async function findNames({ db, t: { users } }: Store, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .select({ id: users.id, name: users.username })
    .from(users)
    .where(inArray(users.id, [...ids]))
  return new Map(rows.map(({ id, name }) => [id, name]))
}

export async function findSize({ db, d }: Store): Promise<number> {
  return d.size(db)
}
