import { Hono } from 'hono'
import * as z from 'zod'
import { ModelsPage } from '../../../templates/admin/models.tsx'
import { actorOf } from '../../auth/guard.ts'
import { paths } from '../../paths.ts'
import type { AppEnv } from '../../web/context.ts'
import { chromeOf } from '../../web/page.ts'
import { formBody, params, query } from '../../web/validate.ts'
import type { AdminDeps } from '../deps.ts'
import { idParam } from '../schemas.ts'
import { optional } from '../../web/schemas.ts'
import { modelLines } from './lines.ts'
import { changeModel, moveModel } from './models.ts'
import { newModelPages } from './newPages.tsx'
import { onePages } from './onePages.tsx'

const listQuery = z.object({ added: optional(z.coerce.number().int().min(1).max(10_000)), removed: z.literal('1').optional() })

/** The list of models, with their order, and the pages of each. */
export function modelsPages(deps: AdminDeps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()

  app.get('/admin/models', query(listQuery), async (c) => {
    const { added, removed } = c.req.valid('query')
    const { models: words } = c.var.t
    const done = added === undefined ? (removed ? words.removed : undefined) : words.added(added)
    return c.html(<ModelsPage chrome={chromeOf(c, deps, paths.adminModels())} models={await modelLines(deps)} done={done} />)
  })

  app.post('/admin/models/:id/position', params(idParam), formBody(z.object({ move: z.enum(['up', 'down']) })), async (c) => {
    const { id } = c.req.valid('param')
    await moveModel(deps, actorOf(c), id, c.req.valid('form').move === 'up' ? -1 : 1)
    return c.redirect(`${paths.adminModels()}#m-${id}`, 303)
  })

  app.post('/admin/models/:id/state', params(idParam), formBody(z.object({ enabled: z.enum(['true', 'false']) })), async (c) => {
    const { id } = c.req.valid('param')
    await changeModel(deps, actorOf(c), id, { enabled: c.req.valid('form').enabled === 'true' })
    return c.redirect(`${paths.adminModels()}#m-${id}`, 303)
  })

  return app.route('/', newModelPages(deps)).route('/', onePages(deps))
}
