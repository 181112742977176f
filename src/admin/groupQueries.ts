import { count, desc, eq, lt } from 'drizzle-orm'
import { affectedRows, type NewRow, type Row, type Store } from '../db/store.ts'

export type GroupRow = Row<'userGroups'>
export type ListedGroup = GroupRow & { members: number }

export async function findGroupName({ db, t }: Store, id: string): Promise<string | null> {
  const [row] = await db.select({ name: t.userGroups.name }).from(t.userGroups).where(eq(t.userGroups.id, id))
  return row?.name ?? null
}

/** The newest first. */
export async function listGroups({ db, t }: Store, { before, limit }: { before: string | null; limit: number }): Promise<ListedGroup[]> {
  const { users, userGroups } = t
  const rows = await db
    .select({ group: userGroups, members: count(users.id) })
    .from(userGroups)
    .leftJoin(users, eq(users.groupId, userGroups.id))
    .where(before === null ? undefined : lt(userGroups.id, before))
    .groupBy(userGroups.id)
    .orderBy(desc(userGroups.id))
    .limit(limit)
  return rows.map(({ group, members }) => ({ ...group, members }))
}

export async function findGroup({ db, t }: Store, id: string): Promise<ListedGroup | null> {
  const [group] = await db.select().from(t.userGroups).where(eq(t.userGroups.id, id))
  return group ? { ...group, members: await db.$count(t.users, eq(t.users.groupId, id)) } : null
}

/** The row as it is now, held until the transaction ends. */
export async function lockGroup({ db, t, d }: Store, id: string): Promise<GroupRow | null> {
  const [row] = await d.forUpdate(db.select().from(t.userGroups).where(eq(t.userGroups.id, id)))
  return row ?? null
}

export async function insertGroup({ db, t }: Store, row: NewRow<'userGroups'>): Promise<void> {
  await db.insert(t.userGroups).values(row)
}

export async function updateGroup({ db, t }: Store, id: string, set: Partial<NewRow<'userGroups'>>): Promise<void> {
  await db.update(t.userGroups).set(set).where(eq(t.userGroups.id, id))
}

/** Its members are in no group then. */
export async function deleteGroup({ db, t }: Store, id: string): Promise<boolean> {
  return affectedRows(await db.delete(t.userGroups).where(eq(t.userGroups.id, id))) > 0
}
