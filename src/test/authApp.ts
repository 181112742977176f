import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import { type Config, parseConfig } from '../config.ts'
import type { Kv } from '../kv/kv.ts'
import { openKv } from '../kv/open.ts'
import { silentLog } from '../log.ts'
import { quickPasswords } from './quickPasswords.ts'
import { openBackend, waitsFor } from './backend.ts'
import { createAssets } from '../web/assets.ts'
import type { AppEnv, WebDeps } from '../web/context.ts'
import { errorHandler, notFoundHandler } from '../web/errors.tsx'
import { healthRoutes } from '../web/health.ts'
import { languageRoutes } from '../web/locale.ts'
import { webMiddleware } from '../web/middleware.ts'
import { createProviders } from '../oidc/service.ts'
import type { OwnData } from '../settings/ownData.tsx'
import { settingsRoutes } from '../settings/routes.ts'
import { createSite } from '../site/site.ts'
import { authApiRoutes } from '../auth/api.ts'
import { createAccountDeps } from '../auth/service.ts'
import { createSessions } from '../web/session.ts'
import { createSessionStore, type SessionStore } from '../web/sessionStore.ts'
import { plainLoginRoutes } from '../auth/loginPage.ts'
import { requireAdmin, requireUser, userOf } from '../auth/guard.ts'
import { identify } from '../auth/identify.ts'
import { type AuthDeps, authRoutes } from '../auth/routes.ts'
import { resetRoutes } from '../auth/resetRoutes.ts'
import { setupLink } from '../auth/setup.ts'

export const PASSWORD = 'correct horse battery staple'

/** Keys of one test only, in a Redis that all tests share. */
function withPrefix(kv: Kv, prefix: string): Kv {
  return {
    ...kv,
    get: (key) => kv.get(prefix + key),
    getAndTouch: (key, ttlMs) => kv.getAndTouch(prefix + key, ttlMs),
    set: (key, value, options) => kv.set(prefix + key, value, options),
    delete: (key) => kv.delete(prefix + key),
    hit: (key, windows, nowMs) => kv.hit(prefix + key, windows, nowMs),
  }
}

const away = () => Promise.reject(new Error('connection refused'))

/** A cache that can be switched off and on. */
function switchable(kv: Kv) {
  const state = { down: false, deletes: 0 }
  const cache: Kv = {
    ...kv,
    get: (key) => (state.down ? away() : kv.get(key)),
    getAndTouch: (key, ttlMs) => (state.down ? away() : kv.getAndTouch(key, ttlMs)),
    set: (key, value, options) => (state.down ? away() : kv.set(key, value, options)),
    delete: (key) => (state.down ? away() : kv.delete(key).then(() => void state.deletes++)),
    ping: () => (state.down ? away() : kv.ping()),
  }
  return { cache, state }
}

function testConfig(databaseUrl: string, changes: Partial<Config> = {}): Config {
  return { ...parseConfig({}), databaseUrl, appSecret: 'an installation secret of forty characters', ...changes }
}

type TestDeps = AuthDeps & { sessionStore: SessionStore }
type Upstreams = Pick<AuthDeps, 'connectUpstream' | 'findLocalServers'>

function createAuthDeps(web: WebDeps, upstreams: Upstreams): TestDeps {
  const accounts = createAccountDeps({ ...web, passwords: quickPasswords })
  const sessionStore = createSessionStore({ ...web, ttlMs: web.config.sessionTtl, ended: accounts.readers.endSession })
  const sessions = createSessions({ config: web.config, store: sessionStore })
  return { ...accounts, ...web, ...upstreams, providers: createProviders(web), sessionStore, sessions }
}

/** What needs the rooms that are not here. */
const NO_OWN_DATA: OwnData = {
  leave: () => Promise.reject(new Error('no account is deleted here')),
  download: () => {
    throw new Error('nothing is downloaded here')
  },
}

