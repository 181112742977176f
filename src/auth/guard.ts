import type { MiddlewareHandler } from 'hono'
import type { Actor } from '../audit/service.ts'
import { AppError } from '../errors.ts'
import { paths } from '../paths.ts'
import type { AppContext, AppEnv, SignedIn } from '../web/context.ts'
import { wantsJson } from '../web/negotiate.ts'

/** Behind `requireUser`: who is signed in. */
export function userOf(c: AppContext): SignedIn {
  const user = c.get('user')
  if (!user) throw new AppError('unauthenticated')
  return user
}

/** Who is signed in, as the audit log names him. */
export function actorOf(c: AppContext): Actor {
  const { id, username } = userOf(c)
  return { id, name: username, ip: c.get('ip'), requestId: c.get('requestId') }
}

/** A page sends its visitor to sign in and back; everything else is told 401. */
function refuse(c: AppContext): Response {
  const isPage = ['GET', 'HEAD'].includes(c.req.method) && !wantsJson(c) && !c.req.header('HX-Request')
  if (!isPage) throw new AppError('unauthenticated')
  return c.redirect(paths.login(c.req.path + new URL(c.req.url).search), 303)
}

export const requireUser: MiddlewareHandler<AppEnv> = async (c, next) => (c.get('user') ? next() : refuse(c))

export const requireAdmin: MiddlewareHandler<AppEnv> = async (c, next) => {
  const user = c.get('user')
  if (!user) return refuse(c)
  if (user.role !== 'admin') throw new AppError('forbidden')
  return next()
}
