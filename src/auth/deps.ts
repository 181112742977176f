import type { WebDeps } from '../web/context.ts'
import { createSessions } from '../web/session.ts'
import { createSessionStore } from '../web/sessionStore.ts'
import type { AuthDeps } from './routes.ts'
import { createAccountDeps } from './service.ts'

type Upstreams = Pick<AuthDeps, 'connectUpstream' | 'findLocalServers'>

/** What this room needs, out of what every room gets and what the upstreams' room does for the setup page. */
export function createAuthDeps(web: WebDeps, upstreams: Upstreams): AuthDeps {
  const store = createSessionStore({ ...web, ttlMs: web.config.sessionTtl })
  return { ...createAccountDeps(web), ...web, ...upstreams, sessions: createSessions({ config: web.config, store }) }
}
