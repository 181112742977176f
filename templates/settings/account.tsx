import { paths } from '../../src/paths.ts'
import type { Chrome, Viewer } from '../chrome.ts'
import { Icon } from '../ui/icon.tsx'
import { Section } from './section.tsx'

export const AccountSections = ({ chrome: { t }, user }: { chrome: Chrome; user: Viewer }) => (
  <>
    <Section title={t.settings.profile} lead={t.settings.profileLead} id="profile">
      <dl class="facts">
        <dt>{t.auth.username}</dt>
        <dd>{user.name}</dd>
        <dt>{t.settings.roleLabel}</dt>
        <dd>{t.settings.role[user.role]}</dd>
      </dl>
    </Section>
    <Section title={t.settings.session} lead={t.settings.sessionLead} id="session">
      <form method="post" action={paths.logout()} data-forget-drafts="">
        <button class="btn small">
          <Icon name="out" small />
          {t.nav.signOut}
        </button>
      </form>
    </Section>
  </>
)
