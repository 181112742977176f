import type { MiddlewareHandler } from 'hono'
import { TOKEN_SCOPES } from '../db/values.ts'
import { AppError } from '../errors.ts'
import { basePath } from '../paths.ts'
import type { AppEnv } from '../web/context.ts'

/** `read` sees, `chat` also asks and changes conversations, `admin` is all of `/api/admin` and nothing else. */
export type TokenScope = (typeof TOKEN_SCOPES)[number]

const isScope = (text: string): text is TokenScope => (TOKEN_SCOPES as readonly string[]).includes(text)

/** Of a row. The first tokens had but one scope, `api`, which was all but administration. */
export const scopesOf = (stored: readonly string[]): TokenScope[] =>
  stored.includes('api') ? ['read', 'chat'] : TOKEN_SCOPES.filter((scope) => stored.filter(isScope).includes(scope))

/** What a route asks of a token: a scope; `any` token at all; or that it be a `person`, who is there himself. */
type Wanted = TokenScope | 'any' | 'person'

const SAFE = ['GET', 'HEAD', 'OPTIONS']
const ROOMS = /^\/(?:api\/(?:chat|models|sessions|messages|files|stats|usage)|v1)(?:\/|$)/

/** What is named nowhere is for persons: pages, accounts, the tokens themselves. */
export function wantedOf(method: string, path: string): Wanted {
  if (/^\/api\/admin(?:\/|$)/.test(path)) return 'admin'
  if (/^\/api\/auth\/(?:me|token)$/.test(path)) return 'any'
  if (!ROOMS.test(path)) return 'person'
  return SAFE.includes(method) ? 'read' : 'chat'
}

function allows(scopes: readonly TokenScope[], wanted: Wanted): boolean {
  if (wanted === 'any') return true
  if (wanted === 'read') return scopes.includes('read') || scopes.includes('chat')
  return wanted !== 'person' && scopes.includes(wanted)
}

/** The one place where scopes are looked at: behind `identify`, in front of every route. */
export const withinScopes: MiddlewareHandler<AppEnv> = async (c, next) => {
  const scopes = c.get('user')?.scopes
  if (!scopes) return next()
  const wanted = wantedOf(c.req.method, c.req.path.slice(basePath().length))
  if (allows(scopes, wanted)) return next()
  throw wanted === 'person' ? new AppError('token_not_here') : new AppError('token_scope', { scope: wanted })
}
