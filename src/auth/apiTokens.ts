import { type Actor, recordAudit } from '../audit/service.ts'
import type { Store } from '../db/store.ts'
import { AppError } from '../errors.ts'
import { newId } from '../ids.ts'
import { activeUser, type User } from './people.ts'
import { findToken, insertToken, revokeToken as revokeTokenRow, touchToken } from './queries.ts'
import type { AccountDeps } from './service.ts'
import { countActiveTokens, findActiveToken, leastUsedToken, listActiveTokens, lockOwner, type TokenRow } from './tokenQueries.ts'
import { scopesOf, type TokenScope } from './tokenScopes.ts'

const DAY = 86_400_000
/** how often "last used" is written */
const TOUCH_MS = 60_000
/** Of one user at a time: more than anybody overlooks. */
export const MOST_TOKENS = 100
/** What a token without an end says in its signed part, where every token has one. */
const NEVER = new Date('9999-12-31T23:59:59Z')

export const TOKEN_NAME_MAX = 100
/** days to choose from */
export const TOKEN_LIFETIMES = [30, 90, 365] as const
export const LONGEST_LIFETIME = 365

export type NewToken = {
  name: string
  scopes: readonly TokenScope[]
  /** days; null: until it is revoked */
  lifetime: number | null
  /** where there is no room it takes the place of its namesake that was used the longest ago: for scripts that sign in each time */
  replaces?: boolean
}

export type ApiToken = Pick<TokenRow, 'id' | 'name' | 'createdAt' | 'lastUsedAt' | 'expiresAt'> & { scopes: readonly TokenScope[] }
/** The token is in this answer and nowhere else: what is kept is that it exists. */
export type IssuedToken = ApiToken & { token: string }

const toToken = ({ id, name, scopes, createdAt, lastUsedAt, expiresAt }: TokenRow): ApiToken => ({
  id,
  name,
  scopes: scopesOf(scopes),
  createdAt,
  lastUsedAt,
  expiresAt,
})

/** For a user as he was when he was let in: what has ended his access since lets him make nothing. Throws `unauthenticated`, `forbidden`, `too_many_tokens`. */
export async function issueToken(
  deps: AccountDeps,
  { id: userId, epoch }: Pick<User, 'id' | 'epoch'>,
  wanted: NewToken,
  actor: Actor,
): Promise<IssuedToken> {
  const at = new Date(deps.now())
  const expiresAt = wanted.lifetime === null ? null : new Date(at.getTime() + wanted.lifetime * DAY)
  const { name, scopes } = wanted
  const row = { id: newId(at.getTime()), userId, name, scopes: [...scopes], createdAt: at, lastUsedAt: null, expiresAt }
  await deps.db.tx(async (tx) => {
    const owner = await lockOwner(tx, userId)
    if (owner?.epoch !== epoch) throw new AppError('unauthenticated')
    if (scopes.includes('admin') && owner.role !== 'admin') throw new AppError('forbidden')
    await makeRoom(tx, userId, wanted, actor, at)
    await insertToken(tx, row)
    const after = { scopes: row.scopes, expires_at: expiresAt?.toISOString() ?? null }
    await recordAudit(tx, actor, { action: 'token.create', target: name, after }, at)
  })
  const token = await deps.tokens.sign({ userId, tokenId: row.id, epoch, issuedAt: at, expiresAt: expiresAt ?? NEVER })
  return { ...row, scopes, token }
}

async function makeRoom(tx: Store, userId: string, { name, replaces }: NewToken, actor: Actor, at: Date): Promise<void> {
  if ((await countActiveTokens(tx, userId, at)) < MOST_TOKENS) return
  const namesake = replaces ? await leastUsedToken(tx, userId, name, at) : null
  if (!namesake) throw new AppError('too_many_tokens', { limit: MOST_TOKENS })
  await revoke(tx, namesake, actor, at)
}

/** `owner`: his name, where it is not the actor who revokes. */
async function revoke(tx: Store, token: TokenRow, actor: Actor, at: Date, owner?: string): Promise<void> {
  if (!(await revokeTokenRow(tx, token.userId, token.id, at))) throw new AppError('not_found')
  const before = { ...(owner !== undefined && { username: owner }), scopes: token.scopes }
  await recordAudit(tx, actor, { action: 'token.revoke', target: token.name, before }, at)
}

/** Works at once and everywhere: every request looks at the row, and what is read by the token ends. */
export async function revokeToken(deps: AccountDeps, userId: string, tokenId: string, actor: Actor, owner?: string): Promise<void> {
  const { db, now, readers } = deps
  const at = new Date(now())
  await db.tx(async (tx) => {
    const token = await findActiveToken(tx, userId, tokenId, at)
    if (!token) throw new AppError('not_found')
    await revoke(tx, token, actor, at, owner)
  })
  readers.recheck(userId)
}

export async function tokensOf({ db, now }: AccountDeps, userId: string): Promise<ApiToken[]> {
  return (await listActiveTokens(db, userId, new Date(now()))).map(toToken)
}

/** The user, and what the token allows; null when the token is not ours, expired, revoked, or its user may not. */
export async function userOfToken(
  deps: AccountDeps,
  token: string,
): Promise<{ user: User; tokenId: string; scopes: readonly TokenScope[] } | null> {
  const claims = await deps.tokens.read(token)
  const row = claims && (await findToken(deps.db, claims.tokenId))
  if (!claims || !row || row.userId !== claims.userId || !stands(row, deps.now())) return null
  const user = await activeUser(deps, claims.userId, claims.epoch)
  if (!user) return null
  if (deps.now() - (row.lastUsedAt?.getTime() ?? 0) >= TOUCH_MS)
    await touchToken(deps.db, row.id, new Date(deps.now())).catch(() => undefined)
  return { user, tokenId: row.id, scopes: scopesOf(row.scopes).filter((scope) => scope !== 'admin' || user.role === 'admin') }
}

const stands = (row: TokenRow, now: number): boolean => row.revokedAt === null && (row.expiresAt === null || row.expiresAt.getTime() > now)
