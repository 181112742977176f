import { and, asc, type Column, count, desc, eq, gt, inArray, isNotNull, isNull, lt, or, sql, type SQL } from 'drizzle-orm'
import type { Quota } from '../db/values.ts'
import { affectedRows, type NewRow, type Row, type Store } from '../db/store.ts'
import { type SortedBy, sortedBy, type UserCursor, type UserSort } from './userSort.ts'

export type UserRow = Row<'users'>
/** A user as an administrator sees him, without what he signs in by. */
export type ListedUser = Omit<UserRow, 'passwordHash' | 'usernameKey' | 'epoch' | 'locale' | 'theme'> & {
  groupName: string | null
  groupQuota: Quota | null
}

/** With what he can sign in by. */
export type KnownUser = ListedUser & { hasPassword: boolean; hasFactor: boolean }

/** `search`: as names are compared; `after`: the last user of the page before, in the order of `sort` */
export type UserFilter = {
  search: string
  role?: UserRow['role'] | undefined
  active?: boolean | undefined
  groupId?: string | undefined
  sort: UserSort
  after: UserCursor | null
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
  groupQuota: userGroups.quota,
  quota: users.quota,
  notes: users.notes,
  createdAt: users.createdAt,
  updatedAt: users.updatedAt,
  lastLoginAt: users.lastLoginAt,
})

/** A user with what the list may be sorted by: `tokens` is null where it is sorted by something else. */
export type SortedUser = ListedUser & { usernameKey: string; tokens: number | null }

/** One page of the list; `month`: whose tokens are counted (`YYYY-MM`), where they are what it is sorted by. */
export async function listUsers(store: Store, filter: UserFilter, month: string): Promise<SortedUser[]> {
  const { db, t, d } = store
  const { search, role, active, groupId, sort, after, limit } = filter
  const { by, isDescending } = sortedBy(sort)
  const key = keyOf(store, by)
  const where: (SQL | undefined)[] = [
    search === '' ? undefined : d.contains(t.users.usernameKey, search),
    role && eq(t.users.role, role),
    active === undefined ? undefined : eq(t.users.active, active),
    groupId === undefined ? undefined : eq(t.users.groupId, groupId),
    after === null ? undefined : isAfter(store, key, by, isDescending, after),
  ]
  const inOrder = isDescending ? desc : asc
  const nullsLast = by === 'last_login' ? [sql`${t.users.lastLoginAt} is null`] : []
  const people = db
    .select({ ...listed(store), usernameKey: t.users.usernameKey, tokens: by === 'tokens' ? TOKENS : sql<null>`null` })
    .from(t.users)
    .leftJoin(t.userGroups, eq(t.userGroups.id, t.users.groupId))
    .$dynamic()
  if (by === 'tokens') people.leftJoin(tokensOf(store, month), sql`spent.user_id = ${t.users.id}`)
  return people
    .where(and(...where))
    .orderBy(...nullsLast, inOrder(key), inOrder(t.users.id))
    .limit(limit)
}

const TOKENS = sql<number>`coalesce(spent.tokens, 0)`.mapWith(Number)

/** As far as the roll-ups know: calls of the last seconds move nobody yet. All at once is far less work than for each user. */
const tokensOf = ({ t: { usageMonths: months } }: Store, month: string): SQL =>
  sql`(select ${months.userId} as user_id, sum(${months.totalTokens}) as tokens from ${months} where ${months.month} = ${month} group by ${months.userId}) as spent`

/** An id says when its user was made. */
function keyOf({ t: { users } }: Store, by: SortedBy): Column | SQL<number> {
  if (by === 'tokens') return TOKENS
  return { created: users.id, name: users.usernameKey, last_login: users.lastLoginAt }[by]
}

function isAfter({ t: { users } }: Store, key: Column | SQL<number>, by: SortedBy, isDescending: boolean, after: UserCursor) {
  const beyond = isDescending ? lt : gt
  const { id } = after
  if (by === 'created') return beyond(users.id, id)
  if (after.value === null) return and(isNull(users.lastLoginAt), beyond(users.id, id))
  const value = by === 'last_login' ? new Date(Number(after.value)) : after.value
  const later = or(beyond(key as Column, value), and(eq(key as Column, value), beyond(users.id, id)))
  return by === 'last_login' ? or(later, isNull(users.lastLoginAt)) : later
}

/** A factor that has had no first code yet is none. */
export async function findKnownUser(store: Store, id: string): Promise<KnownUser | null> {
  const { db, t } = store
  const isThere = (column: Column) => sql`${isNotNull(column)}`.mapWith(Boolean)
  const [row] = await db
    .select({ ...listed(store), hasPassword: isThere(t.users.passwordHash), hasFactor: isThere(t.secondFactors.confirmedAt) })
    .from(t.users)
    .leftJoin(t.userGroups, eq(t.userGroups.id, t.users.groupId))
    .leftJoin(t.secondFactors, eq(t.secondFactors.userId, t.users.id))
    .where(eq(t.users.id, id))
  return row ?? null
}

export type NamedUser = Pick<UserRow, 'id' | 'username' | 'role'>

/** Those of the users that there are, by name. */
export async function findNames({ db, t: { users } }: Store, ids: readonly string[]): Promise<NamedUser[]> {
  return db
    .select({ id: users.id, username: users.username, role: users.role })
    .from(users)
    .where(inArray(users.id, [...ids]))
    .orderBy(users.usernameKey)
}

/** False where it is not his, or gone. */
export async function deleteSessionOf({ db, t: { sessions } }: Store, userId: string, idHash: string): Promise<boolean> {
  return affectedRows(await db.delete(sessions).where(and(eq(sessions.idHash, idHash), eq(sessions.userId, userId)))) > 0
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
