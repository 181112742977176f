import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Icon } from '../ui/icon.tsx'
import { Notice } from '../ui/notice.tsx'
import type { AccountProps } from './account.tsx'
import { Section } from '../ui/section.tsx'

export type SessionView = {
  id: string
  browser: string | null
  system: string | null
  isPhone: boolean
  ip: string
  createdAt: Date
  lastSeenAt: Date
  /** the one that this page is read in */
  isThis: boolean
}

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
  const { browser, system, isPhone, ip, isThis } = session
  const device = t.account.device(browser, system)
  return (
    <li>
      <Icon name={isPhone ? 'phone' : 'laptop'} />
      <div>
        {device}{' '}
        {isThis && (
          <span class="badge" data-tone="success">
            {t.account.thisDevice}
          </span>
        )}
        <small>
          {ip} · <Seen chrome={chrome} session={session} />
        </small>
      </div>
      {isThis ? (
        <form method="post" action={paths.logout()} data-forget-drafts="">
          <button class="btn small">{t.account.signOut}</button>
        </form>
      ) : (
        <form method="post" action={paths.sessionDeletion(session.id)}>
          <button class="btn small" aria-label={t.account.signOutOf(`${device}, ${ip}`)}>
            {t.account.signOut}
          </button>
        </form>
      )}
    </li>
  )
}

const Seen = ({ chrome: { t, timeZone }, session: { isThis, createdAt, lastSeenAt } }: { chrome: Chrome; session: SessionView }) => {
  const at = isThis ? createdAt : lastSeenAt
  const when = t.dateTime(at, timeZone)
  return <time datetime={at.toISOString()}>{isThis ? t.account.since(when) : t.account.seen(when)}</time>
}
