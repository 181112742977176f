import { Hono } from 'hono'
import { actorOf } from '../../auth/guard.ts'
import { AppError } from '../../errors.ts'
import { viewKey, viewKeys } from '../../upstreams/service.ts'
import type { AppContext, AppEnv } from '../../web/context.ts'
import { jsonBody, params } from '../../web/validate.ts'
import type { AdminDeps } from '../deps.ts'
import { idParam } from '../schemas.ts'
import { keyJson, testJson } from './json.ts'
import { keyChange, newKey } from './schemas.ts'

/** The JSON API of the keys for upstreams: never a secret, of each its last four characters. */
export function keysApi(deps: AdminDeps): Hono<AppEnv> {
  const { keys } = deps.upstreams
  const at = (): Date => new Date(deps.now())

  async function shown(c: AppContext, id: string) {
    const key = await viewKey(deps, id, at())
    if (!key) throw new AppError('not_found')
    return keyJson(key, c.get('t'))
  }

  return new Hono<AppEnv>()
    .get('/api/admin/keys', async (c) => {
      const all = await viewKeys(deps, at())
      return c.json({ keys: all.map((key) => keyJson(key, c.get('t'))), next_cursor: null })
    })

    .post('/api/admin/keys', jsonBody(newKey), async (c) => {
      const id = await keys.create(actorOf(c), c.req.valid('json'))
      return c.json(await shown(c, id), 201)
    })

    .get('/api/admin/keys/:id', params(idParam), async (c) => c.json(await shown(c, c.req.valid('param').id)))

    .patch('/api/admin/keys/:id', params(idParam), jsonBody(keyChange), async (c) => {
      const { id } = c.req.valid('param')
      await keys.change(actorOf(c), id, c.req.valid('json'))
      return c.json(await shown(c, id))
    })

    .delete('/api/admin/keys/:id', params(idParam), async (c) => {
      await keys.remove(actorOf(c), c.req.valid('param').id)
      return c.json({ success: true })
    })

    .post('/api/admin/keys/:id/test', params(idParam), async (c) => {
      const { id } = c.req.valid('param')
      const test = await keys.test(actorOf(c), id)
      return c.json({ ...testJson(test, c.get('t')), key: await shown(c, id) })
    })
}
