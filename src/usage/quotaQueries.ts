import { and, eq, gte, sum } from 'drizzle-orm'
import type { Store } from '../db/store.ts'
import type { Quota } from '../db/values.ts'

export async function findGroupQuota({ db, t }: Store, groupId: string): Promise<Quota | null> {
  const [row] = await db.select({ quota: t.userGroups.quota }).from(t.userGroups).where(eq(t.userGroups.id, groupId))
  return row?.quota ?? null
}

export type Limits = { own: Quota | null; group: Quota | null; timeZone: string | null }

/** What holds for a user, to be shown: nothing is held. */
export async function findLimits({ db, t }: Store, userId: string): Promise<Limits | null> {
  const { users, userGroups } = t
  const [row] = await db
    .select({ own: users.quota, group: userGroups.quota, timeZone: users.timeZone })
    .from(users)
    .leftJoin(userGroups, eq(userGroups.id, users.groupId))
    .where(eq(users.id, userId))
  return row ?? null
}

export type Spent = { currency: string; cost: number }

/** The cost of a user's calls since then, for each currency that he has used. */
export async function sumCosts({ db, t }: Store, userId: string, since: Date): Promise<Spent[]> {
  const { tokenUsage } = t
  return db
    .select({ currency: tokenUsage.currency, cost: sum(tokenUsage.cost).mapWith(Number) })
    .from(tokenUsage)
    .where(and(eq(tokenUsage.userId, userId), gte(tokenUsage.createdAt, since)))
    .groupBy(tokenUsage.currency)
    .orderBy(tokenUsage.currency)
}
