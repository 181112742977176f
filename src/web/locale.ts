import { Hono, type MiddlewareHandler } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { isLocale, type Locale, negotiateLocale, stringsFor } from '../../templates/i18n/index.ts'
import type { Config } from '../config.ts'
import { paths } from '../paths.ts'
import type { AppContext, AppEnv } from './context.ts'
import { isHttps } from './https.ts'
import { localPath } from './localPath.ts'
import { remembered } from './remembered.ts'

const COOKIE = 'aichat_lang'
const YEAR = 365 * 24 * 3600

const preferredLocale = remembered(negotiateLocale)

export function setLocale(c: AppContext, locale: Locale): void {
  c.set('locale', locale)
  c.set('t', stringsFor(locale))
}

/** The visitor's choice, else what the browser prefers. Who is signed in may have a setting, which comes later and wins. */
export function setVisitorLocale(c: AppContext): void {
  const chosen = getCookie(c, COOKIE)
  setLocale(c, chosen !== undefined && isLocale(chosen) ? chosen : preferredLocale(c.req.header('Accept-Language')))
  c.set('theme', null)
}

export const visitorLocale: MiddlewareHandler<AppEnv> = (c, next) => {
  setVisitorLocale(c)
  return next()
}

/** `GET /language?to=zh-CN&back=/login`: the link in the footer of pages without a sign-in. It changes nothing but this browser's cookie. */
export function languageRoutes(config: Pick<Config, 'publicUrl' | 'trustProxy'>): Hono<AppEnv> {
  return new Hono<AppEnv>().get('/language', (c) => {
    const to = c.req.query('to') ?? ''
    const options = { path: '/', maxAge: YEAR, sameSite: 'Lax', httpOnly: true, secure: isHttps(c, config) } as const
    if (isLocale(to)) setCookie(c, COOKIE, to, options)
    return c.redirect(localPath(c.req.query('back')) ?? paths.root(), 303)
  })
}
