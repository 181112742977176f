import { Hono } from 'hono'
import { actorOf } from '../../auth/guard.ts'
import type { AppContext, AppEnv } from '../../web/context.ts'
import { jsonBody } from '../../web/validate.ts'
import type { AdminDeps } from '../deps.ts'
import { settingsChange } from './schemas.ts'
import { changeSettings, effective, viewSettings } from './settings.ts'

/** The JSON API of the settings: one flat object, as they hold. */
export function siteApi(deps: AdminDeps): Hono<AppEnv> {
  async function answer(c: AppContext) {
    const { own, defaults } = await viewSettings(deps)
    return c.json(effective(own, defaults))
  }

  return new Hono<AppEnv>().get('/api/admin/settings', answer).patch('/api/admin/settings', jsonBody(settingsChange), async (c) => {
    await changeSettings(deps, actorOf(c), c.req.valid('json'))
    return answer(c)
  })
}
