import { Hono } from 'hono'
import { actorOf, userOf } from '../auth/guard.ts'
import { paths } from '../paths.ts'
import type { AppEnv } from '../web/context.ts'
import { originOf } from '../web/address.ts'
import { jsonBody, params, query } from '../web/validate.ts'
import type { AdminDeps } from './deps.ts'
import { linkJson, listedUserJson, userDetailJson, userJson } from './json.ts'
import { idParam, newUser, userChange } from './schemas.ts'
import { changeUser, createUser, getUser, linkForUser, removeUser, takeFactorOff } from './users.ts'
import { accessOf } from './userAccess.ts'
import { usageOf } from './userUsage.ts'
import { filterOf, usersQuery } from './userFilter.ts'
import { pageOfUsers } from './userList.ts'

/** The JSON API of users. */
export function usersApi(deps: AdminDeps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()

  app.get('/api/admin/users', query(usersQuery), async (c) => {
    const { rows, next } = await pageOfUsers(deps, filterOf(c.req.valid('query')), userOf(c).timeZone)
    return c.json({ users: rows.map(listedUserJson), next_cursor: next })
  })

  app.post('/api/admin/users', jsonBody(newUser), async (c) => {
    const { id, link } = await createUser(deps, actorOf(c), c.req.valid('json'))
    const url = link && originOf(c, deps.config) + paths.reset(link.token)
    return c.json({ ...userJson(await getUser(deps, id)), reset: link && url ? linkJson(url, link) : null }, 201)
  })

  app.get('/api/admin/users/:id', params(idParam), async (c) => {
    const user = await getUser(deps, c.req.valid('param').id)
    const [access, stats] = await Promise.all([accessOf(deps, user), usageOf(deps, user)])
    return c.json(userDetailJson(user, access, stats))
  })

  app.patch('/api/admin/users/:id', params(idParam), jsonBody(userChange), async (c) => {
    const { id } = c.req.valid('param')
    await changeUser(deps, actorOf(c), id, c.req.valid('json'))
    return c.json(userJson(await getUser(deps, id)))
  })

  app.delete('/api/admin/users/:id', params(idParam), async (c) => {
    await removeUser(deps, actorOf(c), c.req.valid('param').id)
    return c.json({ success: true })
  })

  app.post('/api/admin/users/:id/reset', params(idParam), async (c) => {
    const link = await linkForUser(deps, actorOf(c), c.req.valid('param').id)
    return c.json(linkJson(originOf(c, deps.config) + paths.reset(link.token), link), 201)
  })

  app.delete('/api/admin/users/:id/factor', params(idParam), async (c) => {
    await takeFactorOff(deps, actorOf(c), c.req.valid('param').id)
    return c.json({ success: true })
  })

  return app
}
