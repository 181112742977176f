import { Hono } from 'hono'
import { AllDays, LiveParts, overviewAddress, OverviewPage } from '../../../templates/admin/overview.tsx'
import type { Chrome } from '../../../templates/chrome.ts'
import { chartFor } from '../../usage/service.ts'
import type { AppContext, AppEnv } from '../../web/context.ts'
import { chromeOf, siteZone } from '../../web/page.ts'
import { query } from '../../web/validate.ts'
import type { AdminDeps } from '../deps.ts'
import type { Health } from './health.ts'
import { nowOf } from './overview.ts'
import { overviewQuery } from './schemas.ts'
import { totalsOf } from './totals.ts'

/** The overview; its page asks for what is live of it every few seconds, and for the days alone where htmx wants others. */
export function overviewPages(deps: AdminDeps, health: () => Promise<Health>): Hono<AppEnv> {
  const { db, now } = deps
  /** Times are told in the zone of the days: everybody's, not the reader's. */
  const chromeIn = (c: AppContext, timeZone: string): Chrome => ({ ...chromeOf(c, deps), timeZone })
  const live = (zone: string) => nowOf({ db, now, health }, zone)
  return new Hono<AppEnv>()
    .get('/admin', query(overviewQuery), async (c) => {
      const [zone, range] = [await siteZone(deps), c.req.valid('query').days]
      const chrome = chromeIn(c, zone)
      const chart = () => chartFor(db, null, range, zone, chrome.now)
      if (c.req.header('HX-Request')) {
        c.header('HX-Push-Url', overviewAddress(range))
        return c.html(<AllDays chrome={chrome} chart={await chart()} range={range} />)
      }
      const [moment, totals, days] = await Promise.all([live(zone), totalsOf(db, zone, chrome.now), chart()])
      return c.html(<OverviewPage chrome={chrome} now={moment} chart={days} range={range} totals={totals} />)
    })
    .get('/admin/now', async (c) => {
      const zone = await siteZone(deps)
      return c.html(<LiveParts chrome={chromeIn(c, zone)} now={await live(zone)} />)
    })
}
