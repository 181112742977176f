import { Hono } from 'hono'
import type { Chrome } from '../../../templates/chrome.ts'
import { AllDays, LiveParts, overviewAddress, OverviewPage } from '../../../templates/admin/overview.tsx'
import { userOf } from '../../auth/guard.ts'
import { chartFor } from '../../usage/service.ts'
import type { AppContext, AppEnv } from '../../web/context.ts'
import { chromeOf } from '../../web/page.ts'
import { query } from '../../web/validate.ts'
import type { AdminDeps } from '../deps.ts'
import type { Health } from './health.ts'
import { nowOf } from './overview.ts'
import { overviewQuery } from './schemas.ts'
import { totalsOf } from './totals.ts'

/** The overview; its page asks for what is live of it every few seconds, and for the days alone where htmx wants others. */
export function overviewPages(deps: AdminDeps, health: () => Promise<Health>): Hono<AppEnv> {
  const { db, now } = deps
  const live = (c: AppContext) => nowOf({ db, now, health }, zoneOf(c))
  return new Hono<AppEnv>()
    .get('/admin', query(overviewQuery), async (c) => {
      const [chrome, range] = [ownChrome(c, deps), c.req.valid('query').days]
      if (c.req.header('HX-Request')) {
        c.header('HX-Push-Url', overviewAddress(c.req.query('days')))
        return c.html(<AllDays chrome={chrome} chart={await chartFor(db, null, range, zoneOf(c), chrome.now)} range={range} />)
      }
      const [moment, totals] = await Promise.all([live(c), totalsOf(db, zoneOf(c), range, chrome.now)])
      return c.html(<OverviewPage chrome={chrome} now={moment} totals={totals} />)
    })
    .get('/admin/now', async (c) => c.html(<LiveParts chrome={ownChrome(c, deps)} now={await live(c)} />))
}

/** Days are counted in the zone that is set, not in that of the browser. */
const zoneOf = (c: AppContext): string => userOf(c).timeZone ?? 'UTC'
const ownChrome = (c: AppContext, deps: AdminDeps): Chrome => ({ ...chromeOf(c, deps), timeZone: zoneOf(c) })
