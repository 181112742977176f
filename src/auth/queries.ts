import { and, asc, eq, gt, inArray, isNull, lt, or, sql } from 'drizzle-orm'
import { prepared } from '../db/prepared.ts'
import { affectedRows, type NewRow, type Row, type Store } from '../db/store.ts'

export async function findUser({ db, t }: Store, id: string): Promise<Row<'users'> | null> {
  return (await db.select().from(t.users).where(eq(t.users.id, id)))[0] ?? null
}

export async function findUserByKey({ db, t }: Store, usernameKey: string): Promise<Row<'users'> | null> {
  return (await db.select().from(t.users).where(eq(t.users.usernameKey, usernameKey)))[0] ?? null
}

export async function hasUsers({ db, t }: Store): Promise<boolean> {
  return (await db.select({ id: t.users.id }).from(t.users).limit(1)).length > 0
}

export async function insertUser({ db, t }: Store, row: NewRow<'users'>): Promise<void> {
  await db.insert(t.users).values(row)
}

export async function updateUser({ db, t }: Store, id: string, change: Partial<NewRow<'users'>>): Promise<void> {
  await db.update(t.users).set(change).where(eq(t.users.id, id))
}

/**
 * The ids of the active administrators. Their rows and that of `userId` are held until the transaction ends, in the order of their
 * ids, so that nobody waits for who waits for him. What was an administrator a moment ago is looked at again when it is held.
 */
export async function lockActiveAdmins({ db, t, d }: Store, userId: string): Promise<string[]> {
  const { users } = t
  const isAdmin = and(eq(users.role, 'admin'), eq(users.active, true))
  const found = await db
    .select({ id: users.id })
    .from(users)
    .where(or(isAdmin, eq(users.id, userId)))
  if (found.length === 0) return []
  const ids = found.map(({ id }) => id)
  const columns = { id: users.id, role: users.role, active: users.active }
  const held = await d.forUpdate(db.select(columns).from(users).where(inArray(users.id, ids)).orderBy(asc(users.id)))
  return held.filter(({ role, active }) => role === 'admin' && active).map(({ id }) => id)
}

/** Every session and token of before ends with it. */
export async function raiseEpoch({ db, t }: Store, id: string): Promise<void> {
  await db
    .update(t.users)
    .set({ epoch: sql`${t.users.epoch} + 1` })
    .where(eq(t.users.id, id))
}

export async function deleteSessionsOf({ db, t }: Store, userId: string): Promise<void> {
  await db.delete(t.sessions).where(eq(t.sessions.userId, userId))
}

export async function revokeTokensOf({ db, t }: Store, userId: string, revokedAt: Date): Promise<void> {
  const standing = and(eq(t.apiTokens.userId, userId), isNull(t.apiTokens.revokedAt))
  await db.update(t.apiTokens).set({ revokedAt }).where(standing)
}

export async function insertToken({ db, t }: Store, row: NewRow<'apiTokens'>): Promise<void> {
  await db.insert(t.apiTokens).values(row)
}

const foundToken = prepared(({ db, t: { apiTokens } }) =>
  db
    .select()
    .from(apiTokens)
    .where(eq(apiTokens.id, sql.placeholder('id')))
    .prepare(),
)

export async function findToken(store: Store, id: string): Promise<Row<'apiTokens'> | null> {
  return (await foundToken(store).execute({ id }))[0] ?? null
}

export async function touchToken({ db, t }: Store, id: string, lastUsedAt: Date): Promise<void> {
  await db.update(t.apiTokens).set({ lastUsedAt }).where(eq(t.apiTokens.id, id))
}

export async function revokeToken({ db, t }: Store, userId: string, id: string, revokedAt: Date): Promise<boolean> {
  const own = and(eq(t.apiTokens.userId, userId), eq(t.apiTokens.id, id), isNull(t.apiTokens.revokedAt))
  return affectedRows(await db.update(t.apiTokens).set({ revokedAt }).where(own)) > 0
}

/** Takes one use of an invitation; null when it is unknown, used up or expired. */
export async function takeInvite({ db, t }: Store, codeHash: string, now: Date): Promise<string | null> {
  const open = and(
    eq(t.invites.codeHash, codeHash),
    lt(t.invites.uses, t.invites.maxUses),
    or(isNull(t.invites.expiresAt), gt(t.invites.expiresAt, now)),
  )
  const taken = affectedRows(
    await db
      .update(t.invites)
      .set({ uses: sql`${t.invites.uses} + 1` })
      .where(open),
  )
  if (taken === 0) return null
  return (await db.select({ id: t.invites.id }).from(t.invites).where(eq(t.invites.codeHash, codeHash)))[0]?.id ?? null
}

export async function insertInviteUse({ db, t }: Store, row: NewRow<'inviteUses'>): Promise<void> {
  await db.insert(t.inviteUses).values(row)
}

const SETUP_TOKEN = 'setup_token'

export async function readSetupHash({ db, t }: Store): Promise<string | null> {
  const value = (await db.select({ value: t.settings.value }).from(t.settings).where(eq(t.settings.name, SETUP_TOKEN)))[0]?.value
  return typeof value === 'string' ? value : null
}

export async function writeSetupHash({ db, t, d }: Store, hash: string, now: Date): Promise<void> {
  const row = { name: SETUP_TOKEN, value: hash, updatedAt: now }
  await d.upsert(db, t.settings, { row, target: [t.settings.name], set: { value: hash, updatedAt: now } })
}

/** True for the one who deletes it: two cannot both set up. */
export async function deleteSetupHash({ db, t }: Store): Promise<boolean> {
  return affectedRows(await db.delete(t.settings).where(eq(t.settings.name, SETUP_TOKEN))) > 0
}
