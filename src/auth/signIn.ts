import type { Actor } from '../audit/service.ts'
import { AppError } from '../errors.ts'
import { type FactorDeps, hasFactor, takeCode } from './factor.ts'
import { countTry, rememberSuccess } from './loginLimit.ts'
import { openPending, PENDING_MS, sealPending } from './pendingSignIn.ts'
import type { User } from './people.ts'
import { findUser, findUserByKey, updateUser } from './queries.ts'
import type { AccountDeps } from './service.ts'
import { usernameKey } from './usernames.ts'

/** wrong codes for one right password */
const CODES = [{ limit: 5, windowMs: 5 * 60_000 }]

/** Where a sign-in comes from: address and browser are throttled, address and request are told in the audit log. */
export type From = { ip: string; requestId: string; browser?: string | undefined }
export type Credentials = From & { username: string; password: string }

const actorOf = ({ id, username }: User, { ip, requestId }: From): Actor => ({ id, name: username, ip, requestId })

/** Whose name and password these are. An unknown name, a wrong password and too many tries tell nobody which names exist. */
async function checkPassword(deps: AccountDeps, { username, password, ip, browser }: Credentials): Promise<User> {
  const key = usernameKey(username)
  await countTry(deps, 'sign-in', { usernameKey: key, ip, browser })
  const user = await findUserByKey(deps.db, key)
  const right = await deps.passwords.verify(password, user?.passwordHash ?? null)
  if (!user || !right) throw new AppError('wrong_credentials')
  if (!user.active) throw new AppError('account_disabled')
  return user
}

async function checkCode(deps: AccountDeps, user: User, code: string, from: From): Promise<void> {
  await countTry(deps, 'code', { usernameKey: user.usernameKey, ip: from.ip, browser: from.browser })
  await takeCode(deps, actorOf(user, from), code)
}

async function admit(deps: AccountDeps, user: User, { ip }: From): Promise<User> {
  await rememberSuccess(deps, { usernameKey: user.usernameKey, ip })
  await updateUser(deps.db, user.id, { lastLoginAt: new Date(deps.now()) })
  return user
}

/** What the second step needs of a user who has done the first one, whichever that was; null where there is no second. */
export async function secondStepOf({ db, vault, now }: FactorDeps, user: Pick<User, 'id' | 'epoch'>): Promise<string | null> {
  return (await hasFactor(db, user.id)) ? sealPending(vault, user, now()) : null
}

/** The first step, by password: the user, or, where he has a second factor, what the second step needs. */
export async function beginSignIn(deps: AccountDeps, credentials: Credentials): Promise<{ user: User } | { pending: string }> {
  const user = await checkPassword(deps, credentials)
  const pending = await secondStepOf(deps, user)
  return pending === null ? { user: await admit(deps, user, credentials) } : { pending }
}

/** The second step. Throws `code_wrong`, and `second_step_expired` when it is the first step's turn again. */
export async function completeSignIn(deps: AccountDeps, input: From & { pending: string; code: string }): Promise<User> {
  const pending = openPending(deps.vault, input.pending, deps.now())
  const user = pending && (await findUser(deps.db, pending.userId))
  if (!user?.active || user.epoch !== pending?.epoch || !(await hasFactor(deps.db, user.id))) throw new AppError('second_step_expired')
  const { allowed, remaining } = await deps.kv.hit(`pending-sign-in:${pending.id}`, CODES, deps.now())
  if (!allowed) throw new AppError('second_step_expired')
  await checkCode(deps, user, input.code, input).catch((error: unknown) => {
    const wasLast = remaining === 0 && error instanceof AppError && error.reason === 'code_wrong'
    throw wasLast ? new AppError('second_step_expired', {}, { cause: error }) : error
  })
  if (!(await useUp(deps, pending.id))) throw new AppError('second_step_expired')
  return admit(deps, user, input)
}

/** True for the one who comes first: a password that was right once opens one session. */
const useUp = ({ kv }: AccountDeps, pendingId: string): Promise<boolean> =>
  kv.set(`pending-sign-in-over:${pendingId}`, '1', { ttlMs: 2 * PENDING_MS, only: 'new' }).catch(() => true)

/** Both steps at once, for programs. */
export async function checkCredentials(deps: AccountDeps, credentials: Credentials & { code?: string | undefined }): Promise<User> {
  const user = await checkPassword(deps, credentials)
  if (await hasFactor(deps.db, user.id)) {
    if (!credentials.code) throw new AppError('code_required', { field: 'code' })
    await checkCode(deps, user, credentials.code, credentials)
  }
  return admit(deps, user, credentials)
}
