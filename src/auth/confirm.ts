import type { MiddlewareHandler } from 'hono'
import { AppError } from '../errors.ts'
import { paths } from '../paths.ts'
import type { AppContext, AppEnv } from '../web/context.ts'
import { currentPage } from '../web/currentPage.ts'
import { localPath } from '../web/localPath.ts'
import { wantsJson } from '../web/negotiate.ts'
import { carryForm } from './carriedForm.ts'
import { type ConfirmDeps, isConfirmed, showConfirm } from './confirmPage.tsx'
import { userOf } from './guard.ts'

/** Where a form was filled in. */
function formPage(c: AppContext): string | null {
  const url = URL.parse(c.req.header('Referer') ?? '')
  return url && localPath(url.pathname + url.search)
}

/**
 * For what changes keys, rights or the ways to sign in; behind `requireUser`. Whoever has shown who he is within the last quarter
 * of an hour goes on. Else a page asks, and goes on with the page or the form that it came in between; a program that uses a
 * session is told `confirm_required`. API tokens pass: each was made by somebody who had shown who he is.
 */
export function requireConfirmed(deps: ConfirmDeps): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const { id, via } = userOf(c)
    if (via === 'token' || isConfirmed(c, deps.now())) return next()
    if (wantsJson(c)) throw new AppError('confirm_required')
    if (c.req.header('HX-Request')) return c.body(null, 403, { 'HX-Redirect': paths.confirm(currentPage(c)) })
    if (['GET', 'HEAD'].includes(c.req.method)) return c.redirect(paths.confirm(c.req.path + new URL(c.req.url).search), 303)
    return showConfirm(c, deps, { next: formPage(c), form: await carryForm(c, deps.vault, id) }, 403)
  }
}
