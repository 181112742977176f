import { Hono } from 'hono'
import { AllRecordsPage } from '../../../templates/admin/records.tsx'
import { keysWithState } from '../../upstreams/service.ts'
import { pageOfRecords, recordCursorOf } from '../../usage/service.ts'
import type { AppEnv } from '../../web/context.ts'
import { countedChromeOf } from '../../web/page.ts'
import { check } from '../../web/validate.ts'
import type { AdminDeps } from '../deps.ts'
import { filterFault } from '../filterFault.ts'
import { filterOf } from './records.ts'
import { allRecordsQuery } from './schemas.ts'

/** The page of everybody's records. A filter that makes no sense is said above it, and kept. */
export function recordsPages(deps: AdminDeps): Hono<AppEnv> {
  return new Hono<AppEnv>().get('/admin/usage', async (c) => {
    const { user, model, key, status, from, to, request_id, cursor } = c.req.query()
    const chrome = countedChromeOf(c, deps)
    const keys = await keysWithState(deps.db, chrome.now)
    const shown = { chrome, keys, filter: { user, model, key, status, from, to, request_id }, isLater: cursor !== undefined }
    try {
      const asked = check(allRecordsQuery, c.req.query())
      const filter = await filterOf(deps.db, asked, chrome.timeZone, chrome.now)
      const { rows, next } = await pageOfRecords(deps.db, filter, asked.cursor, asked.limit)
      return c.html(<AllRecordsPage {...shown} records={rows} next={next && recordCursorOf(next)} />)
    } catch (error) {
      return c.html(<AllRecordsPage {...shown} records={[]} next={null} notice={filterFault(c, error)} />, 400)
    }
  })
}
