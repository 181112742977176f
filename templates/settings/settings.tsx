import type { Remaining } from '../../src/usage/remaining.ts'
import type { SidebarView } from '../chat/views.ts'
import { Notice } from '../ui/notice.tsx'
import { type AccountView, ProfileSection } from './account.tsx'
import { DataSection } from './data.tsx'
import { PasswordSection } from './password.tsx'
import { SessionsSection } from './sessions.tsx'
import { type WayInView, WaysInSection } from './waysIn.tsx'
import { FactorSection, type FactorView } from './factor.tsx'
import { SettingsFrame } from './frame.tsx'
import { PreferencesSection, type PreferencesProps } from './preferences.tsx'
import { TokensSection, type TokensView } from './tokens.tsx'
import { QuotaSection } from './quota.tsx'

export type SettingsProps = PreferencesProps & {
  sidebar: SidebarView
  /** after a change that was kept */
  saved: boolean
  ways: readonly WayInView[]
  tokens: TokensView
  factor: FactorView
  account: AccountView
  /** what is left of what the user may use */
  quota: readonly Remaining[]
}

export const SettingsPage = (props: SettingsProps) => {
  const { chrome, account } = props
  const { t, user } = chrome
  return (
    <SettingsFrame chrome={chrome} sidebar={props.sidebar} title={t.settings.title} script="app.js">
      {props.saved && <Notice tone="success" icon="check" title={t.settings.saved} />}
      <PreferencesSection {...props} />
      <QuotaSection chrome={chrome} quota={props.quota} />
      {user !== null && <ProfileSection chrome={chrome} user={user} account={account} />}
      {user !== null && <PasswordSection chrome={chrome} user={user} account={account} />}
      <FactorSection chrome={chrome} factor={props.factor} />
      <WaysInSection chrome={chrome} ways={props.ways} />
      {user !== null && <SessionsSection chrome={chrome} user={user} account={account} />}
      <TokensSection chrome={chrome} view={props.tokens} />
      {user !== null && <DataSection chrome={chrome} user={user} account={account} />}
    </SettingsFrame>
  )
}
