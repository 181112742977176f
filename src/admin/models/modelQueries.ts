import { eq, inArray } from 'drizzle-orm'
import { affectedRows, type NewRow, type Row, type Store } from '../../db/store.ts'

export type ModelRow = Row<'models'>
export type Named = { id: string; name: string }

export async function findModel({ db, t }: Store, id: string): Promise<ModelRow | null> {
  return (await db.select().from(t.models).where(eq(t.models.id, id)))[0] ?? null
}

export async function insertModel({ db, t }: Store, row: NewRow<'models'>): Promise<void> {
  await db.insert(t.models).values(row)
}

export async function updateModel({ db, t }: Store, id: string, set: Partial<NewRow<'models'>>): Promise<void> {
  await db.update(t.models).set(set).where(eq(t.models.id, id))
}

export async function deleteModel({ db, t }: Store, id: string): Promise<boolean> {
  return affectedRows(await db.delete(t.models).where(eq(t.models.id, id))) > 0
}

export async function usersWithIds({ db, t: { users } }: Store, ids: readonly string[]): Promise<Named[]> {
  if (ids.length === 0) return []
  return db
    .select({ id: users.id, name: users.username })
    .from(users)
    .where(inArray(users.id, [...ids]))
}

/** `key`: the name as names are compared */
export async function usersWithKeys({ db, t: { users } }: Store, keys: readonly string[]): Promise<(Named & { key: string })[]> {
  if (keys.length === 0) return []
  return db
    .select({ id: users.id, name: users.username, key: users.usernameKey })
    .from(users)
    .where(inArray(users.usernameKey, [...keys]))
}

export async function groupsWithIds({ db, t: { userGroups } }: Store, ids: readonly string[]): Promise<Named[]> {
  if (ids.length === 0) return []
  return db
    .select({ id: userGroups.id, name: userGroups.name })
    .from(userGroups)
    .where(inArray(userGroups.id, [...ids]))
}
