import type { Config } from '../config.ts'
import { isUniqueViolation } from '../db/errors.ts'
import type { Row, Store } from '../db/store.ts'
import { AppError } from '../errors.ts'
import { newId } from '../ids.ts'
import { createVault, type Vault } from '../secrets.ts'
import type { WebDeps } from '../web/context.ts'
import { inviteHash } from './inviteCodes.ts'
import { countFromNetwork, rememberSuccess } from './loginLimit.ts'
import { createPasswords, type Passwords } from './password.ts'
import { passwordFault } from './passwordRules.ts'
import { createPeople, type People, type User } from './people.ts'
import { hasUsers, insertInviteUse, insertUser, takeInvite, updateUser } from './queries.ts'
import { createReaders, type Readers } from './readers.ts'
import { takeSetup } from './setup.ts'
import { findStanding } from './standing.ts'
import { createTokenSigner, type TokenSigner } from './tokens.ts'
import { parseUsername, USERNAME_MAX } from './usernames.ts'

export { type ApiToken, issueToken, type NewToken, revokeToken, TOKEN_LIFETIMES, TOKEN_NAME_MAX, tokensOf } from './apiTokens.ts'
export { beginFactor, factorStanding, pendingFactor, removeFactor, renewRecoveryCodes, turnOffFactor, turnOnFactor } from './factor.ts'
export { enterBy, hasPassword, openAccount } from './federated.ts'
export { countFromNetwork } from './loginLimit.ts'
export { type Proof, proofWanted, proveIdentity } from './proof.ts'
export { secondStepOf } from './signIn.ts'

export { changePassword, changeUsername, checkLeave, findKeptAccount, holdLeaving, type KeptAccount, type Leave } from './account.ts'
export { PASSWORD_MIN } from './passwordRules.ts'
export { deleteUserRow, lockUser } from './accountQueries.ts'
export type { Passwords } from './password.ts'
export type { User } from './people.ts'

export { endAccess } from './access.ts'
export { inviteHash, newInviteCode } from './inviteCodes.ts'
export { keepAnAdmin } from './lastAdmin.ts'
export { passwordFault } from './passwordRules.ts'
export { deleteResetLinksOf } from './resetQueries.ts'
export { createResetLink, type ResetLink } from './resetLinks.ts'
export { usernameKey } from './usernames.ts'

export type AccountDeps = Pick<WebDeps, 'db' | 'kv' | 'now' | 'log' | 'site'> & {
  config: Pick<Config, 'adminUsername' | 'adminPassword' | 'appSecret'>
  passwords: Passwords
  people: People
  readers: Readers
  tokens: TokenSigner
  vault: Vault
}

type Given = Pick<WebDeps, 'config' | 'db' | 'kv' | 'now' | 'log' | 'site'> & { passwords?: Passwords | undefined }

export function createAccountDeps({ config, db, kv, now, log, site, passwords = createPasswords() }: Given): AccountDeps {
  const tokens = createTokenSigner({ appSecret: config.appSecret, now })
  const readers = createReaders({ findStanding: (accesses) => findStanding(db, accesses, new Date(now())), log })
  const people = createPeople({ db, now, changed: readers.recheck })
  return { config, db, kv, now, log, site, tokens, readers, people, passwords, vault: createVault(config.appSecret) }
}

export type NewAccount = { username: string; password: string }
/** `ip`: where the owner is known from now on, whatever strangers try under the name */
type From = { ip: string }
export type Registration = NewAccount & { invite?: string | undefined }

type Account = { name: string; key: string; password: string }

/** The same for everybody who registers; the first fault is thrown by `register`, forms show all. */
export function accountFaults({ username, password }: NewAccount): AppError[] {
  const nameFault = parseUsername(username) ? null : new AppError('username_invalid', { field: 'username', limit: USERNAME_MAX })
  return [nameFault, passwordFault(password, username)].filter((fault) => fault !== null)
}

/** A name as it is kept, with the key by which it is compared. Throws `username_invalid`. */
export function checkUsername(input: string): { name: string; key: string } {
  const name = parseUsername(input)
  if (!name) throw new AppError('username_invalid', { field: 'username', limit: USERNAME_MAX })
  return name
}

