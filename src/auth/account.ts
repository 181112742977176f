import { type Actor, recordAudit } from '../audit/service.ts'
import { isUniqueViolation } from '../db/errors.ts'
import type { Row, Store } from '../db/store.ts'
import { AppError } from '../errors.ts'
import { endAccess } from './access.ts'
import { type Identity, listIdentitiesOf, listTokensOf, lockUser } from './accountQueries.ts'
import { keepAnAdmin } from './lastAdmin.ts'
import { rememberSuccess } from './loginLimit.ts'
import { passwordFault } from './passwordRules.ts'
import type { User } from './people.ts'
import { type Proof, proveIdentity } from './proof.ts'
import { findUser, updateUser } from './queries.ts'
import { deleteResetLinksOf } from './resetQueries.ts'
import type { AccountDeps } from './service.ts'
import { parseUsername, USERNAME_MAX, usernameKey } from './usernames.ts'

async function ownRow({ db }: AccountDeps, actor: Actor): Promise<User> {
  const user = await findUser(db, actor.id)
  if (!user) throw new AppError('unauthenticated')
  return user
}

export type PasswordChange = { proof: Proof; next: string }

/**
 * Also the first password of who has none. Ends all that the old password has opened: every session, this one too, and every API token. Answers what a new session
 * of this user is to be opened with.
 */
export async function changePassword(
  deps: AccountDeps,
  actor: Actor,
  { proof, next }: PasswordChange,
): Promise<{ id: string; epoch: number }> {
  const user = await ownRow(deps, actor)
  const fault = passwordFault(next, user.username)
  if (fault) throw new AppError(fault.reason, { ...fault.detail, field: 'new_password' })
  await proveIdentity(deps, actor, proof)
  const passwordHash = await deps.passwords.hash(next)
  const at = new Date(deps.now())
  const epoch = await deps.db.tx(async (tx) => {
    const row = await lockUser(tx, user.id)
    if (row?.passwordHash !== user.passwordHash) throw new AppError('confirm_wrong', { field: 'password' })
    await updateUser(tx, user.id, { passwordHash, updatedAt: at })
    await endAccess(tx, user.id, at)
    await deleteResetLinksOf(tx, user.id)
    await recordAudit(tx, actor, { action: 'account.password', target: user.username }, at)
    return row.epoch + 1
  })
  deps.people.forget(user.id)
  return { id: user.id, epoch }
}

/** Sessions and tokens stay: they know their user by his id. */
export async function changeUsername(deps: AccountDeps, actor: Actor, input: string): Promise<void> {
  const user = await ownRow(deps, actor)
  const name = parseUsername(input)
  if (!name) throw new AppError('username_invalid', { field: 'username', limit: USERNAME_MAX })
  if (name.name === user.username) return
  const at = new Date(deps.now())
  const change = {
    action: 'account.rename',
    target: user.username,
    before: { username: user.username },
    after: { username: name.name },
  } as const
  const renaming = deps.db.tx(async (tx) => {
    await updateUser(tx, user.id, { username: name.name, usernameKey: name.key, updatedAt: at })
    await recordAudit(tx, actor, change, at)
  })
  await renaming.catch((error: unknown) => {
    throw isUniqueViolation(error) ? new AppError('username_taken', { field: 'username' }) : error
  })
  deps.people.forget(user.id)
  await rememberSuccess(deps, { usernameKey: name.key, ip: actor.ip })
}

/** What is kept of an account, beside its sessions. */
export type KeptAccount = { user: User; tokens: Row<'apiTokens'>[]; identities: Identity[] }

export async function findKeptAccount({ db }: AccountDeps, id: string): Promise<KeptAccount | null> {
  const user = await findUser(db, id)
  return user && { user, tokens: await listTokensOf(db, id), identities: await listIdentitiesOf(db, id) }
}

/** That it is meant, and by the user himself: his name as he types it, and his proof. */
export type Leave = { username: string; proof: Proof }

export async function checkLeave(deps: AccountDeps, actor: Actor, { username, proof }: Leave): Promise<void> {
  const user = await ownRow(deps, actor)
  if (usernameKey(username) !== user.usernameKey) throw new AppError('username_differs', { field: 'username' })
  await proveIdentity(deps, actor, proof)
}

/** Begins a transaction in which a user goes: from here on nothing begins that would be his. Throws `last_admin`. */
export async function holdLeaving(tx: Store, userId: string): Promise<User> {
  await keepAnAdmin(tx, userId)
  const user = await lockUser(tx, userId)
  if (!user) throw new AppError('not_found')
  return user
}
