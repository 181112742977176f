import { Hono } from 'hono'
import { requireUser, userOf } from '../auth/guard.ts'
import type { AppEnv, WebDeps } from '../web/context.ts'
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
export function usageApi({ db, now }: Pick<WebDeps, 'db' | 'now'>): Hono<AppEnv> {
  return new Hono<AppEnv>()
    .get('/api/stats/user', requireUser, async (c) => {
      const timeZone = userOf(c).timeZone ?? 'UTC'
      const { today, week, month, total } = await statsOf(db, userOf(c).id, timeZone, new Date(now()))
      return c.json({
        today: sumsJson(today),
        week: sumsJson(week),
        month: sumsJson(month),
        total: sumsJson(total),
        time_zone: timeZone,
      })
    })
    .get('/api/stats/quota', requireUser, async (c) => {
      const lines = await remainingOf(db, userOf(c).id, new Date(now()))
      return c.json({ quota: lines.map(remainingJson), time_zone: userOf(c).timeZone ?? 'UTC' })
    })
}
