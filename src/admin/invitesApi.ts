import { Hono } from 'hono'
import { actorOf } from '../auth/guard.ts'
import { paths } from '../paths.ts'
import type { AppEnv } from '../web/context.ts'
import { originOf } from '../web/address.ts'
import { jsonBody, params, query } from '../web/validate.ts'
import type { AdminDeps } from './deps.ts'
import { createInvite, getInvite, pageOfInvites, removeInvite } from './invites.ts'
import { inviteJson } from './json.ts'
import { idParam, newInvite, pageQuery } from './schemas.ts'

/** The JSON API of invitations. */
export function invitesApi(deps: AdminDeps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()

  app.get('/api/admin/invites', query(pageQuery), async (c) => {
    const { cursor, limit } = c.req.valid('query')
    const { rows, next } = await pageOfInvites(deps, { before: cursor ?? null, limit })
    return c.json({ invites: rows.map(inviteJson), next_cursor: next })
  })

  app.post('/api/admin/invites', jsonBody(newInvite), async (c) => {
    const { invite, code } = await createInvite(deps, actorOf(c), c.req.valid('json'))
    return c.json({ ...inviteJson(invite), code, url: originOf(c, deps.config) + paths.registerWith(code) }, 201)
  })

  app.get('/api/admin/invites/:id', params(idParam), async (c) => c.json(inviteJson(await getInvite(deps, c.req.valid('param').id))))

  app.delete('/api/admin/invites/:id', params(idParam), async (c) => {
    await removeInvite(deps, actorOf(c), c.req.valid('param').id)
    return c.json({ success: true })
  })

  return app
}
