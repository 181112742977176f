import { and, count, desc, eq, lt, type SQL } from 'drizzle-orm'
import type { NewRow, Row, Store } from '../db/store.ts'

export type UserRow = Row<'users'>
/** A user as an administrator sees him, without what he signs in by. */
export type ListedUser = Omit<UserRow, 'passwordHash' | 'usernameKey' | 'epoch' | 'locale' | 'theme'> & { groupName: string | null }

/** `search`: as names are compared; `before`: the id of the last user of the page before */
export type UserFilter = {
  search: string
  role?: UserRow['role'] | undefined
  active?: boolean | undefined
  groupId?: string | undefined
  before: string | null
  limit: number
}

const listed = ({ t: { users, userGroups } }: Store) => ({
  id: users.id,
  username: users.username,
  role: users.role,
  active: users.active,
  timeZone: users.timeZone,
  groupId: users.groupId,
  groupName: userGroups.name,
  quota: users.quota,
  notes: users.notes,
  createdAt: users.createdAt,
  updatedAt: users.updatedAt,
  lastLoginAt: users.lastLoginAt,
})

/** The newest first. */
export async function listUsers(store: Store, { search, role, active, groupId, before, limit }: UserFilter): Promise<ListedUser[]> {
  const { db, t, d } = store
  const where: (SQL | undefined)[] = [
    search === '' ? undefined : d.contains(t.users.usernameKey, search),
    role && eq(t.users.role, role),
    active === undefined ? undefined : eq(t.users.active, active),
    groupId === undefined ? undefined : eq(t.users.groupId, groupId),
    before === null ? undefined : lt(t.users.id, before),
  ]
  return db
    .select(listed(store))
    .from(t.users)
    .leftJoin(t.userGroups, eq(t.userGroups.id, t.users.groupId))
    .where(and(...where))
    .orderBy(desc(t.users.id))
    .limit(limit)
}

export async function findListedUser(store: Store, id: string): Promise<ListedUser | null> {
  const { db, t } = store
  const [row] = await db
    .select(listed(store))
    .from(t.users)
    .leftJoin(t.userGroups, eq(t.userGroups.id, t.users.groupId))
    .where(eq(t.users.id, id))
  return row ?? null
}

/** How many users there are of each role, active or not. */
export async function countUsers({ db, t }: Store): Promise<{ role: UserRow['role']; active: boolean; users: number }[]> {
  return db.select({ role: t.users.role, active: t.users.active, users: count() }).from(t.users).groupBy(t.users.role, t.users.active)
}

export async function insertUser({ db, t }: Store, row: NewRow<'users'>): Promise<void> {
  await db.insert(t.users).values(row)
}

export async function updateUser({ db, t }: Store, id: string, set: Partial<NewRow<'users'>>): Promise<void> {
  await db.update(t.users).set(set).where(eq(t.users.id, id))
}
