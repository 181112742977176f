import { Hono } from 'hono'
import { ConfirmedPage, ConfirmPage } from '../../templates/auth/confirm.tsx'
import { AppError } from '../errors.ts'
import { paths } from '../paths.ts'
import type { AppContext, AppEnv, WebDeps } from '../web/context.ts'
import { expectedError, setRetryHeaders } from '../web/errors.tsx'
import { localPath } from '../web/localPath.ts'
import { chromeOf } from '../web/page.ts'
import { signIn } from '../web/session.ts'
import { formBody } from '../web/validate.ts'
import { openCarriedForm } from './carriedForm.ts'
import { confirmForm, faultsByField } from './forms.ts'
import { actorOf, requireUser, userOf } from './guard.ts'
import { proofWanted, proveIdentity } from './proof.ts'
import type { AccountDeps } from './service.ts'

/** so long it counts that somebody has shown who he is */
const FRESH_MS = 15 * 60_000

export type ConfirmDeps = AccountDeps & Pick<WebDeps, 'assets'>

type Shown = { next: string | null; form?: string | undefined; faults?: readonly AppError[] }

/** Signing in counts; so does what `/confirm` does, which is to begin the session anew. */
export function isConfirmed(c: AppContext, now: number): boolean {
  const at = c.get('session')?.get('signedInAt')
  return typeof at === 'number' && Math.abs(now - at) <= FRESH_MS
}

export async function showConfirm(c: AppContext, deps: ConfirmDeps, { next, form, faults = [] }: Shown, status: 200 | 403 = 200) {
  const wanted = await proofWanted(deps, userOf(c).id)
  const [first] = faults
  if (first) setRetryHeaders(c, first)
  const props = { ...faultsByField(c, faults, ['password', 'code']), wanted, next, form }
  const chrome = chromeOf(c, deps, paths.confirm(next ?? undefined))
  return c.html((<ConfirmPage chrome={chrome} {...props} />).toString(), first?.status ?? status)
}

export function confirmRoutes(deps: ConfirmDeps): Hono<AppEnv> {
  return new Hono<AppEnv>()
    .get('/confirm', requireUser, async (c) => {
      const next = localPath(c.req.query('next'))
      return isConfirmed(c, deps.now()) ? c.redirect(next ?? paths.newChat(), 303) : showConfirm(c, deps, { next })
    })

    .post('/confirm', requireUser, formBody(confirmForm), async (c) => {
      const { password = '', code = '', form, ...rest } = c.req.valid('form')
      const next = localPath(rest.next)
      if (userOf(c).via === 'token') throw new AppError('forbidden')
      try {
        await proveIdentity(deps, actorOf(c), { password, code })
      } catch (error) {
        return showConfirm(c, deps, { next, form, faults: [expectedError(error)] })
      }
      const carried = form === undefined ? null : openCarriedForm(deps.vault, form, userOf(c).id)
      renewSession(c, deps.now())
      if (carried) return c.html((<ConfirmedPage chrome={chromeOf(c, deps, paths.confirm())} form={carried} />).toString())
      return c.redirect(next ?? paths.newChat(), 303)
    })
}

/** Under a new id: what was stolen before ends here. */
function renewSession(c: AppContext, signedInAt: number): void {
  signIn(c, { userId: userOf(c).id, epoch: c.get('session')?.get('epoch') ?? -1, signedInAt })
}
