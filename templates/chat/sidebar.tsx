import { paths } from '../../src/paths.ts'
import type { Chrome, Viewer } from '../chrome.ts'
import { Icon } from '../ui/icon.tsx'
import { SidebarHead } from '../ui/sidebarHead.tsx'
import { ConversationList } from './conversationList.tsx'
import type { SidebarView } from './views.ts'

export type Place = 'chat' | 'dashboard' | 'settings'

export type SidebarProps = { chrome: Chrome; sidebar: SidebarView; place: Place }

export const Sidebar = ({ chrome, sidebar, place }: SidebarProps) => {
  const { t } = chrome
  return (
    <aside class="sidebar" id="sidebar" popover="auto" aria-label={t.nav.conversations}>
      <SidebarHead t={t} />
      <div class="scroll" tabindex={0} role="group" aria-label={t.nav.conversations}>
        <Places chrome={chrome} sidebar={sidebar} place={place} />
      </div>
      {chrome.user !== null && <Account chrome={chrome} user={chrome.user} place={place} />}
    </aside>
  )
}

/** Replaced as a whole when a conversation begins or moves up. */
export const Places = ({ chrome, sidebar, place }: SidebarProps) => (
  <div id="places">
    <ul class="list">
      <li>
        <a class="row" href={paths.newChat()} {...(place === 'chat' && sidebar.currentId === null ? { 'aria-current': 'page' } : {})}>
          <Icon name="new" />
          <span class="label">{chrome.t.nav.newChat}</span>
        </a>
      </li>
    </ul>
    <ConversationList clock={chrome} sidebar={sidebar} />
  </div>
)

const Account = ({ chrome: { t }, user, place }: { chrome: Chrome; user: Viewer; place: Place }) => (
  <>
    <footer>
      <button type="button" class="row" popovertarget="user-menu">
        <span class="avatar" aria-hidden="true">
          {initials(user.name)}
        </span>
        <span class="label">{user.name}</span>
        {user.role === 'admin' && <small>{t.nav.administrator}</small>}
      </button>
    </footer>
    <div class="menu up" id="user-menu" popover="auto" role="group" aria-label={t.nav.account}>
      <a class="row" href={paths.dashboard()} {...(place === 'dashboard' ? { 'aria-current': 'page' } : {})}>
        <Icon name="chart" />
        <span class="label">{t.usage.title}</span>
      </a>
      <a class="row" href={paths.settings()} {...(place === 'settings' ? { 'aria-current': 'page' } : {})}>
        <Icon name="gear" />
        <span class="label">{t.nav.settings}</span>
      </a>
      {user.role === 'admin' && (
        <a class="row" href={paths.admin()}>
          <Icon name="key" />
          <span class="label">{t.nav.administration}</span>
        </a>
      )}
      <hr />
      <form method="post" action={paths.logout()} data-forget-drafts="">
        <button class="row">
          <Icon name="out" />
          <span class="label">{t.nav.signOut}</span>
        </button>
      </form>
    </div>
  </>
)

/** At most two characters: of the first two words, or the first one alone. */
function initials(name: string): string {
  const words = name.split(/[\s._@-]+/).filter((word) => word !== '')
  return words
    .slice(0, 2)
    .map((word) => [...word][0]?.toUpperCase() ?? '')
    .join('')
}
