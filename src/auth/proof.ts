import type { Actor } from '../audit/service.ts'
import { AppError } from '../errors.ts'
import { hasFactor, takeCode } from './factor.ts'
import { countTry, rememberSuccess } from './loginLimit.ts'
import { findUser } from './queries.ts'
import type { AccountDeps } from './service.ts'

/**
 * What only the user himself has: his password, and a code where he has a second factor. `isFresh`: he has signed in, or confirmed
 * that it is him, just now.
 */
export type Proof = { password: string; code: string; isFresh?: boolean }

/**
 * Throws unless it is the user himself who sits there. Guesses are counted as those at the sign-in page are. Who has no password shows
 * a code, or has signed in just now.
 */
export async function proveIdentity(deps: AccountDeps, actor: Actor, { password, code, isFresh = false }: Proof): Promise<void> {
  const user = await findUser(deps.db, actor.id)
  if (!user) throw new AppError('unauthenticated')
  if (user.passwordHash === null && isFresh) return
  const attempt = { usernameKey: user.usernameKey, ip: actor.ip }
  await countTry(deps, 'confirmation', attempt)
  const right = user.passwordHash === null || (await deps.passwords.verify(password, user.passwordHash))
  if (!right) throw new AppError('confirm_wrong', { field: 'password' })
  if (await hasFactor(deps.db, user.id)) await takeCode(deps, actor, code)
  else if (user.passwordHash === null) throw new AppError('confirm_required')
  await rememberSuccess(deps, attempt)
}

/** What a form has to ask for. */
export async function proofWanted({ db }: Pick<AccountDeps, 'db'>, userId: string): Promise<{ password: boolean; code: boolean }> {
  const user = await findUser(db, userId)
  return { password: user?.passwordHash != null, code: await hasFactor(db, userId) }
}
