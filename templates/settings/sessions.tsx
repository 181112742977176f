import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Icon } from '../ui/icon.tsx'
import { Notice } from '../ui/notice.tsx'
import type { AccountProps } from './account.tsx'
import { Section } from '../ui/section.tsx'
import { SessionItem, sessionName, type SessionView } from '../ui/sessionItem.tsx'

export const SessionsSection = ({ chrome, account: { sessions, sessionTtl, done } }: AccountProps) => {
  const { t } = chrome
  return (
    <Section title={t.account.sessions} lead={t.account.sessionsLead(sessionTtl)} id="sessions">
      <div class="stack">
        {done === 'session' && <Notice tone="success" icon="check" title={t.account.sessionEnded} />}
        {done === 'sessions' && <Notice tone="success" icon="check" title={t.account.othersEnded} />}
        <ul class="items">
          {sessions.map((session) => (
            <Session chrome={chrome} session={session} />
          ))}
        </ul>
        {sessions.some(({ isThis }) => !isThis) && (
          <form method="post" action={paths.otherSessionsDeletion()}>
            <button class="btn small danger">
              <Icon name="out" small />
              {t.account.signOutOthers}
            </button>
          </form>
        )}
      </div>
    </Section>
  )
}

const Session = ({ chrome, session }: { chrome: Chrome; session: SessionView }) => {
  const { t } = chrome
  return (
    <SessionItem chrome={chrome} session={session}>
      {session.isThis ? (
        <form method="post" action={paths.logout()} data-forget-drafts="">
          <button class="btn small">{t.account.signOut}</button>
        </form>
      ) : (
        <form method="post" action={paths.sessionDeletion(session.id)}>
          <button class="btn small" aria-label={t.account.signOutOf(sessionName(chrome, session))}>
            {t.account.signOut}
          </button>
        </form>
      )}
    </SessionItem>
  )
}