function mountAuth(deps: TestDeps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.route('/', plainLoginRoutes(deps))
  app.use(...webMiddleware(deps))
  app.use(...identify(deps, deps.sessions))
  app.onError(errorHandler(deps)).notFound(notFoundHandler(deps))
  const sidebarOf = async () => ({ conversations: [], nextCursor: null, currentId: null })
  return app
    .route('/', healthRoutes(deps))
    .route('/', languageRoutes(deps.config))
    .route('/', authRoutes(deps))
    .route('/', resetRoutes(deps))
    .route('/', authApiRoutes(deps))
    .route('/', settingsRoutes({ ...deps, providers: createProviders(deps), sidebarOf, ownData: NO_OWN_DATA }))
    .get('/chat', requireUser, (c) => c.text(userOf(c).username))
    .get('/admin', requireAdmin, (c) => c.text('admin'))
}

/** The app of this room on the test's backend, with a clock and a cache that the test moves. */
export async function openAuthApp(changes: Partial<Config> = {}) {
  const backend = await openBackend()
  const clock = { now: Date.now() }
  const now = () => clock.now
  const log = silentLog()
  const kv = await openKv({ redisUrl: backend.redisUrl, log, now, waits: waitsFor(backend.redisUrl) })
  const { cache, state } = switchable(withPrefix(kv, randomUUID()))
  const config = testConfig(backend.databaseUrl, changes)
  const site = createSite({ db: backend.db, config, now, log })
  const web: WebDeps = { config, db: backend.db, kv: cache, log, now, site, assets: createAssets('.', {}) }
  const connected: Parameters<AuthDeps['connectUpstream']>[0][] = []
  const upstreams: Upstreams = {
    connectUpstream: async (input) => void connected.push(input),
    findLocalServers: async () => [{ name: 'Ollama', baseUrl: 'http://127.0.0.1:11434/v1', models: ['qwen'] }],
  }
  const start = () => mountAuth(createAuthDeps(web, upstreams))
  const auth = createAuthDeps(web, upstreams)
  const app = mountAuth(auth)
  const close = async () => {
    await kv.close()
    await backend.close()
  }
  return { app, auth, start, web, backend, clock, cache: state, connected, close }
}

export type TestApp = Awaited<ReturnType<typeof openAuthApp>>

/** A browser: keeps cookies, says where its requests come from. */
export class Browser {
  readonly cookies = new Map<string, string>()
  readonly app: Hono<AppEnv>

  constructor(app: Hono<AppEnv>) {
    this.app = app
  }

  async fetch(path: string, init: { method?: string; headers?: Record<string, string>; body?: string } = {}): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { ...(cookie && { Cookie: cookie }), ...init.headers }
    const response = await this.app.request(path, { ...init, headers })
    for (const line of response.headers.getSetCookie()) this.keep(line)
    return response
  }

  post(path: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
    const form = { 'Content-Type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': 'same-origin', ...headers }
    return this.fetch(path, { method: 'POST', headers: form, body: new URLSearchParams(fields).toString() })
  }

  register(username: string, password = PASSWORD): Promise<Response> {
    return this.post('/register', { username, password, password_confirm: password })
  }

  signIn(username: string, password = PASSWORD): Promise<Response> {
    return this.post('/login', { username, password })
  }

  keep(line: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
    if (/max-age=0/i.test(line)) this.cookies.delete(name)
    else this.cookies.set(name, value)
  }
}

/** Makes the administrator by the setup link, so that others may register. */
export async function setUp({ app, web }: TestApp, username = 'admin'): Promise<Browser> {
  const browser = new Browser(app)
  const token = new URL((await setupLink(web)) ?? '', 'http://localhost').searchParams.get('token') ?? ''
  const response = await browser.post('/setup', { token, username, password: PASSWORD, password_confirm: PASSWORD })
  if (response.status !== 303) throw new Error(`setup answered ${response.status}`)
  return browser
}
