import type { MiddlewareHandler } from 'hono'
import { recordAudit } from '../audit/service.ts'
import { actorOf } from '../auth/guard.ts'
import type { AccountDeps } from '../auth/service.ts'
import type { AppContext, AppEnv, SignedIn } from '../web/context.ts'
import { browserTimeZone } from '../web/page.ts'
import { keepFirstZone } from './changePreferences.ts'

/**
 * Days of a user who has never chosen a time zone are counted in that of his browser, from his first request on that tells it, which is
 * the page after signing in. An administrator's zone is that of everybody's figures, too, where none is set.
 */
export function keepZone(deps: AccountDeps): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const user = c.get('user')
    if (user?.via === 'session') await keep(c, deps, user).catch((error: unknown) => deps.log.warn({ err: error }, NOT_KEPT))
    return next()
  }
}

const NOT_KEPT = 'The time zone of a browser could not be kept; it is tried again'

async function keep(c: AppContext, deps: AccountDeps, user: SignedIn): Promise<void> {
  const found = user.timeZone === null ? browserTimeZone(c) : null
  const timeZone = found === null ? user.timeZone : await keepFirstZone(deps, user.id, found)
  if (timeZone !== user.timeZone) c.set('user', { ...user, timeZone })
  if (user.role !== 'admin' || timeZone === null || (await deps.site.current()).timeZone !== null) return
  await keepForSite(c, deps, timeZone)
}

async function keepForSite(c: AppContext, { db, site, now }: AccountDeps, timeZone: string): Promise<void> {
  const at = new Date(now())
  const actor = actorOf(c)
  await db.tx(async (tx) => {
    if ((await site.own(tx, true)).time_zone !== null) return
    await site.write(tx, { time_zone: timeZone }, actor.id, at)
    const [before, after] = [{ time_zone: site.defaults.time_zone }, { time_zone: timeZone }]
    await recordAudit(tx, actor, { action: 'settings.change', target: '', before, after }, at)
  })
  site.forget()
}
