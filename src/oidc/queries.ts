import { and, asc, eq } from 'drizzle-orm'
import { affectedRows, type NewRow, type Row, type Store } from '../db/store.ts'

export type ProviderRow = Row<'identityProviders'>

export async function listProviders({ db, t }: Store): Promise<ProviderRow[]> {
  return db.select().from(t.identityProviders).orderBy(asc(t.identityProviders.name), asc(t.identityProviders.id))
}

export async function findProvider({ db, t }: Store, id: string): Promise<ProviderRow | null> {
  return (await db.select().from(t.identityProviders).where(eq(t.identityProviders.id, id)))[0] ?? null
}

export async function insertProvider({ db, t }: Store, row: NewRow<'identityProviders'>): Promise<void> {
  await db.insert(t.identityProviders).values(row)
}

export async function updateProvider({ db, t }: Store, id: string, change: Partial<NewRow<'identityProviders'>>): Promise<void> {
  await db.update(t.identityProviders).set(change).where(eq(t.identityProviders.id, id))
}

export async function deleteProvider({ db, t }: Store, id: string): Promise<boolean> {
  return affectedRows(await db.delete(t.identityProviders).where(eq(t.identityProviders.id, id))) > 0
}

/** Whose account somebody at a provider has; null where none is linked. */
export async function findIdentity({ db, t }: Store, providerId: string, subject: string): Promise<Row<'identities'> | null> {
  const same = and(eq(t.identities.providerId, providerId), eq(t.identities.subject, subject))
  return (await db.select().from(t.identities).where(same))[0] ?? null
}

export async function listIdentities({ db, t }: Store, userId: string): Promise<Row<'identities'>[]> {
  return db.select().from(t.identities).where(eq(t.identities.userId, userId))
}

export async function insertIdentity({ db, t }: Store, row: NewRow<'identities'>): Promise<void> {
  await db.insert(t.identities).values(row)
}

export async function touchIdentity({ db, t }: Store, providerId: string, subject: string, lastUsedAt: Date): Promise<void> {
  const same = and(eq(t.identities.providerId, providerId), eq(t.identities.subject, subject))
  await db.update(t.identities).set({ lastUsedAt }).where(same)
}

export async function deleteIdentities({ db, t }: Store, userId: string, providerId: string): Promise<boolean> {
  const own = and(eq(t.identities.userId, userId), eq(t.identities.providerId, providerId))
  return affectedRows(await db.delete(t.identities).where(own)) > 0
}
