import { Hono } from 'hono'
import { AppError } from '../errors.ts'
import type { AppEnv } from '../web/context.ts'
import { anyBody } from '../web/validate.ts'
import { issueToken, revokeToken } from './apiTokens.ts'
import { tokenRequest } from './forms.ts'
import { requireUser, userOf } from './guard.ts'
import type { AccountDeps } from './service.ts'
import { checkCredentials } from './signIn.ts'

export function authApiRoutes(deps: AccountDeps): Hono<AppEnv> {
  return new Hono<AppEnv>()
    .post('/api/auth/token', anyBody(tokenRequest), async (c) => {
      const { username, password, code, name } = c.req.valid('json')
      const user = await checkCredentials(deps, { username, password, code, ip: c.get('ip'), requestId: c.get('requestId') })
      const { token, expiresAt } = await issueToken(deps, user, name || 'API')
      return c.json({ token, expires_at: expiresAt.toISOString() })
    })

    .delete('/api/auth/token', requireUser, async (c) => {
      const { id, tokenId } = userOf(c)
      if (tokenId === null) throw new AppError('invalid_field', { field: 'Authorization' })
      await revokeToken(deps, id, tokenId)
      return c.json({ success: true })
    })

    .get('/api/auth/me', requireUser, (c) => {
      const { id, username, role, locale, theme, timeZone, via } = userOf(c)
      return c.json({ id, username, role, locale, theme, time_zone: timeZone, signed_in_by: via })
    })
}
