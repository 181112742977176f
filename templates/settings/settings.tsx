import type { Remaining } from '../../src/usage/remaining.ts'
import type { SidebarView } from '../chat/views.ts'
import { Sidebar } from '../chat/sidebar.tsx'
import { Document } from '../layout.tsx'
import { Icon, type IconName } from '../ui/icon.tsx'
import { Notice } from '../ui/notice.tsx'
import { AccountSections } from './account.tsx'
import { PreferencesSection, type PreferencesProps } from './preferences.tsx'
import { QuotaSection } from './quota.tsx'

export type SettingsProps = PreferencesProps & {
  sidebar: SidebarView
  /** after a change that was kept */
  saved: boolean
  /** what is left of what the user may use */
  quota: readonly Remaining[]
}

const ICONS: readonly IconName[] = [
  'mark',
  'x',
  'new',
  'more',
  'gear',
  'out',
  'menu',
  'caret',
  'check',
  'alert',
  'sun',
  'moon',
  'down',
  'key',
]

export const SettingsPage = (props: SettingsProps) => {
  const { chrome } = props
  const { t, user } = chrome
  return (
    <Document chrome={chrome} title={t.page.title(t.settings.title)} css="app.css" icons={ICONS}>
      <a class="btn skip" href="#main">
        {t.page.skip}
      </a>
      <div class="app">
        <Sidebar chrome={chrome} sidebar={props.sidebar} place="settings" />
        <main id="main">
          <header class="bar">
            <button type="button" class="icon-btn phone" popovertarget="sidebar" aria-label={t.nav.openMenu}>
              <Icon name="menu" />
            </button>
            <h1>{t.settings.title}</h1>
          </header>
          <div class="page settings">
            <div>
              {props.saved && <Notice tone="success" icon="check" title={t.settings.saved} />}
              <PreferencesSection {...props} />
              <QuotaSection chrome={chrome} quota={props.quota} />
              {user !== null && <AccountSections chrome={chrome} user={user} />}
            </div>
          </div>
        </main>
      </div>
    </Document>
  )
}
