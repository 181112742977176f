import { Hono, type MiddlewareHandler } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { requireConfirmed } from '../auth/confirm.ts'
import { actorOf, requireUser, userOf } from '../auth/guard.ts'
import { secondStepOf } from '../auth/service.ts'
import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import { paths } from '../paths.ts'
import type { AppContext, AppEnv, WebDeps } from '../web/context.ts'
import { isHttps } from '../web/https.ts'
import { localPath } from '../web/localPath.ts'
import { originOf } from '../web/address.ts'
import { type Sessions, signIn } from '../web/session.ts'
import { PENDING_MS, type Pending } from './pending.ts'
import { accountOf, beginSignIn, type Callback, identify, linkIdentity, type OidcDeps, type PendingBox } from './service.ts'

const COOKIE = 'aichat_provider'

export type OidcRouteDeps = WebDeps &
  OidcDeps & {
    config: Config
    sessions: Sessions
    box: PendingBox
    /** the sign-in page, with what went wrong */
    refuse(c: AppContext, fault: AppError, next: string | null): Response | Promise<Response>
    /** the page of the second step, for who has one */
    askCode(c: AppContext, pending: string, next: string | null): Response | Promise<Response>
  }

function cookieOptions(c: AppContext, config: Config) {
  const secure = isHttps(c, config)
  return { path: '/', httpOnly: true, sameSite: 'Lax', secure, ...(secure ? ({ prefix: 'host' } as const) : {}) } as const
}

/** Expected refusals are told on a page; faults go up. */
function expected(error: unknown, { log }: OidcRouteDeps): AppError {
  if (!(error instanceof AppError) || error.code === 'internal') throw error
  if (error.cause !== undefined) log.warn({ err: error.cause }, 'a sign-in by a provider failed')
  return error
}

/** Takes the pending sign-in out of the browser: it is good for one return. */
async function takePending(c: AppContext, { config, box }: OidcRouteDeps): Promise<Pending> {
  const options = cookieOptions(c, config)
  const sealed = getCookie(c, COOKIE, options.prefix)
  setCookie(c, COOKIE, '', { ...options, maxAge: 0 })
  const pending = sealed === undefined ? null : await box.open(sealed)
  if (!pending || pending.providerId !== c.req.param('provider')) throw new AppError('sign_in_expired')
  return pending
}

/** Links the identity to the account of who is signed in now, if that is who began. */
async function link(c: AppContext, deps: OidcRouteDeps, pending: Pending, callback: Callback): Promise<Response> {
  const user = userOf(c)
  if (user.id !== pending.linkTo) throw new AppError('sign_in_expired')
  await linkIdentity(deps, actorOf(c), pending.providerId, await identify(deps, pending, callback))
  return c.redirect(paths.settings(true), 303)
}

async function enter(c: AppContext, deps: OidcRouteDeps, pending: Pending, callback: Callback): Promise<Response> {
  const account = await accountOf(deps, pending.providerId, await identify(deps, pending, callback), c.get('ip'))
  const next = localPath(pending.next ?? undefined)
  const secondStep = await secondStepOf(deps, account)
  if (secondStep !== null) return deps.askCode(c, secondStep, next)
  signIn(c, { userId: account.id, epoch: account.epoch, signedInAt: deps.now() })
  return c.redirect(next ?? paths.newChat(), 303)
}

const isLinking = (c: AppContext): boolean => c.req.query('link') === '1'

const whenLinking =
  (guard: MiddlewareHandler<AppEnv>): MiddlewareHandler<AppEnv> =>
  (c, next) =>
    isLinking(c) ? guard(c, next) : next()

/** Another site cannot have somebody linked whom it has signed in at the provider. */
const fromHere: MiddlewareHandler<AppEnv> = async (c, next) => {
  const site = c.req.header('Sec-Fetch-Site') ?? 'same-origin'
  if (site !== 'same-origin' && site !== 'none') throw new AppError('cross_site')
  await next()
}

/**
 * To the provider and back. Both are GETs: the first changes nothing but the browser's own cookie, and the second does only
 * what that cookie allows.
 */
export function oidcRoutes(deps: OidcRouteDeps): Hono<AppEnv> {
  const { config, box, sessions } = deps
  const [user, here, confirmed] = [whenLinking(requireUser), whenLinking(fromHere), whenLinking(requireConfirmed(deps))] as const
  return new Hono<AppEnv>()
    .get('/login/with/:provider', user, here, confirmed, async (c) => {
      const next = localPath(c.req.query('next'))
      const linkTo = isLinking(c) ? userOf(c).id : null
      const providerId = c.req.param('provider')
      const redirectUri = originOf(c, config) + paths.providerCallback(providerId)
      try {
        const { location, pending } = await beginSignIn(deps, { providerId, redirectUri, next, linkTo })
        setCookie(c, COOKIE, await box.seal(pending), { ...cookieOptions(c, config), maxAge: PENDING_MS / 1_000 })
        return c.redirect(location, 303)
      } catch (error) {
        return deps.refuse(c, expected(error, deps), next)
      }
    })

    .get('/login/callback/:provider', sessions.opening, async (c) => {
      const { code, state, iss, error } = c.req.query()
      let next: string | null = null
      try {
        const pending = await takePending(c, deps)
        next = pending.next
        return await (pending.linkTo === null ? enter : link)(c, deps, pending, { code, state, iss, error })
      } catch (fault) {
        return deps.refuse(c, expected(fault, deps), next)
      }
    })
}
