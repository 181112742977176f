import { Hono } from 'hono'
import { paths } from '../paths.ts'
import type { AppContext, AppEnv, WebDeps } from '../web/context.ts'
import { expectedError } from '../web/errors.tsx'
import { localPath } from '../web/localPath.ts'
import { type Sessions, signIn, signOut } from '../web/session.ts'
import { formBody } from '../web/validate.ts'
import { confirmRoutes } from './confirmPage.tsx'
import { codeForm, loginForm, mismatch, registerForm, setupForm } from './forms.ts'
import { markOfBrowser, remembersBrowser } from './knownBrowser.ts'
import { loginPage } from './loginPage.ts'
import { countFromNetwork } from './loginLimit.ts'
import { showCode, showLogin, showRegister, showSetup } from './pages.tsx'
import { hasUsers } from './queries.ts'
import { type AccountDeps, accountFaults, createFirstAdmin, register } from './service.ts'
import { checkSetupToken } from './setup.ts'
import { beginSignIn, completeSignIn, type From } from './signIn.ts'
import { usernameKey } from './usernames.ts'

/** A server on this machine that speaks OpenAI's API. */
export type LocalServer = { name: string; baseUrl: string; models: readonly string[] }

export type AuthDeps = WebDeps &
  AccountDeps & {
    config: WebDeps['config']
    sessions: Sessions
    /** Keeps what answers questions from now on; `apiKey` null where the server wants none. */
    connectUpstream(input: { apiKey: string | null; baseUrl: string | null; label: string }): Promise<void>
    findLocalServers(): Promise<readonly LocalServer[]>
    /** other services that people may sign in with; the same list while nothing has changed */
    providers: { enabled(): Promise<readonly { id: string; name: string }[]> }
  }

/** What a link to registration brings along. */
const offered = (c: AppContext) => ({ next: localPath(c.req.query('next')), invite: c.req.query('invite')?.slice(0, 100) })

export function authRoutes(deps: AuthDeps): Hono<AppEnv> {
  const { sessions } = deps
  const enter = (c: AppContext, user: { id: string; epoch: number }, username: string, next: string | undefined): Response => {
    signIn(c, { userId: user.id, epoch: user.epoch, signedInAt: deps.now() })
    c.set('enteredAs', usernameKey(username))
    return c.redirect(localPath(next) ?? paths.newChat(), 303)
  }

  return new Hono<AppEnv>()
    .on('POST', ['/login', '/login/code', '/register', '/setup'], remembersBrowser(deps))

    .get('/login', loginPage(deps))

    .post('/login', sessions.opening, formBody(loginForm), async (c) => {
      const { username, password, next } = c.req.valid('form')
      try {
        const begun = await beginSignIn(deps, { username, password, ...from(c) })
        return 'user' in begun ? enter(c, begun.user, username, next) : showCode(c, deps, { ...begun, next: localPath(next) })
      } catch (error) {
        return showLogin(c, deps, { username, next: localPath(next), faults: [expectedError(error)] })
      }
    })

    .get('/login/code', (c) => c.redirect(paths.login(), 303))

    .post('/login/code', sessions.opening, formBody(codeForm), async (c) => {
      const { pending, code, recovery_code, next } = c.req.valid('form')
      try {
        const user = await completeSignIn(deps, { pending, code: code || recovery_code || '', ...from(c) })
        return enter(c, user, user.username, next)
      } catch (error) {
        const fault = expectedError(error)
        const again = { next: localPath(next), faults: [fault] }
        return fault.reason === 'second_step_expired' ? showLogin(c, deps, again) : showCode(c, deps, { ...again, pending })
      }
    })

    .get('/register', async (c) => {
      if (c.get('user')) return c.redirect(paths.newChat(), 303)
      return (await hasUsers(deps.db)) ? showRegister(c, deps, offered(c)) : c.redirect(paths.login(), 303)
    })

    .post('/register', sessions.opening, formBody(registerForm), async (c) => {
      const form = c.req.valid('form')
      const again = { username: form.username, invite: form.invite, next: localPath(form.next) }
      const { registration } = await deps.site.current()
      const faults = registration === 'closed' ? [] : [...accountFaults(form), ...mismatch(form)]
      if (faults.length > 0) return showRegister(c, deps, { ...again, faults })
      try {
        return enter(c, await register(deps, { ...form, ip: c.get('ip') }), form.username, form.next)
      } catch (error) {
        return showRegister(c, deps, { ...again, faults: [expectedError(error)] })
      }
    })

    .post('/logout', (c) => {
      signOut(c)
      return c.redirect(paths.login(), 303)
    })

    .get('/setup', async (c) => {
      const token = c.req.query('token') ?? ''
      await checkSetupToken(deps.db, token)
      return showSetup(c, deps, { token })
    })

    .post('/setup', sessions.opening, formBody(setupForm), async (c) => {
      const form = c.req.valid('form')
      await countFromNetwork(deps, 'setup', c.get('ip'))
      await checkSetupToken(deps.db, form.token)
      const again = { token: form.token, username: form.username, base_url: form.base_url }
      const faults = [...accountFaults(form), ...mismatch(form)]
      if (faults.length > 0) return showSetup(c, deps, { ...again, faults })
      try {
        const admin = await createFirstAdmin(deps, { ...form, ip: c.get('ip') })
        await connect(deps, form)
        return enter(c, admin, form.username, undefined)
      } catch (error) {
        return showSetup(c, deps, { ...again, faults: [expectedError(error)] })
      }
    })

    .route('/', confirmRoutes(deps))
}

const from = (c: AppContext): From => ({ ip: c.get('ip'), requestId: c.get('requestId'), browser: markOfBrowser(c) })

/** A chosen server on this machine, or a key, or neither: then the demo model answers until one is there. */
async function connect(deps: AuthDeps, { key, base_url }: { key?: string | undefined; base_url?: string | undefined }): Promise<void> {
  if (!key && !base_url) return
  const chosen = base_url ? (await deps.findLocalServers()).find(({ baseUrl }) => baseUrl === base_url) : undefined
  const input = { apiKey: key || null, baseUrl: chosen?.baseUrl ?? null, label: chosen?.name ?? 'DeepSeek' }
  if (!key && !chosen) return
  await deps
    .connectUpstream(input)
    .catch((error: unknown) => deps.log.error({ err: error }, 'the model of the setup page could not be connected'))
}
