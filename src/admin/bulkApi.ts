import { Hono } from 'hono'
import { actorOf } from '../auth/guard.ts'
import type { AppContext, AppEnv } from '../web/context.ts'
import { errorText } from '../web/errors.tsx'
import { jsonBody } from '../web/validate.ts'
import { type BulkResult, changeMany } from './bulk.ts'
import { bulkBody } from './bulkSchemas.ts'
import type { AdminDeps } from './deps.ts'

const resultJson = (c: AppContext, result: BulkResult) => ({
  id: result.id,
  username: result.username,
  status: result.outcome,
  error: result.outcome === 'refused' ? { code: result.fault.code, message: errorText(c, result.fault) } : null,
})

/** Many users at once: each of them has a result of his own. */
export function bulkApi(deps: AdminDeps): Hono<AppEnv> {
  return new Hono<AppEnv>().post('/api/admin/users/bulk', jsonBody(bulkBody), async (c) => {
    const { ids, action } = c.req.valid('json')
    const results = await changeMany(deps, actorOf(c), ids, action)
    const count = (outcome: BulkResult['outcome']) => results.filter((result) => result.outcome === outcome).length
    return c.json({
      results: results.map((result) => resultJson(c, result)),
      changed: count('changed'),
      unchanged: count('unchanged'),
      refused: count('refused'),
    })
  })
}
