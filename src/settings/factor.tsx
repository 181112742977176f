import { Hono } from 'hono'
import * as z from 'zod'
import { ManageFactorPage, PendingFactorPage, RecoveryCodesPage } from '../../templates/settings/factorPage.tsx'
import { requireConfirmed } from '../auth/confirm.ts'
import { actorOf, requireUser, userOf } from '../auth/guard.ts'
import {
  beginFactor,
  factorStanding,
  pendingFactor,
  proofWanted,
  proveIdentity,
  renewRecoveryCodes,
  turnOffFactor,
  turnOnFactor,
} from '../auth/service.ts'
import type { AppError } from '../errors.ts'
import { paths } from '../paths.ts'
import type { AppContext, AppEnv } from '../web/context.ts'
import { errorText, expectedError, setRetryHeaders } from '../web/errors.tsx'
import { chromeOf } from '../web/page.ts'
import { formBody } from '../web/validate.ts'
import { drawQr } from './qrDrawing.ts'
import type { SettingsDeps } from './deps.ts'
import { endOtherSessions } from './ownSessions.ts'

const field = z.string().max(5000).default('')
const codeForm = z.object({ code: field })
const proofForm = z.object({ code: field, password: field })

/** The sentence at its field, or above the form. */
function refusalOf(c: AppContext, fault: AppError | undefined) {
  if (!fault) return { errors: {} }
  setRetryHeaders(c, fault)
  const { field: name } = fault.detail
  const text = errorText(c, fault)
  return name === 'code' || name === 'password' ? { errors: { [name]: text } } : { errors: {}, notice: text }
}

/** However things stand: a key that waits for its first code, a factor that is on, or nothing to see here. */
async function show(c: AppContext, deps: SettingsDeps, fault?: AppError): Promise<Response> {
  const user = userOf(c)
  const page = { chrome: chromeOf(c, deps, paths.factor()), sidebar: await deps.sidebarOf(user.id), ...refusalOf(c, fault) }
  const status = fault?.status ?? 200
  const pending = await pendingFactor(deps, user)
  if (pending) {
    const { key, uri } = pending
    return c.html((<PendingFactorPage {...page} pending={{ key, qr: await drawQr(uri) }} />).toString(), status)
  }
  const factor = await factorStanding(deps.db, user.id)
  if (factor.since === null) return c.redirect(paths.settings(), 303)
  const { password } = await proofWanted(deps, user.id)
  return c.html((<ManageFactorPage {...page} factor={factor} hasPassword={password} />).toString(), status)
}

async function showCodes(c: AppContext, deps: SettingsDeps, codes: readonly string[], renewed: boolean): Promise<Response> {
  const sidebar = await deps.sidebarOf(userOf(c).id)
  return c.html((<RecoveryCodesPage chrome={chromeOf(c, deps, paths.factor())} {...{ sidebar, codes, renewed }} />).toString())
}

/** What is refused is told on the page. */
async function attempt(c: AppContext, deps: SettingsDeps, work: () => Promise<Response>): Promise<Response> {
  try {
    return await work()
  } catch (error) {
    return show(c, deps, expectedError(error))
  }
}

export function factorRoutes(deps: SettingsDeps): Hono<AppEnv> {
  const confirmed = requireConfirmed(deps)
  return new Hono<AppEnv>()
    .get('/settings/second-factor', requireUser, confirmed, (c) => show(c, deps))

    .post('/settings/second-factor', requireUser, confirmed, (c) =>
      attempt(c, deps, async () => {
        await beginFactor(deps, userOf(c).id)
        return c.redirect(paths.factor(), 303)
      }),
    )

    .post('/settings/second-factor/confirmation', requireUser, confirmed, formBody(codeForm), (c) =>
      attempt(c, deps, async () => {
        const codes = await turnOnFactor(deps, actorOf(c), c.req.valid('form').code)
        await endOtherSessions(deps.sessionStore, userOf(c).id, userOf(c).sessionId)
        return showCodes(c, deps, codes, false)
      }),
    )

    .post('/settings/second-factor/recovery-codes', requireUser, formBody(proofForm), (c) =>
      attempt(c, deps, async () => {
        await proveIdentity(deps, actorOf(c), c.req.valid('form'))
        return showCodes(c, deps, await renewRecoveryCodes(deps, actorOf(c)), true)
      }),
    )

    .post('/settings/second-factor/deletion', requireUser, formBody(proofForm), (c) =>
      attempt(c, deps, async () => {
        await proveIdentity(deps, actorOf(c), c.req.valid('form'))
        await turnOffFactor(deps, actorOf(c))
        return c.redirect(paths.settings(true), 303)
      }),
    )
}