function checkAccount(input: NewAccount): Account {
  const fault = accountFaults(input)[0]
  const name = parseUsername(input.username)
  if (fault || !name) throw fault ?? new AppError('username_invalid', { field: 'username' })
  return { ...name, password: input.password }
}

function userRow(account: Account, passwordHash: string, role: Row<'users'>['role'], at: Date) {
  return {
    id: newId(at.getTime()),
    username: account.name,
    usernameKey: account.key,
    passwordHash,
    role,
    createdAt: at,
    updatedAt: at,
    lastLoginAt: at,
  }
}

/** Two who want one name at once: the database lets one of them have it. */
export async function uniqueName<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw isUniqueViolation(error) ? new AppError('username_taken', { field: 'username' }) : error
  }
}

/** A new user, never an administrator. On an empty server nobody registers: the setup link comes first. */
export async function register(deps: AccountDeps, input: Registration & From): Promise<{ id: string; epoch: number }> {
  const { db, site, now, passwords } = deps
  if (!(await hasUsers(db))) throw new AppError('setup_pending')
  const { registration } = await site.current()
  if (registration === 'closed') throw new AppError('registration_closed')
  const account = checkAccount(input)
  await countFromNetwork(deps, 'registration', input.ip)
  const row = userRow(account, await passwords.hash(account.password), 'user', new Date(now()))
  const insert = db.tx(async (tx) => {
    const inviteId = registration === 'invite' ? await useInvite(tx, input.invite ?? '', row.createdAt) : null
    await insertUser(tx, row)
    if (inviteId !== null) await insertInviteUse(tx, { inviteId, userId: row.id, usedAt: row.createdAt })
  })
  await uniqueName(insert)
  await rememberSuccess(deps, { usernameKey: account.key, ip: input.ip })
  return { id: row.id, epoch: 0 }
}

async function useInvite(tx: Store, code: string, at: Date): Promise<string> {
  const inviteId = await takeInvite(tx, inviteHash(code), at)
  if (inviteId === null) throw new AppError('invite_invalid', { field: 'invite' })
  return inviteId
}

/** By the setup link; the route has looked at its token. Of many at once exactly one succeeds. */
export async function createFirstAdmin(deps: AccountDeps, input: NewAccount & From): Promise<{ id: string; epoch: number }> {
  const { db, now, passwords } = deps
  const account = checkAccount(input)
  const row = userRow(account, await passwords.hash(account.password), 'admin', new Date(now()))
  const insert = db.tx(async (tx) => {
    await takeSetup(tx)
    await insertUser(tx, row)
  })
  await uniqueName(insert)
  await rememberSuccess(deps, { usernameKey: account.key, ip: input.ip })
  return { id: row.id, epoch: 0 }
}

/** At start: the administrator of ADMIN_USERNAME and ADMIN_PASSWORD on an empty database. True when it was made now. */
export async function ensureAdmin(deps: AccountDeps): Promise<boolean> {
  const { config, db, now, passwords } = deps
  if (config.adminUsername === null || config.adminPassword === null || (await hasUsers(db))) return false
  const account = checkAccount({ username: config.adminUsername, password: config.adminPassword })
  const row = { ...userRow(account, await passwords.hash(account.password), 'admin', new Date(now())), lastLoginAt: null }
  try {
    return await db.tx(async (tx) => {
      if (await hasUsers(tx)) return false
      await insertUser(tx, row)
      return true
    })
  } catch (error) {
    if (isUniqueViolation(error)) return false
    throw error
  }
}

export type Preferences = Partial<Pick<User, 'locale' | 'theme' | 'timeZone'>>

type PreferenceDeps = Pick<AccountDeps, 'now' | 'people'> & { db: Store }

export async function savePreferences({ db, now, people }: PreferenceDeps, userId: string, preferences: Preferences): Promise<void> {
  await updateUser(db, userId, { ...preferences, updatedAt: new Date(now()) })
  people.forget(userId)
}
