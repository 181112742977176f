import { type Actor, recordAudit } from '../audit/service.ts'
import { type ApiToken, revokeToken, tokensOf } from '../auth/service.ts'
import type { Row } from '../db/store.ts'
import { AppError } from '../errors.ts'
import { waysIn } from '../oidc/service.ts'
import type { AdminDeps } from './deps.ts'
import { deleteSessionOf, type KnownUser } from './userQueries.ts'
import { getUser } from './users.ts'

/** By what a user may sign in, and what he is signed in by. */
export type UserAccess = Pick<KnownUser, 'hasPassword' | 'hasFactor'> & {
  sessions: Row<'sessions'>[]
  tokens: ApiToken[]
  /** the providers at which he is somebody */
  identities: { provider: string; label: string }[]
}

export async function accessOf(deps: AdminDeps, { id, hasPassword, hasFactor }: KnownUser): Promise<UserAccess> {
  const [sessions, tokens, ways] = await Promise.all([deps.sessionStore.list(id), tokensOf(deps, id), waysIn(deps, id)])
  const identities = ways.flatMap(({ name, label }) => (label === null ? [] : [{ provider: name, label }]))
  return { sessions, tokens, hasPassword, hasFactor, identities }
}

/** Ends one of a user's sessions; `nameOf` names it for the audit log. Throws `not_found` where it is not his. */
export async function endUserSession(
  deps: AdminDeps,
  actor: Actor,
  userId: string,
  idHash: string,
  nameOf: (session: Row<'sessions'>) => string,
): Promise<void> {
  const at = new Date(deps.now())
  const user = await getUser(deps, userId)
  const session = (await deps.sessionStore.list(userId)).find((row) => row.idHash === idHash)
  if (!session) throw new AppError('not_found')
  await deps.db.tx(async (tx) => {
    if (!(await deleteSessionOf(tx, userId, idHash))) throw new AppError('not_found')
    await recordAudit(tx, actor, { action: 'user.sign_out', target: user.username, before: { session: nameOf(session) } }, at)
  })
  // the row is gone; what is read by it and its copies go with it
  await deps.sessionStore.end(idHash)
}

/** Throws `not_found` where it is not his. */
export async function revokeUserToken(deps: AdminDeps, actor: Actor, userId: string, tokenId: string): Promise<void> {
  const { username } = await getUser(deps, userId)
  await revokeToken(deps, userId, tokenId, actor, username)
}
