import { Hono } from 'hono'
import { actorOf } from '../../auth/guard.ts'
import { listAllModels, listKeys } from '../../upstreams/service.ts'
import type { AppEnv } from '../../web/context.ts'
import { jsonBody, optionalBody, params } from '../../web/validate.ts'
import type { AdminDeps } from '../deps.ts'
import { idParam } from '../schemas.ts'
import { modelJson, offerJson } from './json.ts'
import { changeModel, createModel, getModel, removeModel } from './models.ts'
import { offeredModels } from './offered.ts'
import { fetchBody, modelChange, newModel } from './schemas.ts'

/** The JSON API of models, their prices and who may use them. */
export function modelsApi(deps: AdminDeps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()

  app.get('/api/admin/models', async (c) => c.json({ models: (await listAllModels(deps.db)).map(modelJson), next_cursor: null }))

  app.post('/api/admin/models', jsonBody(newModel), async (c) => {
    const { provider = (await listKeys(deps.db))[0]?.provider ?? 'deepseek', ...model } = c.req.valid('json')
    const id = await createModel(deps, actorOf(c), { ...model, provider })
    return c.json(modelJson(await getModel(deps, id)), 201)
  })

  app.post('/api/admin/models/fetch', optionalBody(fetchBody), async (c) =>
    c.json(offerJson(await offeredModels(deps, c.req.valid('json').key_id))),
  )

  app.get('/api/admin/models/:id', params(idParam), async (c) => c.json(modelJson(await getModel(deps, c.req.valid('param').id))))

  app.patch('/api/admin/models/:id', params(idParam), jsonBody(modelChange), async (c) => {
    const { id } = c.req.valid('param')
    await changeModel(deps, actorOf(c), id, c.req.valid('json'))
    return c.json(modelJson(await getModel(deps, id)))
  })

  app.delete('/api/admin/models/:id', params(idParam), async (c) => {
    await removeModel(deps, actorOf(c), c.req.valid('param').id)
    return c.json({ success: true })
  })

  return app
}
