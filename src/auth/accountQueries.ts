import { eq } from 'drizzle-orm'
import type { Row, Store } from '../db/store.ts'

/** Holds a user's row until the transaction ends. */
export async function lockUser({ db, t, d }: Store, id: string): Promise<Row<'users'> | null> {
  const [row] = await d.forUpdate(db.select().from(t.users).where(eq(t.users.id, id)))
  return row ?? null
}

/** All API tokens that a user has had, the oldest first. */
export async function listTokensOf({ db, t }: Store, userId: string): Promise<Row<'apiTokens'>[]> {
  return db.select().from(t.apiTokens).where(eq(t.apiTokens.userId, userId)).orderBy(t.apiTokens.id)
}

/** Who a user is at the providers that he signs in by. */
export type Identity = { provider: string; label: string; createdAt: Date; lastUsedAt: Date | null }

export async function listIdentitiesOf({ db, t }: Store, userId: string): Promise<Identity[]> {
  const { identities, identityProviders } = t
  const { label, createdAt, lastUsedAt } = identities
  return db
    .select({ provider: identityProviders.name, label, createdAt, lastUsedAt })
    .from(identities)
    .innerJoin(identityProviders, eq(identityProviders.id, identities.providerId))
    .where(eq(identities.userId, userId))
    .orderBy(identities.createdAt)
}

/** What belongs to the user goes with the row; usage stays, without a name. */
export async function deleteUserRow({ db, t }: Store, id: string): Promise<void> {
  await db.delete(t.users).where(eq(t.users.id, id))
}
