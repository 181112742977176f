import type { AccountDeps } from '../auth/service.ts'
import type { ChatDeps } from '../chat/service.ts'
import type { ManageDeps, Providers } from '../oidc/service.ts'
import type { WebDeps } from '../web/context.ts'
import type { SessionStore } from '../web/sessionStore.ts'

export type AdminDeps = WebDeps &
  AccountDeps &
  ManageDeps & {
    config: WebDeps['config']
    /** where the answers of who is removed are stopped */
    chat: ChatDeps
    sessionStore: SessionStore
    /** by which users may sign in */
    providers: Providers
  }
