import { and, desc, eq, gt, lte } from 'drizzle-orm'
import { affectedRows, type NewRow, type Row, type Store } from '../db/store.ts'

/** The durable copy of a session: found by the hash of its id, so that a stolen database opens nothing. */
export async function findSessionRow({ db, t }: Store, idHash: string, now: Date): Promise<Row<'sessions'> | null> {
  const rows = await db
    .select()
    .from(t.sessions)
    .where(and(eq(t.sessions.idHash, idHash), gt(t.sessions.expiresAt, now)))
  return rows[0] ?? null
}

/** The sessions of a user that have not run out, the last used first. */
export async function listSessionRows({ db, t }: Store, userId: string, now: Date): Promise<Row<'sessions'>[]> {
  return db
    .select()
    .from(t.sessions)
    .where(and(eq(t.sessions.userId, userId), gt(t.sessions.expiresAt, now)))
    .orderBy(desc(t.sessions.lastSeenAt), desc(t.sessions.createdAt))
}

export async function insertSessionRow({ db, t }: Store, row: NewRow<'sessions'>): Promise<void> {
  await db.insert(t.sessions).values(row)
}

/** False when there is nothing to extend: it was ended, or ran out. */
export async function extendSessionRow({ db, t }: Store, idHash: string, now: Date, expiresAt: Date): Promise<boolean> {
  const alive = and(eq(t.sessions.idHash, idHash), gt(t.sessions.expiresAt, now))
  return affectedRows(await db.update(t.sessions).set({ lastSeenAt: now, expiresAt }).where(alive)) > 0
}

export async function deleteSessionRow({ db, t }: Store, idHash: string): Promise<void> {
  await db.delete(t.sessions).where(eq(t.sessions.idHash, idHash))
}

export async function deleteExpiredSessionRows({ db, t }: Store, now: Date): Promise<void> {
  await db.delete(t.sessions).where(lte(t.sessions.expiresAt, now))
}
