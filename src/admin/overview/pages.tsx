import { Hono } from 'hono'
import { LiveParts, OverviewPage } from '../../../templates/admin/overview.tsx'
import type { AppEnv } from '../../web/context.ts'
import { chromeOf } from '../../web/page.ts'
import { query } from '../../web/validate.ts'
import type { AdminDeps } from '../deps.ts'
import type { Health } from './health.ts'
import { nowOf } from './overview.ts'
import { overviewQuery } from './schemas.ts'
import { totalsOf } from './totals.ts'

/** The overview; its page asks for what is live of it every few seconds. */
export function overviewPages(deps: AdminDeps, health: () => Promise<Health>): Hono<AppEnv> {
  const live = { db: deps.db, now: deps.now, health }
  return new Hono<AppEnv>()
    .get('/admin', query(overviewQuery), async (c) => {
      const chrome = chromeOf(c, deps)
      const zone = chrome.timeZone ?? 'UTC'
      const { days } = c.req.valid('query')
      const [now, totals] = await Promise.all([nowOf(live, zone), totalsOf(deps.db, zone, days, chrome.now)])
      return c.html(<OverviewPage chrome={chrome} now={now} totals={totals} />)
    })
    .get('/admin/now', async (c) => {
      const chrome = chromeOf(c, deps)
      return c.html(<LiveParts chrome={chrome} now={await nowOf(live, chrome.timeZone ?? 'UTC')} />)
    })
}
