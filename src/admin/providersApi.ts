import { Hono } from 'hono'
import { actorOf } from '../auth/guard.ts'
import { changeProvider, createProvider, getProvider, listProviders, removeProvider } from '../oidc/service.ts'
import { originOf } from '../web/address.ts'
import type { AppContext, AppEnv } from '../web/context.ts'
import { jsonBody, params } from '../web/validate.ts'
import type { AdminDeps } from './deps.ts'
import { providerJson } from './json.ts'
import { providerView } from './providerView.ts'
import { idParam, newProvider, providerChange } from './schemas.ts'

/** The JSON API of the providers that people sign in with. */
export function providersApi(deps: AdminDeps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  const shown = async (c: AppContext, id: string) => providerJson(providerView(originOf(c, deps.config), await getProvider(deps, id)))

  app.get('/api/admin/providers', async (c) => {
    const origin = originOf(c, deps.config)
    const rows = await listProviders(deps.db)
    return c.json({ providers: rows.map((row) => providerJson(providerView(origin, row))), next_cursor: null })
  })

  app.post('/api/admin/providers', jsonBody(newProvider), async (c) => {
    const id = await createProvider(deps, actorOf(c), c.req.valid('json'))
    return c.json(await shown(c, id), 201)
  })

  app.get('/api/admin/providers/:id', params(idParam), async (c) => c.json(await shown(c, c.req.valid('param').id)))

  app.patch('/api/admin/providers/:id', params(idParam), jsonBody(providerChange), async (c) => {
    const { id } = c.req.valid('param')
    await changeProvider(deps, actorOf(c), id, c.req.valid('json'))
    return c.json(await shown(c, id))
  })

  app.delete('/api/admin/providers/:id', params(idParam), async (c) => {
    await removeProvider(deps, actorOf(c), c.req.valid('param').id)
    return c.json({ success: true })
  })

  return app
}
