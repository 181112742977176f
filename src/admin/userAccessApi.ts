import { Hono } from 'hono'
import { actorOf, userOf } from '../auth/guard.ts'
import { type ApiToken, tokensOf } from '../auth/service.ts'
import type { AppEnv } from '../web/context.ts'
import { nameOfSession, sessionJson, sessionView } from '../web/sessionView.ts'
import { params } from '../web/validate.ts'
import type { AdminDeps } from './deps.ts'
import { idParam, sessionParam, tokenParam } from './schemas.ts'
import { endUserSession, revokeUserToken } from './userAccess.ts'
import { getUser, signOutUser } from './users.ts'

const tokenJson = (token: ApiToken) => ({
  id: token.id,
  name: token.name,
  scopes: token.scopes,
  created_at: token.createdAt.toISOString(),
  last_used_at: token.lastUsedAt?.toISOString() ?? null,
  expires_at: token.expiresAt?.toISOString() ?? null,
})

/** What a user is signed in by. */
export function userAccessApi(deps: AdminDeps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()

  app.get('/api/admin/users/:id/sessions', params(idParam), async (c) => {
    const { id } = await getUser(deps, c.req.valid('param').id)
    const sessions = await deps.sessionStore.list(id)
    const views = sessions.map((row) => sessionView(row, userOf(c).sessionId))
    return c.json({ sessions: views.map((view) => sessionJson(c.var.t, view)), next_cursor: null })
  })

  app.delete('/api/admin/users/:id/sessions', params(idParam), async (c) => {
    await signOutUser(deps, actorOf(c), c.req.valid('param').id)
    return c.json({ success: true })
  })

  app.delete('/api/admin/users/:id/sessions/:session', params(sessionParam), async (c) => {
    const { id, session } = c.req.valid('param')
    await endUserSession(deps, actorOf(c), id, session, (row) => nameOfSession(c.var.t, row))
    return c.json({ success: true })
  })

  app.get('/api/admin/users/:id/tokens', params(idParam), async (c) => {
    const { id } = await getUser(deps, c.req.valid('param').id)
    return c.json({ tokens: (await tokensOf(deps, id)).map(tokenJson), next_cursor: null })
  })

  app.delete('/api/admin/users/:id/tokens/:token', params(tokenParam), async (c) => {
    const { id, token } = c.req.valid('param')
    await revokeUserToken(deps, actorOf(c), id, token)
    return c.json({ success: true })
  })

  return app
}
