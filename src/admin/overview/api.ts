import { Hono } from 'hono'
import { dayIn, dayJson, daysOf, firstDayOf, statsOf, sumsJson } from '../../usage/service.ts'
import type { AppEnv } from '../../web/context.ts'
import { siteZone } from '../../web/page.ts'
import { query } from '../../web/validate.ts'
import type { AdminDeps } from '../deps.ts'
import type { Health } from './health.ts'
import { type FirstToken, type Now, nowOf } from './overview.ts'
import { overviewQuery } from './schemas.ts'
import { type Total, totalsOf } from './totals.ts'

/** The figures of the overview as JSON. */
export function overviewApi(deps: AdminDeps, health: () => Promise<Health>): Hono<AppEnv> {
  const { db, now } = deps
  return new Hono<AppEnv>().get('/api/admin/stats', query(overviewQuery), async (c) => {
    const { days } = c.req.valid('query')
    const zone = await siteZone(deps)
    const at = new Date(now())
    const today = dayIn(zone, at)
    const [stats, live, totals, byDay] = await Promise.all([
      statsOf(db, null, zone, at),
      nowOf({ db, now, health }, zone),
      totalsOf(db, zone, at),
      daysOf(db, null, { from: firstDayOf(days, today), to: today, zone }),
    ])
    return c.json({
      today: sumsJson(stats.today),
      week: sumsJson(stats.week),
      month: sumsJson(stats.month),
      total: sumsJson(stats.total),
      by_model: totals.models.map((line) => ({ model: line.name, ...totalJson(line) })),
      by_user: totals.users.map((line) => ({ user: line.name, user_id: line.id, ...sumsJson(line) })),
      by_key: totals.keys.map((line) => ({ key_label: line.name, key_id: line.id, ...totalJson(line) })),
      by_day: byDay.map(dayJson),
      ...liveJson(live),
      time_zone: zone,
    })
  })
}

const firstTokenJson = (times: FirstToken | null) => times && { p50_ms: times.p50, p95_ms: times.p95, calls: times.calls }

const totalJson = (line: Total) => ({ ...sumsJson(line), first_token: firstTokenJson(line.firstToken) })

const liveJson = ({ running, users, firstToken, hour, health, keys }: Now) => ({
  active_users: users.active,
  users: { total: users.all, new_this_week: users.fresh },
  running_turns: running,
  first_token: firstTokenJson(firstToken),
  errors: { calls: hour.calls, failed: hour.failed, by_key: hour.byKey.map(({ keyLabel, failed }) => ({ key_label: keyLabel, failed })) },
  health: {
    database: { kind: health.database.kind, ping_ms: health.database.pingMs, bytes: health.database.bytes },
    redis: { configured: health.redis.isUsed, ping_ms: health.redis.pingMs },
    disk: health.disk && { free_bytes: health.disk.free, total_bytes: health.disk.total },
    keys: { total: keys.all, working: keys.working, cooling: keys.cooling, set_aside: keys.setAside, disabled: keys.disabled },
  },
})
