import { Hono } from 'hono'
import { actorOf } from '../auth/guard.ts'
import type { AppEnv } from '../web/context.ts'
import { jsonBody, params, query } from '../web/validate.ts'
import type { AdminDeps } from './deps.ts'
import { changeGroup, createGroup, getGroup, pageOfGroups, removeGroup } from './groups.ts'
import { groupJson } from './json.ts'
import { groupChange, idParam, newGroup, pageQuery } from './schemas.ts'

/** The JSON API of groups, which share a quota's terms. */
export function groupsApi(deps: AdminDeps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()

  app.get('/api/admin/groups', query(pageQuery), async (c) => {
    const { cursor, limit } = c.req.valid('query')
    const { rows, next } = await pageOfGroups(deps, { before: cursor ?? null, limit })
    return c.json({ groups: rows.map(groupJson), next_cursor: next })
  })

  app.post('/api/admin/groups', jsonBody(newGroup), async (c) => {
    const id = await createGroup(deps, actorOf(c), c.req.valid('json'))
    return c.json(groupJson(await getGroup(deps, id)), 201)
  })

  app.get('/api/admin/groups/:id', params(idParam), async (c) => c.json(groupJson(await getGroup(deps, c.req.valid('param').id))))

  app.patch('/api/admin/groups/:id', params(idParam), jsonBody(groupChange), async (c) => {
    const { id } = c.req.valid('param')
    await changeGroup(deps, actorOf(c), id, c.req.valid('json'))
    return c.json(groupJson(await getGroup(deps, id)))
  })

  app.delete('/api/admin/groups/:id', params(idParam), async (c) => {
    await removeGroup(deps, actorOf(c), c.req.valid('param').id)
    return c.json({ success: true })
  })

  return app
}
