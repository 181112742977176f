import type { SidebarView } from '../../templates/chat/views.ts'
import type { Providers } from '../oidc/service.ts'
import type { OwnDataDeps } from './ownData.tsx'

export type SettingsDeps = OwnDataDeps & {
  providers: Providers
  /** what the chat room shows beside every page */
  sidebarOf(userId: string): Promise<SidebarView>
}
