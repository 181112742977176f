import type { AccountDeps } from '../auth/service.ts'
import type { ChatDeps } from '../chat/service.ts'
import type { LocalServer } from '../llm/discover.ts'
import type { ManageDeps, Providers } from '../oidc/service.ts'
import type { Upstreams } from '../upstreams/service.ts'
import type { WebDeps } from '../web/context.ts'
import type { SessionStore } from '../web/sessionStore.ts'

export type AdminDeps = WebDeps &
  AccountDeps &
  ManageDeps & {
    config: WebDeps['config']
    /** where the answers of who is removed are stopped */
    chat: ChatDeps
    findLocalServers(): Promise<readonly LocalServer[]>
    /** the pool of keys */
    upstreams: Upstreams
    sessionStore: SessionStore
    /** by which users may sign in */
    providers: Providers
  }
