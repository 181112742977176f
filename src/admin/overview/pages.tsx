import { Hono } from 'hono'
import { AllDays, LiveParts, overviewAddress, OverviewPage } from '../../../templates/admin/overview.tsx'
import { chartFor } from '../../usage/service.ts'
import type { AppContext, AppEnv } from '../../web/context.ts'
import { countedChromeOf, zoneOf } from '../../web/page.ts'
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
      const [chrome, range] = [countedChromeOf(c, deps), c.req.valid('query').days]
      const chart = () => chartFor(db, null, range, zoneOf(c), chrome.now)
      if (c.req.header('HX-Request')) {
        c.header('HX-Push-Url', overviewAddress(c.req.query('days')))
        return c.html(<AllDays chrome={chrome} chart={await chart()} range={range} />)
      }
      const [moment, totals, days] = await Promise.all([live(c), totalsOf(db, zoneOf(c), chrome.now), chart()])
      return c.html(<OverviewPage chrome={chrome} now={moment} chart={days} range={range} totals={totals} />)
    })
    .get('/admin/now', async (c) => c.html(<LiveParts chrome={countedChromeOf(c, deps)} now={await live(c)} />))
}
