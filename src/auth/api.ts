import { Hono } from 'hono'
import { AppError } from '../errors.ts'
import { isId } from '../ids.ts'
import type { AppContext, AppEnv } from '../web/context.ts'
import { anyBody, jsonBody } from '../web/validate.ts'
import { type ConfirmDeps, requireConfirmed } from './confirm.ts'
import { type ApiToken, issueToken, LONGEST_LIFETIME, revokeToken, tokensOf } from './apiTokens.ts'
import { newToken, tokenRequest } from './forms.ts'
import { actorOf, requireUser, userOf } from './guard.ts'
import type { User } from './people.ts'
import { checkCredentials } from './signIn.ts'
import type { TokenScope } from './tokenScopes.ts'

/** Who has just shown his password gets all that he may do himself, unless he asks for less. */
const allScopes = ({ role }: User): TokenScope[] => (role === 'admin' ? ['read', 'chat', 'admin'] : ['read', 'chat'])

const byPassword = (c: AppContext, { id, username }: User) => ({ id, name: username, ip: c.get('ip'), requestId: c.get('requestId') })

const tokenJson = ({ id, name, scopes, createdAt, lastUsedAt, expiresAt }: ApiToken) => ({
  id,
  name,
  scopes,
  created_at: createdAt.toISOString(),
  last_used_at: lastUsedAt?.toISOString() ?? null,
  expires_at: expiresAt?.toISOString() ?? null,
})

export function authApiRoutes(deps: ConfirmDeps): Hono<AppEnv> {
  return new Hono<AppEnv>()
    .post('/api/auth/token', anyBody(tokenRequest), async (c) => {
      const { username, password, code, name, scopes } = c.req.valid('json')
      const user = await checkCredentials(deps, { username, password, code, ip: c.get('ip'), requestId: c.get('requestId') })
      const wanted = { name: name || 'API', scopes: scopes ?? allScopes(user), lifetime: LONGEST_LIFETIME, replaces: true }
      const { token, expiresAt } = await issueToken(deps, user, wanted, byPassword(c, user))
      return c.json({ token, expires_at: expiresAt?.toISOString() ?? null })
    })

    .delete('/api/auth/token', requireUser, async (c) => {
      const { id, tokenId } = userOf(c)
      if (tokenId === null) throw new AppError('invalid_field', { field: 'Authorization' })
      await revokeToken(deps, id, tokenId, actorOf(c))
      return c.json({ success: true })
    })

    .get('/api/auth/me', requireUser, (c) => {
      const { id, username, role, locale, theme, timeZone, via, scopes } = userOf(c)
      return c.json({ id, username, role, locale, theme, time_zone: timeZone, signed_in_by: via, scopes })
    })

    .get('/api/tokens', requireUser, async (c) =>
      c.json({ tokens: (await tokensOf(deps, userOf(c).id)).map(tokenJson), next_cursor: null }),
    )

    .post('/api/tokens', requireUser, requireConfirmed(deps), jsonBody(newToken), async (c) => {
      const { name, scopes, expires_in_days } = c.req.valid('json')
      const issued = await issueToken(deps, userOf(c), { name, scopes, lifetime: expires_in_days }, actorOf(c))
      return c.json({ ...tokenJson(issued), token: issued.token }, 201)
    })

    .delete('/api/tokens/:id', requireUser, async (c) => {
      const id = c.req.param('id')
      if (!isId(id)) throw new AppError('not_found')
      await revokeToken(deps, userOf(c).id, id, actorOf(c))
      return c.json({ success: true })
    })
}
