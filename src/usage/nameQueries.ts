import { and, eq, inArray } from 'drizzle-orm'
import type { Store } from '../db/store.ts'

/** The titles of a user's conversations, by their ids; those that are gone are not in it. */
export async function findTitles(
  { db, t: { conversations }, d }: Store,
  userId: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .select({ id: conversations.id, title: conversations.title })
    .from(conversations)
    .where(and(eq(d.sifted(conversations.userId), userId), inArray(conversations.id, [...ids])))
  return new Map(rows.map(({ id, title }) => [id, title]))
}

/** The models that a user has used, by name. */
export async function findModelNames({ db, t: { usageDays } }: Store, userId: string): Promise<string[]> {
  const rows = await db
    .selectDistinct({ model: usageDays.model })
    .from(usageDays)
    .where(eq(usageDays.userId, userId))
    .orderBy(usageDays.model)
  return rows.map(({ model }) => model)
}
