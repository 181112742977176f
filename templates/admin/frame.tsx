import type { Child } from 'hono/jsx'
import { paths } from '../../src/paths.ts'
import type { Chrome, Viewer } from '../chrome.ts'
import { Document } from '../layout.tsx'
import { Banner } from '../ui/banner.tsx'
import { Icon, type IconName } from '../ui/icon.tsx'
import { SidebarButton, SidebarHead } from '../ui/sidebarHead.tsx'

export { Empty } from '../ui/empty.tsx'
export { Pager } from '../ui/pager.tsx'

export type AdminPlace =
  | 'overview'
  | 'keys'
  | 'models'
  | 'users'
  | 'groups'
  | 'invites'
  | 'providers'
  | 'usage'
  | 'logs'
  | 'settings'
  | 'audit'

const ICONS: readonly IconName[] = [
  'mark',
  'x',
  'back',
  'users',
  'tag',
  'link',
  'key',
  'history',
  'menu',
  'caret',
  'check',
  'alert',
  'search',
  'right',
  'plus',
  'gauge',
  'cube',
  'chart',
  'list',
  'gear',
  'shield',
  'download',
  'chev',
  'zap',
  'edit',
  'more',
  'trash',
  'ban',
  'warn',
  'up',
  'down',
  'out',
  'laptop',
  'phone',
]

type FrameProps = {
  chrome: Chrome
  place: AdminPlace
  title: string
  /** at the end of the bar */
  action?: Child
  children?: Child
}

/** Every page of the administration: its places on the left, one of them on the right. */
export const AdminPage = ({ chrome, place, title, action, children }: FrameProps) => {
  const { t } = chrome
  return (
    <Document chrome={chrome} title={t.page.title(t.admin.pageTitle(title))} css="work.css" script="work.js" icons={ICONS}>
      <a class="btn skip" href="#main">
        {t.page.skip}
      </a>
      <div class="app">
        <AdminSidebar chrome={chrome} place={place} />
        <main id="main">
          <header class="bar">
            <SidebarButton t={t} />
            <h1>{title}</h1>
            {action}
          </header>
          <Banner chrome={chrome} />
          <div class="page">{children}</div>
        </main>
      </div>
    </Document>
  )
}

const AdminSidebar = ({ chrome, place }: { chrome: Chrome; place: AdminPlace }) => {
  const { t } = chrome
  return (
    <aside class="sidebar" id="sidebar" popover="auto" aria-label={t.admin.title}>
      <SidebarHead t={t} />
      <div class="scroll">
        <ul class="list">
          <Place href={paths.newChat()} icon="back" label={t.admin.backToChat} />
        </ul>
        <nav class="places" aria-labelledby="places-h">
          <h2 id="places-h">{t.admin.title}</h2>
          <ul class="list">
            <Place href={paths.admin()} icon="gauge" label={t.overview.title} here={place === 'overview'} />
            <Place href={paths.adminKeys()} icon="key" label={t.keys.title} here={place === 'keys'} />
            <Place href={paths.adminModels()} icon="cube" label={t.models.title} here={place === 'models'} />
            <Place href={paths.adminUsers()} icon="users" label={t.admin.users.title} here={place === 'users'} />
            <Place href={paths.adminGroups()} icon="tag" label={t.admin.groups.title} here={place === 'groups'} />
            <Place href={paths.adminInvites()} icon="link" label={t.admin.invites.title} here={place === 'invites'} />
            <Place href={paths.adminProviders()} icon="shield" label={t.admin.providers.title} here={place === 'providers'} />
            <Place href={paths.adminUsage()} icon="chart" label={t.usage.title} here={place === 'usage'} />
            <Place href={paths.adminLogs()} icon="list" label={t.logs.title} here={place === 'logs'} />
            <Place href={paths.adminSettings()} icon="gear" label={t.site.title} here={place === 'settings'} />
            <Place href={paths.adminAudit()} icon="history" label={t.audit.title} here={place === 'audit'} />
          </ul>
        </nav>
      </div>
      {chrome.user !== null && <Me chrome={chrome} user={chrome.user} />}
    </aside>
  )
}

const Place = ({ href, icon, label, here = false }: { href: string; icon: IconName; label: string; here?: boolean }) => (
  <li>
    <a class="row" href={href} {...(here ? { 'aria-current': 'page' } : {})}>
      <Icon name={icon} />
      <span class="label">{label}</span>
    </a>
  </li>
)

const Me = ({ chrome: { t }, user }: { chrome: Chrome; user: Viewer }) => (
  <footer>
    <a class="row" href={paths.settings()}>
      <span class="label">{user.name}</span>
      <small>{t.nav.administrator}</small>
    </a>
  </footer>
)
