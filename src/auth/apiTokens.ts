import type { Row } from '../db/store.ts'
import { AppError } from '../errors.ts'
import { newId } from '../ids.ts'
import type { User } from './people.ts'
import { findToken, insertToken, revokeToken as revokeTokenRow, touchToken } from './queries.ts'
import { type AccountDeps, activeUser } from './service.ts'

const DAY = 86_400_000
const LIFETIME_MS = 365 * DAY
/** how often "last used" is written */
const TOUCH_MS = 60_000

/** The token is in this answer and nowhere else: what is kept is that it exists. */
export async function issueToken(
  deps: AccountDeps,
  user: Pick<User, 'id' | 'epoch'>,
  name: string,
): Promise<{ token: string; expiresAt: Date }> {
  const issuedAt = new Date(deps.now())
  const expiresAt = new Date(deps.now() + LIFETIME_MS)
  const tokenId = newId(deps.now())
  await insertToken(deps.db, { id: tokenId, userId: user.id, name, scopes: ['api'], createdAt: issuedAt, expiresAt })
  return { token: await deps.tokens.sign({ userId: user.id, tokenId, epoch: user.epoch, issuedAt, expiresAt }), expiresAt }
}

/** The user and the token's row; null when the token is not ours, expired, revoked, or its user may not. */
export async function userOfToken(deps: AccountDeps, token: string): Promise<{ user: User; tokenId: string } | null> {
  const claims = await deps.tokens.read(token)
  const row = claims && (await findToken(deps.db, claims.tokenId))
  if (!claims || !row || row.userId !== claims.userId || !stands(row, deps.now())) return null
  const user = await activeUser(deps, claims.userId, claims.epoch)
  if (!user) return null
  if (deps.now() - (row.lastUsedAt?.getTime() ?? 0) >= TOUCH_MS)
    await touchToken(deps.db, row.id, new Date(deps.now())).catch(() => undefined)
  return { user, tokenId: row.id }
}

const stands = (row: Row<'apiTokens'>, now: number): boolean =>
  row.revokedAt === null && (row.expiresAt === null || row.expiresAt.getTime() > now)

/** Works at once: every request looks at the row, and what is read by it ends. */
export async function revokeToken({ db, now, readers }: AccountDeps, userId: string, tokenId: string): Promise<void> {
  if (!(await revokeTokenRow(db, userId, tokenId, new Date(now())))) throw new AppError('not_found')
  readers.recheck(userId)
}
