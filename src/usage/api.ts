import { Hono } from 'hono'
import * as z from 'zod'
import { requireUser, userOf } from '../auth/guard.ts'
import type { Store } from '../db/store.ts'
import type { AppEnv, WebDeps } from '../web/context.ts'
import { zoneOf } from '../web/page.ts'
import { query } from '../web/validate.ts'
import { dayIn, dayJson, daysOf, firstDayOf, range, type Remaining, remainingOf, statsOf, sumsJson } from './service.ts'

const remainingJson = ({ name, limit, used, left, currency, resetsAt }: Remaining) => ({
  name,
  limit,
  used,
  left,
  currency,
  resets_at: resetsAt.toISOString(),
})

/** `days`: how many days back each is told by itself, as in the chart. */
const statsQuery = z.object({ days: z.string().max(10).optional() })

async function daysJson(db: Store, userId: string, { days, zone, at }: { days: string; zone: string; at: Date }) {
  const to = dayIn(zone, at)
  return (await daysOf(db, userId, { from: firstDayOf(range.parse(days), to), to, zone })).map(dayJson)
}

/** The JSON API of what one has used and may use. */
export function usageApi(deps: Pick<WebDeps, 'db' | 'now' | 'site'>): Hono<AppEnv> {
  return new Hono<AppEnv>()
    .get('/api/stats/user', requireUser, query(statsQuery), async (c) => {
      const timeZone = zoneOf(c)
      const at = new Date(deps.now())
      const { id } = userOf(c)
      const { days } = c.req.valid('query')
      const { today, week, month, total } = await statsOf(deps.db, id, timeZone, at)
      return c.json({
        today: sumsJson(today),
        week: sumsJson(week),
        month: sumsJson(month),
        total: sumsJson(total),
        ...(days !== undefined && { by_day: await daysJson(deps.db, id, { days, zone: timeZone, at }) }),
        time_zone: timeZone,
      })
    })
    .get('/api/stats/quota', requireUser, async (c) => {
      const lines = await remainingOf(deps, userOf(c).id, new Date(deps.now()))
      return c.json({ quota: lines.map(remainingJson), time_zone: zoneOf(c) })
    })
}
