import { Hono } from 'hono'
import { LogsPage } from '../../../templates/admin/logs.tsx'
import type { AppEnv } from '../../web/context.ts'
import { countedChromeOf } from '../../web/page.ts'
import { check } from '../../web/validate.ts'
import type { AdminDeps } from '../deps.ts'
import { filterFault } from '../filterFault.ts'
import { timeCursorOf } from '../../web/schemas.ts'
import { pageOfLogs } from './logs.ts'
import { logsQuery } from './schemas.ts'

/** The page of the calls of upstreams. A filter that makes no sense is said above it, and kept. */
export function logsPages(deps: AdminDeps): Hono<AppEnv> {
  return new Hono<AppEnv>().get('/admin/logs', async (c) => {
    const { request_id, user, status, from, to, cursor } = c.req.query()
    const shown = { chrome: countedChromeOf(c, deps), filter: { request_id, user, status, from, to }, isLater: cursor !== undefined }
    try {
      const { rows, next } = await pageOfLogs(deps.db, check(logsQuery, c.req.query()), shown.chrome.timeZone)
      return c.html(<LogsPage {...shown} calls={rows} next={next && timeCursorOf(next)} />)
    } catch (error) {
      return c.html(<LogsPage {...shown} calls={[]} next={null} notice={filterFault(c, error)} />, 400)
    }
  })
}
