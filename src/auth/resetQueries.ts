import { and, eq, gt, isNull } from 'drizzle-orm'
import { affectedRows, type NewRow, type Row, type Store } from '../db/store.ts'

/** The new link is the only one: whoever has an older one has nothing. */
export async function replaceResetLink(store: Store, row: NewRow<'resetLinks'>): Promise<void> {
  await deleteResetLinksOf(store, row.userId)
  await store.db.insert(store.t.resetLinks).values(row)
}

export async function deleteResetLinksOf({ db, t }: Store, userId: string): Promise<void> {
  await db.delete(t.resetLinks).where(eq(t.resetLinks.userId, userId))
}

/** Whose link this is; null when it is unknown, used or expired. */
export async function findUserByResetLink({ db, t }: Store, tokenHash: string, now: Date): Promise<Row<'users'> | null> {
  const open = and(eq(t.resetLinks.tokenHash, tokenHash), isNull(t.resetLinks.usedAt), gt(t.resetLinks.expiresAt, now))
  const [found] = await db.select({ user: t.users }).from(t.resetLinks).innerJoin(t.users, eq(t.users.id, t.resetLinks.userId)).where(open)
  return found?.user ?? null
}

/** True for the one who uses it: of two at once the second comes too late. */
export async function takeResetLink({ db, t }: Store, tokenHash: string, now: Date): Promise<boolean> {
  const open = and(eq(t.resetLinks.tokenHash, tokenHash), isNull(t.resetLinks.usedAt), gt(t.resetLinks.expiresAt, now))
  return affectedRows(await db.update(t.resetLinks).set({ usedAt: now }).where(open)) > 0
}
