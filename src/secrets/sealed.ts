import { eq, isNotNull } from 'drizzle-orm'
import type { Store } from '../db/store.ts'
import { secretOwner } from '../secrets.ts'

/** One secret as it is stored, what it was sealed for, and how it is replaced. */
export type Sealed = { text: string; owner: string; replace(store: Store, text: string): Promise<void> }

async function apiKeys({ db, t: { apiKeys: table } }: Store): Promise<Sealed[]> {
  const rows = await db.select({ id: table.id, secret: table.secret }).from(table).where(isNotNull(table.secret))
  return rows.map(({ id, secret }) => ({
    text: secret ?? '',
    owner: secretOwner.apiKey(id),
    replace: async (store, text) => void (await store.db.update(table).set({ secret: text }).where(eq(table.id, id))),
  }))
}

async function secondFactors({ db, t: { secondFactors: table } }: Store): Promise<Sealed[]> {
  const rows = await db.select({ userId: table.userId, secret: table.secret }).from(table)
  return rows.map(({ userId, secret }) => ({
    text: secret,
    owner: secretOwner.secondFactor(userId),
    replace: async (store, text) => void (await store.db.update(table).set({ secret: text }).where(eq(table.userId, userId))),
  }))
}

async function identityProviders({ db, t: { identityProviders: table } }: Store): Promise<Sealed[]> {
  const rows = await db.select({ id: table.id, secret: table.secret }).from(table).where(isNotNull(table.secret))
  return rows.map(({ id, secret }) => ({
    text: secret ?? '',
    owner: secretOwner.identityProvider(id),
    replace: async (store, text) => void (await store.db.update(table).set({ secret: text }).where(eq(table.id, id))),
  }))
}

/** Every secret that the database holds: whoever adds a column adds it here. */
export async function listSealed(store: Store): Promise<Sealed[]> {
  return [...(await apiKeys(store)), ...(await secondFactors(store)), ...(await identityProviders(store))]
}
