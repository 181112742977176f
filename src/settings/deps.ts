import type { SidebarView } from '../../templates/chat/views.ts'
import type { AccountDeps } from '../auth/service.ts'
import type { Providers } from '../oidc/service.ts'
import type { WebDeps } from '../web/context.ts'

export type SettingsDeps = WebDeps &
  AccountDeps & {
    config: WebDeps['config']
    providers: Providers
    /** what the chat room shows beside every page */
    sidebarOf(userId: string): Promise<SidebarView>
  }
