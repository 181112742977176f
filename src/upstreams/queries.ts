import { and, asc, count, eq, isNull, type SQL } from 'drizzle-orm'
import type { NewRow, Row, Store } from '../db/store.ts'

export type KeyRow = Row<'apiKeys'>
export type ModelRow = Row<'models'>

export async function countKeys({ db, t }: Store): Promise<number> {
  const [row] = await db.select({ keys: count().mapWith(Number) }).from(t.apiKeys)
  return row?.keys ?? 0
}

export async function findKey({ db, t }: Store, id: string): Promise<KeyRow | null> {
  return (await db.select().from(t.apiKeys).where(eq(t.apiKeys.id, id)))[0] ?? null
}

/** Held until the transaction ends. */
export async function lockKey({ db, t, d }: Store, id: string): Promise<KeyRow | null> {
  return (await d.forUpdate(db.select().from(t.apiKeys).where(eq(t.apiKeys.id, id))))[0] ?? null
}

/** In the order in which they are tried. */
export async function listKeys({ db, t }: Store): Promise<KeyRow[]> {
  return db.select().from(t.apiKeys).orderBy(asc(t.apiKeys.priority), asc(t.apiKeys.id))
}

/** Also those that are switched off. */
export async function listAllModels({ db, t }: Store): Promise<ModelRow[]> {
  return db.select().from(t.models).orderBy(asc(t.models.position), asc(t.models.id))
}

/** All of them in their order, held until the transaction ends: which is the default, and the order, are a matter of all. */
export async function lockModels({ db, t, d }: Store): Promise<ModelRow[]> {
  return d.forUpdate(db.select().from(t.models).orderBy(asc(t.models.position), asc(t.models.id)))
}

export async function insertKey({ db, t }: Store, row: NewRow<'apiKeys'>): Promise<void> {
  await db.insert(t.apiKeys).values(row)
}

export async function deleteKey({ db, t }: Store, id: string): Promise<void> {
  await db.delete(t.apiKeys).where(eq(t.apiKeys.id, id))
}

export async function insertModels({ db, t }: Store, rows: NewRow<'models'>[]): Promise<void> {
  if (rows.length > 0) await db.insert(t.models).values(rows)
}

/** What a process tells the others, and the admin, of a key. */
export type KeyChange = Partial<Pick<KeyRow, 'status' | 'reason' | 'until' | 'lastUsedAt' | 'tested' | 'updatedAt'>>

/** Changes a key that is still reached as `key` is; whether it was. */
export async function updateSameKey(store: Store, key: KeyRow, change: KeyChange): Promise<boolean> {
  const { apiKeys } = store.t
  const isSame = WAYS.map((way): SQL => (key[way] === null ? isNull(apiKeys[way]) : eq(apiKeys[way], key[way])))
  await store.db
    .update(apiKeys)
    .set(change)
    .where(and(eq(apiKeys.id, key.id), ...isSame))
  const row = await findKey(store, key.id)
  return row !== null && isReachedAs(row, key)
}

/** Whether two rows of a key lead to the same server, with the same secrets. */
export const isReachedAs = (one: KeyRow, other: KeyRow): boolean => WAYS.every((way) => one[way] === other[way])

/** What a key is reached by. */
const WAYS = ['baseUrl', 'secret', 'proxy', 'headers'] as const

export async function updateKey({ db, t }: Store, id: string, change: Partial<NewRow<'apiKeys'>>): Promise<void> {
  await db.update(t.apiKeys).set(change).where(eq(t.apiKeys.id, id))
}
