import { Hono } from 'hono'
import * as z from 'zod'
import { actorOf } from '../auth/guard.ts'
import { AppError } from '../errors.ts'
import { changeKey, findKey, type KeyEdit, listKeys } from '../upstreams/service.ts'
import type { AppEnv } from '../web/context.ts'
import { jsonBody, params } from '../web/validate.ts'
import type { AdminDeps } from './deps.ts'
import { keyJson } from './json.ts'
import { idParam } from './schemas.ts'

/** An empty `api_key` keeps the one that is there. */
const keyChange = z
  .object({ label: z.string().trim().min(1).max(100), enabled: z.boolean(), api_key: z.string().trim().max(500) })
  .partial()
  .transform(({ label, enabled, api_key: apiKey }): KeyEdit => ({
    ...(label === undefined ? {} : { label }),
    ...(enabled === undefined ? {} : { enabled }),
    ...(apiKey ? { apiKey } : {}),
  }))

/** The JSON API of the keys for upstreams: never a secret, of each its last four characters. */
export function keysApi(deps: AdminDeps): Hono<AppEnv> {
  return new Hono<AppEnv>()
    .get('/api/admin/keys', async (c) => c.json({ keys: (await listKeys(deps.db)).map(keyJson), next_cursor: null }))

    .patch('/api/admin/keys/:id', params(idParam), jsonBody(keyChange), async (c) => {
      const { id } = c.req.valid('param')
      await changeKey(deps, actorOf(c), id, c.req.valid('json'))
      const key = await findKey(deps.db, id)
      if (!key) throw new AppError('not_found')
      return c.json(keyJson(key))
    })
}
