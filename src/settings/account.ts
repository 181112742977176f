import { Hono } from 'hono'
import * as z from 'zod'
import type { AccountField, AccountSection, AccountView } from '../../templates/settings/account.tsx'
import { type ConfirmDeps, isConfirmed, requireProvable } from '../auth/confirm.ts'
import { actorOf, requireUser, userOf } from '../auth/guard.ts'
import { changePassword, changeUsername, type Proof } from '../auth/service.ts'
import { AppError } from '../errors.ts'
import { paths } from '../paths.ts'
import type { AppContext, AppEnv } from '../web/context.ts'
import { errorText, setRetryHeaders } from '../web/errors.tsx'
import { signIn } from '../web/session.ts'
import { formBody } from '../web/validate.ts'
import { accountView, type AccountViewDeps } from './accountView.ts'
import { endOtherSessions, endSession } from './ownSessions.ts'

/** Longer than anything that is allowed: what is too long is told by the rule and not by the form. */
const field = z.string().max(5000)
const nameForm = z.object({ username: field })
const passwordForm = z.object({
  current_password: field.default(''),
  current_code: field.default(''),
  new_password: field,
  new_password_confirm: field,
})

/** The whole page of settings, with this view of the account. */
export type ShowAccount = (c: AppContext, account: AccountView, status: AppError['status']) => Response | Promise<Response>

type Tried = { section: AccountSection; fields: readonly AccountField[]; values?: AccountView['values'] }

/** Shows the form again with what was typed and what is wrong with it. Faults of the server go up. */
export async function showRefused(
  c: AppContext,
  deps: AccountViewDeps,
  show: ShowAccount,
  error: unknown,
  { section, fields, values = {} }: Tried,
): Promise<Response> {
  if (!(error instanceof AppError)) throw error
  setRetryHeaders(c, error)
  const text = errorText(c, error)
  const name = fields.find((candidate) => candidate === error.detail.field)
  const told = name === undefined ? { fault: { section, text } } : { errors: { [name]: text } }
  return show(c, await accountView(deps, c, { values, ...told }), error.status)
}

/** From here on this session is the user's again, under a new id: all that was before has ended. */
function goOn(c: AppContext, deps: AccountViewDeps, user: { id: string; epoch: number }): void {
  if (c.get('session')) signIn(c, { userId: user.id, epoch: user.epoch, signedInAt: deps.now() })
}

/** The same fault at the field by the name that it has where it was typed. */
export function atFields(error: unknown, names: Record<string, string>): unknown {
  if (!(error instanceof AppError) || error.detail.field === undefined) return error
  const { field: name } = error.detail
  return new AppError(error.reason, { ...error.detail, field: names[name] ?? name }, { cause: error })
}

type Typed = { password: string; code: string }

/** What was typed to show who it is, and whether he has done so just now. */
export const proofOf = (c: AppContext, deps: AccountViewDeps, { password, code }: Typed): Proof => ({
  password,
  code,
  isFresh: isConfirmed(c, deps.now()),
})

export async function changeOwnPassword(c: AppContext, deps: AccountViewDeps, typed: Typed, next: string): Promise<void> {
  const changing = changePassword(deps, actorOf(c), { proof: proofOf(c, deps, typed), next })
  const user = await changing.catch((error: unknown) => {
    throw atFields(error, { password: 'current_password' })
  })
  goOn(c, deps, user)
}

export function accountRoutes(deps: AccountViewDeps & ConfirmDeps, show: ShowAccount): Hono<AppEnv> {
  return new Hono<AppEnv>()
    .post('/settings/name', requireUser, formBody(nameForm), async (c) => {
      const { username } = c.req.valid('form')
      try {
        await changeUsername(deps, actorOf(c), username)
        return c.redirect(paths.settingsDone('name', 'profile'), 303)
      } catch (error) {
        return showRefused(c, deps, show, error, { section: 'profile', fields: ['username'], values: { username } })
      }
    })

    .post('/settings/password', requireUser, requireProvable(deps), formBody(passwordForm), async (c) => {
      const form = c.req.valid('form')
      try {
        if (form.new_password !== form.new_password_confirm) throw new AppError('password_mismatch', { field: 'new_password_confirm' })
        await changeOwnPassword(c, deps, { password: form.current_password, code: form.current_code }, form.new_password)
        return c.redirect(paths.settingsDone('password', 'password'), 303)
      } catch (error) {
        return showRefused(c, deps, show, atFields(error, { code: 'current_code' }), {
          section: 'password',
          fields: ['current_password', 'current_code', 'new_password', 'new_password_confirm'],
        })
      }
    })

    .post('/settings/sessions/deletion', requireUser, async (c) => {
      await endOtherSessions(deps.sessionStore, userOf(c).id, userOf(c).sessionId)
      return c.redirect(paths.settingsDone('sessions', 'sessions'), 303)
    })

    .post('/settings/sessions/:id/deletion', requireUser, async (c) => {
      await endSession(deps.sessionStore, userOf(c).id, c.req.param('id'))
      return c.redirect(paths.settingsDone('session', 'sessions'), 303)
    })
}
