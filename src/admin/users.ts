import { type Actor, recordAudit } from '../audit/service.ts'
import {
  checkUsername,
  createResetLink,
  deleteUserRow,
  deleteResetLinksOf,
  endAccess,
  keepAnAdmin,
  lockUser,
  passwordFault,
  removeFactor,
  type ResetLink,
  uniqueName,
} from '../auth/service.ts'
import { runningAnswersOf, stopAnswers } from '../chat/service.ts'
import type { Store } from '../db/store.ts'
import { AppError } from '../errors.ts'
import { newId } from '../ids.ts'
import { leaveUsage } from '../usage/service.ts'
import type { AdminDeps } from './deps.ts'
import { differences } from './differences.ts'
import { findGroupName } from './groupQueries.ts'
import { changedQuota, type QuotaChange } from './quotaChange.ts'
import { findKnownUser, insertUser, type KnownUser, updateUser, type UserRow } from './userQueries.ts'

export type UserChange = {
  username?: string | undefined
  password?: string | undefined
  role?: UserRow['role'] | undefined
  active?: boolean | undefined
  quota?: QuotaChange | undefined
  groupId?: string | null | undefined
  notes?: string | null | undefined
}

export type NewUser = UserChange & { username: string }

/** What stands in the audit log for a password */
const MASKED = '••••••••'

export async function getUser({ db }: Pick<AdminDeps, 'db'>, id: string): Promise<KnownUser> {
  const user = await findKnownUser(db, id)
  if (!user) throw new AppError('not_found')
  return user
}

/** A new user; without a password he sets one himself by the link. Throws `username_invalid`, `username_taken` and the faults of passwords. */
export async function createUser(deps: AdminDeps, actor: Actor, input: NewUser): Promise<{ id: string; link: ResetLink | null }> {
  const { name, key } = checkUsername(input.username)
  const passwordHash = await hashOf(deps, input.password, name)
  const at = new Date(deps.now())
  const [id, times] = [newId(at.getTime()), { createdAt: at, updatedAt: at }]
  const { role = 'user', active = true, groupId = null, notes = null } = input
  const quota = changedQuota(null, input.quota ?? null)
  const row = { id, username: name, usernameKey: key, passwordHash, role, active, groupId, quota, notes, ...times, lastLoginAt: null }
  const link = await uniqueName(
    deps.db.tx(async (tx) => {
      const after = { role, active, group: await groupName(tx, groupId), quota, notes, ...signsInBy(passwordHash) }
      await insertUser(tx, row)
      await recordAudit(tx, actor, { action: 'user.create', target: name, after }, at)
      return passwordHash === null ? await createResetLink(tx, { userId: id, createdBy: actor.id }, at) : null
    }),
  )
  return { id, link }
}

const signsInBy = (passwordHash: string | null) => (passwordHash === null ? { by_link: true } : { password: MASKED })

async function hashOf({ passwords }: AdminDeps, password: string | undefined, username: string): Promise<string | null> {
  if (password === undefined) return null
  const fault = passwordFault(password, username)
  if (fault) throw fault
  return passwords.hash(password)
}

async function groupName(tx: Store, groupId: string | null): Promise<string | null> {
  if (groupId === null) return null
  const name = await findGroupName(tx, groupId)
  if (name === null) throw new AppError('invalid_field', { field: 'group_id' })
  return name
}

