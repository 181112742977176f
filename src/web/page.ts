import { getCookie } from 'hono/cookie'
import type { Chrome } from '../../templates/chrome.ts'
import { siteZoneOf } from '../site/settings.ts'
import { zoneNamed } from '../site/zones.ts'
import type { AppContext, WebDeps } from './context.ts'

type PageDeps = Pick<WebDeps, 'assets' | 'now'>

const here = (c: AppContext): string => c.req.path + new URL(c.req.url).search

/** The zone that our script found in the browser. */
export function browserTimeZone(c: AppContext): string | null {
  const name = getCookie(c, 'tz')
  return name === undefined ? null : zoneNamed(name)
}

/** The zone that days are counted in: the one that is set, not that of the browser. */
export const zoneOf = (c: AppContext): string => c.get('user')?.timeZone ?? 'UTC'

/** The zone in which everybody's figures are counted, whoever looks at them. */
export const siteZone = async ({ site }: Pick<WebDeps, 'site'>): Promise<string> => siteZoneOf(await site.current())

/** For pages of what is counted and filtered by the day: their times are in the zone of their days. */
export const countedChromeOf = (c: AppContext, deps: PageDeps): Chrome => ({ ...chromeOf(c, deps), timeZone: zoneOf(c) })

/** What every page needs besides its own props. `back`: where the language link returns to. */
export function chromeOf(c: AppContext, { assets, now }: PageDeps, back: string = here(c)): Chrome {
  const user = c.get('user') ?? null
  return {
    t: c.get('t'),
    locale: c.get('locale'),
    theme: c.get('theme'),
    asset: assets.asset,
    back,
    user: user && { id: user.id, name: user.username, role: user.role },
    banner: c.get('banner') ?? null,
    timeZone: user?.timeZone ?? browserTimeZone(c),
    now: new Date(now()),
  }
}
