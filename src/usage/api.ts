import { Hono } from 'hono'
import { requireUser, userOf } from '../auth/guard.ts'
import type { AppEnv, WebDeps } from '../web/context.ts'
import { zoneOf } from '../web/page.ts'
import { type Remaining, remainingOf, statsOf, sumsJson } from './service.ts'

const remainingJson = ({ name, limit, used, left, currency, resetsAt }: Remaining) => ({
  name,
  limit,
  used,
  left,
  currency,
  resets_at: resetsAt.toISOString(),
})

/** The JSON API of what one has used and may use. */
export function usageApi(deps: Pick<WebDeps, 'db' | 'now' | 'site'>): Hono<AppEnv> {
  return new Hono<AppEnv>()
    .get('/api/stats/user', requireUser, async (c) => {
      const timeZone = zoneOf(c)
      const { today, week, month, total } = await statsOf(deps.db, userOf(c).id, timeZone, new Date(deps.now()))
      return c.json({
        today: sumsJson(today),
        week: sumsJson(week),
        month: sumsJson(month),
        total: sumsJson(total),
        time_zone: timeZone,
      })
    })
    .get('/api/stats/quota', requireUser, async (c) => {
      const lines = await remainingOf(deps, userOf(c).id, new Date(deps.now()))
      return c.json({ quota: lines.map(remainingJson), time_zone: zoneOf(c) })
    })
}