/** False where all was so already. Throws `not_found`, `last_admin`, `username_invalid`, `username_taken` and the faults of passwords. */
export async function changeUser(deps: AdminDeps, actor: Actor, id: string, change: UserChange): Promise<boolean> {
  const name = change.username === undefined ? null : checkUsername(change.username)
  const passwordHash = await hashOf(deps, change.password, change.username ?? (await getUser(deps, id)).username)
  const at = new Date(deps.now())
  const isChanged = await uniqueName(
    deps.db.tx(async (tx) => {
      const row = await hold(tx, id, change.role === 'user' || change.active === false)
      const set = {
        ...(name && { username: name.name, usernameKey: name.key }),
        ...(passwordHash !== null && { passwordHash }),
        ...(change.role !== undefined && { role: change.role }),
        ...(change.active !== undefined && { active: change.active }),
        ...(change.quota !== undefined && { quota: changedQuota(row.quota, change.quota) }),
        ...(change.groupId !== undefined && { groupId: change.groupId }),
        ...(change.notes !== undefined && { notes: change.notes }),
      }
      const after = { ...row, ...set }
      const told = differences(await shown(tx, row), await shown(tx, after))
      if (!told && passwordHash === null) return false
      await updateUser(tx, id, { ...set, updatedAt: at })
      if (passwordHash !== null || after.role !== row.role || after.active !== row.active) await endAccess(tx, id, at)
      if (passwordHash !== null) await deleteResetLinksOf(tx, id)
      await recordAudit(tx, actor, { action: 'user.change', target: row.username, ...withPassword(told, passwordHash !== null) }, at)
      return true
    }),
  )
  deps.people.forget(id)
  return isChanged
}

/** The user's row, held. Where he may stop being an administrator another one has to stay. */
async function hold(tx: Store, id: string, mayLose: boolean): Promise<UserRow> {
  if (mayLose) await keepAnAdmin(tx, id)
  const row = await lockUser(tx, id)
  if (!row) throw new AppError('not_found')
  return row
}

/** What the audit log tells of a user. */
const shown = async (tx: Store, { username, role, active, quota, groupId, notes }: UserRow) => ({
  username,
  role,
  active,
  quota,
  group: await groupName(tx, groupId),
  notes,
})

function withPassword(told: ReturnType<typeof differences>, isSet: boolean): NonNullable<typeof told> {
  const { before, after } = told ?? { before: {}, after: {} }
  return isSet ? { before, after: { ...after, password: MASKED } } : { before, after }
}

/** Removes a user with everything that is his; answers that are being written for him stop. Throws `not_found` and `last_admin`. */
export async function removeUser(deps: AdminDeps, actor: Actor, id: string): Promise<void> {
  const at = new Date(deps.now())
  const running = await deps.db.tx(async (tx) => {
    const row = await hold(tx, id, true)
    const answers = await runningAnswersOf(tx, id)
    const before = { role: row.role, active: row.active, created_at: row.createdAt.toISOString() }
    await leaveUsage(tx, id)
    await deleteUserRow(tx, id)
    await recordAudit(tx, actor, { action: 'user.delete', target: row.username, before }, at)
    return answers
  })
  deps.people.forget(id)
  await stopAnswers(deps.chat, running)
}

/** Ends all that a user is signed in by: sessions and tokens. */
export async function signOutUser(deps: AdminDeps, actor: Actor, id: string): Promise<void> {
  const at = new Date(deps.now())
  await deps.db.tx(async (tx) => {
    const row = await hold(tx, id, false)
    await endAccess(tx, id, at)
    await recordAudit(tx, actor, { action: 'user.sign_out', target: row.username }, at)
  })
  deps.people.forget(id)
}

/** A new one-time link by which the user sets a password; the one before ends. */
export async function linkForUser(deps: AdminDeps, actor: Actor, id: string): Promise<ResetLink> {
  const at = new Date(deps.now())
  return deps.db.tx(async (tx) => {
    const row = await hold(tx, id, false)
    const link = await createResetLink(tx, { userId: id, createdBy: actor.id }, at)
    await recordAudit(
      tx,
      actor,
      { action: 'user.reset_link', target: row.username, after: { expires_at: link.expiresAt.toISOString() } },
      at,
    )
    return link
  })
}

/** For who has lost it. Throws `not_found` where there is none. */
export async function takeFactorOff(deps: AdminDeps, actor: Actor, id: string): Promise<void> {
  if (!(await removeFactor(deps, actor, id))) throw new AppError('not_found')
}
