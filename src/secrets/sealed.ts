import { eq, isNotNull } from 'drizzle-orm'
import type { Store } from '../db/store.ts'
import { secretOwner } from '../secrets.ts'

/** One secret as it is stored, what it was sealed for, and how it is replaced. */
export type Sealed = { text: string; owner: string; replace(store: Store, text: string): Promise<void> }

const KEY_OWNERS = { secret: secretOwner.apiKey, headers: secretOwner.keyHeaders, proxy: secretOwner.keyProxy }
const KEY_COLUMNS = ['secret', 'headers', 'proxy'] as const

async function apiKeys({ db, t: { apiKeys: table } }: Store): Promise<Sealed[]> {
  const { id, secret, headers, proxy } = table
  const rows = await db.select({ id, secret, headers, proxy }).from(table)
  return rows.flatMap((row) =>
    KEY_COLUMNS.flatMap((column) => {
      const text = row[column]
      if (text === null) return []
      const owner = KEY_OWNERS[column](row.id)
      const replace: Sealed['replace'] = async (store, sealed) =>
        void (await store.db
          .update(table)
          .set({ [column]: sealed })
          .where(eq(table.id, row.id)))
      return [{ text, owner, replace }]
    }),
  )
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
