import { and, asc, desc, eq, gt, isNull, or, sql } from 'drizzle-orm'
import type { Row, Store } from '../db/store.ts'

export type TokenRow = Row<'apiTokens'>

/** Of this user, neither revoked nor expired. */
const active = ({ t: { apiTokens } }: Store, userId: string, at: Date) =>
  and(eq(apiTokens.userId, userId), isNull(apiTokens.revokedAt), or(isNull(apiTokens.expiresAt), gt(apiTokens.expiresAt, at)))

/** To be the first thing in its transaction: whoever makes a token for this user waits for whoever makes another. */
export async function lockOwner({ db, t, d }: Store, userId: string): Promise<Pick<Row<'users'>, 'role' | 'epoch'> | null> {
  const { role, epoch } = t.users
  return (await d.forUpdate(db.select({ role, epoch }).from(t.users).where(eq(t.users.id, userId))))[0] ?? null
}

export async function findActiveToken(store: Store, userId: string, id: string, at: Date): Promise<TokenRow | null> {
  const { db, t } = store
  const own = and(active(store, userId, at), eq(t.apiTokens.id, id))
  return (await db.select().from(t.apiTokens).where(own))[0] ?? null
}

/** The newest first. */
export async function listActiveTokens(store: Store, userId: string, at: Date): Promise<TokenRow[]> {
  const { db, t } = store
  return db
    .select()
    .from(t.apiTokens)
    .where(active(store, userId, at))
    .orderBy(desc(t.apiTokens.createdAt), desc(t.apiTokens.id))
}

export async function countActiveTokens(store: Store, userId: string, at: Date): Promise<number> {
  return store.db.$count(store.t.apiTokens, active(store, userId, at))
}

/** Of those with this name the one that was used, or else made, the longest ago. */
export async function leastUsedToken(store: Store, userId: string, name: string, at: Date): Promise<TokenRow | null> {
  const { db, t } = store
  const namesakes = and(active(store, userId, at), eq(t.apiTokens.name, name))
  const usedAt = sql`coalesce(${t.apiTokens.lastUsedAt}, ${t.apiTokens.createdAt})`
  return (await db.select().from(t.apiTokens).where(namesakes).orderBy(asc(usedAt), asc(t.apiTokens.id)).limit(1))[0] ?? null
}
