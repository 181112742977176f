import type { SidebarView } from '../chat/views.ts'
import { Notice } from '../ui/notice.tsx'
import { AccountSections } from './account.tsx'
import { FactorSection, type FactorView } from './factor.tsx'
import { SettingsFrame } from './frame.tsx'
import { PreferencesSection, type PreferencesProps } from './preferences.tsx'

export type SettingsProps = PreferencesProps & {
  sidebar: SidebarView
  /** after a change that was kept */
  saved: boolean
  factor: FactorView
}

export const SettingsPage = (props: SettingsProps) => {
  const { chrome } = props
  const { t, user } = chrome
  return (
    <SettingsFrame chrome={chrome} sidebar={props.sidebar} title={t.settings.title}>
      {props.saved && <Notice tone="success" icon="check" title={t.settings.saved} />}
      <PreferencesSection {...props} />
      {user !== null && <AccountSections chrome={chrome} user={user} />}
      <FactorSection chrome={chrome} factor={props.factor} />
    </SettingsFrame>
  )
}
