import { count, desc, eq, inArray, lt } from 'drizzle-orm'
import { affectedRows, type NewRow, type Row, type Store } from '../db/store.ts'

export type GroupRow = Row<'userGroups'>
export type ListedGroup = GroupRow & { members: number }

export async function findGroupName({ db, t }: Store, id: string): Promise<string | null> {
  const [row] = await db.select({ name: t.userGroups.name }).from(t.userGroups).where(eq(t.userGroups.id, id))
  return row?.name ?? null
}

/** To choose from, by name. */
export async function listGroupNames({ db, t: { userGroups } }: Store, limit: number): Promise<Pick<GroupRow, 'id' | 'name'>[]> {
  return db.select({ id: userGroups.id, name: userGroups.name }).from(userGroups).orderBy(userGroups.nameKey).limit(limit)
}

type GroupPage = { before: string | null; limit: number }

export async function listNewestGroups({ db, t: { userGroups } }: Store, { before, limit }: GroupPage): Promise<GroupRow[]> {
  const isLater = before === null ? undefined : lt(userGroups.id, before)
  return db.select().from(userGroups).where(isLater).orderBy(desc(userGroups.id)).limit(limit)
}

/** The newest first, with how many are in each. */
export async function listGroups(store: Store, page: GroupPage): Promise<ListedGroup[]> {
  const groups = await listNewestGroups(store, page)
  const members = await countMembers(
    store,
    groups.map(({ id }) => id),
  )
  return groups.map((group) => ({ ...group, members: members.get(group.id) ?? 0 }))
}

async function countMembers({ db, t }: Store, groupIds: readonly string[]): Promise<Map<string | null, number>> {
  if (groupIds.length === 0) return new Map()
  const { groupId } = t.users
  const rows = await db
    .select({ groupId, members: count() })
    .from(t.users)
    .where(inArray(groupId, [...groupIds]))
    .groupBy(groupId)
  return new Map(rows.map((row) => [row.groupId, row.members]))
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
