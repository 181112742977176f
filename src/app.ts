import { Hono } from 'hono'
import { type AccountRoomDeps, downloadAccount, leave } from './account/service.ts'
import { adminRoutes } from './admin/routes.ts'
import { authApiRoutes } from './auth/api.ts'
import { identify } from './auth/identify.ts'
import { plainLoginRoutes } from './auth/loginPage.ts'
import { showCode, showLogin } from './auth/pages.tsx'
import { type AuthDeps, authRoutes } from './auth/routes.ts'
import { resetRoutes } from './auth/resetRoutes.ts'
import { createAccountDeps, type Passwords } from './auth/service.ts'
import { chatApi } from './chat/api.ts'
import { AnswerViews } from './chat/answerView.ts'
import type { Wait } from './chat/attempts.ts'
import { chatPages } from './chat/pages.tsx'
import { type PagesDeps, sidebarOf } from './chat/pageData.ts'
import { createCalibration } from './llm/calibration.ts'
import { findLocalServers } from './llm/discover.ts'
import { type OidcRouteDeps, oidcRoutes } from './oidc/routes.ts'
import { createDiscovery, createPendingBox, createProviders } from './oidc/service.ts'
import { basePath, paths } from './paths.ts'
import type { Vault } from './secrets.ts'
import type { OwnData } from './settings/ownData.tsx'
import { keepZone } from './settings/keepZone.ts'
import { settingsRoutes } from './settings/routes.ts'
import type { RemoteTurns } from './turn/remoteTurns.ts'
import type { Turns } from './turn/turns.ts'
import type { Upstreams } from './upstreams/service.ts'
import { usageApi } from './usage/api.ts'
import { dashboardPages } from './usage/pages.tsx'
import { recordsApi } from './usage/recordsApi.ts'
import { assetRoutes } from './web/assets.ts'
import { withBanner } from './web/banner.ts'
import type { AppEnv, WebDeps } from './web/context.ts'
import { errorHandler, notFoundHandler } from './web/errors.tsx'
import { healthRoutes } from './web/health.ts'
import { knownHost } from './web/hosts.ts'
import { languageRoutes } from './web/locale.ts'
import { webMiddleware } from './web/middleware.ts'
import { createSessions } from './web/session.ts'
import { createSessionStore } from './web/sessionStore.ts'

export type AppDeps = WebDeps & {
  turns: Turns
  remotes: RemoteTurns
  /** hashes them; for tests, which do not need it to be slow */
  passwords?: Passwords
  /** lets time pass; for tests */
  wait?: Wait
  upstreams: Upstreams
  vault: Vault
  /** names this process in the rows of the answers that it writes */
  instance: string
}

/** The whole server as one function from request to answer: middleware, then the rooms. */
export function createApp(deps: AppDeps): Hono<AppEnv> {
  const { config, now } = deps
  const accounts = createAccountDeps(deps)
  const sessionStore = createSessionStore({ ...deps, ttlMs: config.sessionTtl, ended: accounts.readers.endSession })
  const sessions = createSessions({ config, store: sessionStore })
  const chat: PagesDeps = { ...deps, views: new AnswerViews(), calibration: createCalibration(), readers: accounts.readers }
  const providers = createProviders(deps)
  const auth: AuthDeps = { ...deps, ...accounts, config, sessions, providers, findLocalServers, connectUpstream: connectTo(deps) }
  const oidc = { ...auth, providers, vault: deps.vault, discovery: createDiscovery(deps), box: createPendingBox({ ...config, now }) }

  const app = new Hono<AppEnv>({ strict: false }).basePath(basePath() || '/')
  app.onError(errorHandler(deps))
  app.notFound(notFoundHandler(deps))
  app.route('/', healthRoutes(deps))
  app.use(knownHost(config))
  app.route('/', assetRoutes(deps))
  app.route('/', plainLoginRoutes(auth))
  app.use(...webMiddleware(deps), ...identify(accounts, sessions), keepZone(accounts), withBanner(deps))
  app.get('/', (c) => c.redirect(c.get('user') ? paths.newChat() : paths.login(), 302))
  app.route('/', languageRoutes(config))
  app.route('/', authRoutes(auth))
  app.route('/', resetRoutes(auth))
  app.route('/', authApiRoutes(auth))
  const refuse: OidcRouteDeps['refuse'] = (c, fault, next) => showLogin(c, auth, { faults: [fault], next })
  const askCode: OidcRouteDeps['askCode'] = (c, pending, next) => showCode(c, auth, { pending, next })
  app.route('/', oidcRoutes({ ...oidc, refuse, askCode }))
  const ownData = ownDataOf({ ...chat, ...accounts, sessions: sessionStore })
  const sidebar = { sidebarOf: (userId: string) => sidebarOf(chat, userId, null) }
  app.route('/', settingsRoutes({ ...auth, providers, sessionStore, ownData, ...sidebar }))
  app.route('/', adminRoutes({ ...oidc, chat, sessionStore, upstreams: deps.upstreams }))
  app.route('/', usageApi(deps))
  app.route('/', recordsApi({ ...deps, ...accounts }))
  app.route('/', dashboardPages({ ...deps, ...sidebar }))
  app.route('/', chatPages(chat))
  app.route('/', chatApi(chat))
  return app
}

/** All that is a user's, in whatever room. */
const ownDataOf = (deps: AccountRoomDeps): OwnData => ({
  leave: (actor, meant) => leave(deps, actor, meant),
  download: (userId, t) => downloadAccount(deps, userId, t),
})

/** A key from the setup page; without an address it is for the server of the configuration. */
function connectTo({ upstreams, config }: Pick<AppDeps, 'upstreams' | 'config'>): AuthDeps['connectUpstream'] {
  return ({ apiKey, baseUrl, label }) =>
    upstreams.connect({
      apiKey,
      baseUrl: baseUrl ?? config.deepseekBaseUrl,
      label,
      provider: baseUrl === null ? 'deepseek' : label,
      allowPrivate: true,
    })
}
