import { randomBytes } from 'node:crypto'
import { recordAudit } from '../audit/service.ts'
import type { Row, Store } from '../db/store.ts'
import { AppError } from '../errors.ts'
import { sha256 } from '../secrets.ts'
import { endAccess } from './access.ts'
import { passwordFault } from './passwordRules.ts'
import { updateUser } from './queries.ts'
import { findUserByResetLink, replaceResetLink, takeResetLink } from './resetQueries.ts'
import type { AccountDeps } from './service.ts'

const LIFETIME_MS = 24 * 3_600_000

/** By it a user sets a password without knowing the old one, once. Only a hash of it is kept. */
export type ResetLink = { token: string; expiresAt: Date }

export async function createResetLink(
  tx: Store,
  { userId, createdBy }: { userId: string; createdBy: string },
  at: Date,
): Promise<ResetLink> {
  const token = randomBytes(24).toString('base64url')
  const expiresAt = new Date(at.getTime() + LIFETIME_MS)
  await replaceResetLink(tx, { tokenHash: sha256(token), userId, createdBy, createdAt: at, expiresAt })
  return { token, expiresAt }
}

/** Whose password the link sets. Throws `reset_link_invalid`. */
export async function userOfResetLink({ db, now }: Pick<AccountDeps, 'db' | 'now'>, token: string): Promise<Row<'users'>> {
  const user = await findUserByResetLink(db, sha256(token), new Date(now()))
  if (!user) throw new AppError('reset_link_invalid')
  return user
}

export type NewPassword = { token: string; password: string; ip: string; requestId: string }

/** Sets the password and ends all that was signed in with the old one. Throws `reset_link_invalid` and the faults of passwords. */
export async function setPasswordByLink(deps: AccountDeps, { token, password, ip, requestId }: NewPassword): Promise<void> {
  const { db, now, passwords, people } = deps
  const user = await userOfResetLink(deps, token)
  const fault = passwordFault(password, user.username)
  if (fault) throw fault
  const passwordHash = await passwords.hash(password)
  const at = new Date(now())
  await db.tx(async (tx) => {
    if (!(await takeResetLink(tx, sha256(token), at))) throw new AppError('reset_link_invalid')
    await updateUser(tx, user.id, { passwordHash, updatedAt: at })
    await endAccess(tx, user.id, at)
    const actor = { id: user.id, name: user.username, ip, requestId }
    await recordAudit(tx, actor, { action: 'user.reset_password', target: user.username }, at)
  })
  people.forget(user.id)
}
