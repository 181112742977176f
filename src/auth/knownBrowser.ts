import type { MiddlewareHandler } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import type { Config } from '../config.ts'
import { paths } from '../paths.ts'
import type { Vault } from '../secrets.ts'
import type { AppContext, AppEnv } from '../web/context.ts'
import { isHttps } from '../web/https.ts'
import { browserMark } from './loginLimit.ts'

const NAME = 'aichat_known'
const LIFETIME_S = 90 * 24 * 3600

type BrowserDeps = { config: Pick<Config, 'publicUrl' | 'trustProxy'>; vault: Vault }

/**
 * Where somebody has signed in he may try again whatever strangers guess, also from a network that he was never in. The cookie is
 * sent to `/login` alone; it is set behind that of the session, which simple clients take for the only one.
 */
export const remembersBrowser =
  ({ config, vault }: BrowserDeps): MiddlewareHandler<AppEnv> =>
  async (c, next) => {
    await next()
    const key = c.get('enteredAs')
    if (key === undefined) return
    const options = { httpOnly: true, sameSite: 'Lax', secure: isHttps(c, config), path: paths.login(), maxAge: LIFETIME_S } as const
    setCookie(c, NAME, browserMark(vault, key), options)
  }

export const markOfBrowser = (c: AppContext): string | undefined => getCookie(c, NAME)
