import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { CodePage } from '../../templates/auth/code.tsx'
import { LoginPage } from '../../templates/auth/login.tsx'
import { RegisterPage } from '../../templates/auth/register.tsx'
import { ResetPage } from '../../templates/auth/reset.tsx'
import { SetupPage } from '../../templates/auth/setup.tsx'
import type { AppError } from '../errors.ts'
import { paths } from '../paths.ts'
import type { AppContext, WebDeps } from '../web/context.ts'
import { setRetryHeaders } from '../web/errors.tsx'
import { chromeOf } from '../web/page.ts'
import { faultsByField } from './forms.ts'
import { PASSWORD_MIN } from './passwordRules.ts'
import type { AuthDeps } from './routes.ts'

type Values = {
  username?: string | undefined
  next?: string | null
  faults?: readonly AppError[]
  /** that of the first fault, unless said otherwise */
  status?: ContentfulStatusCode
}

function answer(c: AppContext, html: string | Promise<string>, { faults = [], status }: Values) {
  const [first] = faults
  if (first) setRetryHeaders(c, first)
  return c.html(html, status ?? first?.status ?? 200)
}

const FIELDS = ['username', 'password', 'password_confirm', 'invite', 'key', 'base_url'] as const
const chrome = (c: AppContext, deps: WebDeps, back: string) => chromeOf(c, deps, back)

export async function loginHtml(c: AppContext, deps: AuthDeps, { username, next = null, faults = [] }: Values = {}): Promise<string> {
  const providers = await deps.providers.enabled().catch(() => [])
  const { registration } = await deps.site.current()
  const props = {
    ...faultsByField(c, faults, FIELDS),
    values: { username },
    next,
    canRegister: registration !== 'closed',
    providers,
  }
  return (<LoginPage chrome={chrome(c, deps, paths.login(next ?? undefined))} {...props} />).toString()
}

export const showLogin = (c: AppContext, deps: AuthDeps, values: Values = {}) => answer(c, loginHtml(c, deps, values), values)

/** The second step of a sign-in; `pending`: what the first one has shown, sealed. */
export function showCode(c: AppContext, deps: AuthDeps, values: Values & { pending: string }) {
  const { pending, next = null, faults = [] } = values
  const props = { ...faultsByField(c, faults, ['code']), pending, next }
  return answer(c, (<CodePage chrome={chrome(c, deps, paths.login(next ?? undefined))} {...props} />).toString(), values)
}

export async function showRegister(c: AppContext, deps: AuthDeps, values: Values & { invite?: string | undefined } = {}) {
  const { username, invite, next = null, faults = [] } = values
  const { registration } = await deps.site.current()
  const props = {
    ...faultsByField(c, faults, FIELDS),
    values: { username, invite },
    next,
    mode: registration,
    passwordMin: PASSWORD_MIN,
  }
  return answer(c, (<RegisterPage chrome={chrome(c, deps, paths.register())} {...props} />).toString(), values)
}

export async function showSetup(c: AppContext, deps: AuthDeps, values: Values & { token: string; base_url?: string | undefined }) {
  const { token, username, base_url, faults = [] } = values
  const servers = await deps.findLocalServers()
  const props = { ...faultsByField(c, faults, FIELDS), token, values: { username, base_url }, servers, passwordMin: PASSWORD_MIN }
  return answer(c, (<SetupPage chrome={chrome(c, deps, paths.setup(token))} {...props} />).toString(), values)
}

type ResetValues = Omit<Values, 'username'> & { token: string; username: string | null }

/** `username`: whose password is set; null when that has been done. */
export function showReset(c: AppContext, deps: AuthDeps, { token, username, ...values }: ResetValues) {
  const back = username === null ? paths.resetDone() : paths.reset(token)
  const props = { ...faultsByField(c, values.faults ?? [], FIELDS), token, username, passwordMin: PASSWORD_MIN }
  return answer(c, (<ResetPage chrome={chrome(c, deps, back)} {...props} />).toString(), values)
}
