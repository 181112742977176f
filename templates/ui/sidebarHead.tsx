import { paths } from '../../src/paths.ts'
import type { Strings } from '../i18n/index.ts'
import { Icon } from './icon.tsx'

/** Whose product it is, and on a phone the way out of the drawer. */
export const SidebarHead = ({ t }: { t: Strings }) => (
  <header>
    <a class="brand" href={paths.newChat()}>
      <Icon name="mark" className="mark" />
      AIChat
    </a>
    <button type="button" class="icon-btn phone" popovertarget="sidebar" popovertargetaction="hide" aria-label={t.nav.closeMenu}>
      <Icon name="x" />
    </button>
  </header>
)

/** On a phone the sidebar is a drawer: this opens it. */
export const SidebarButton = ({ t }: { t: Strings }) => (
  <button type="button" class="icon-btn phone" popovertarget="sidebar" aria-label={t.nav.openMenu}>
    <Icon name="menu" />
  </button>
)
