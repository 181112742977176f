import type { Child } from 'hono/jsx'
import type { Chrome } from '../chrome.ts'
import { Icon } from './icon.tsx'

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

/** By what a session is told from others. */
export const sessionName = ({ t }: Chrome, { browser, system, ip }: SessionView): string => `${t.account.device(browser, system)}, ${ip}`

/** Where somebody is signed in; `children`: what can be done about it. */
export const SessionItem = ({ chrome, session, children }: { chrome: Chrome; session: SessionView; children?: Child }) => {
  const { t } = chrome
  const { browser, system, isPhone, ip, isThis } = session
  return (
    <li>
      <Icon name={isPhone ? 'phone' : 'laptop'} />
      <div>
        {t.account.device(browser, system)}{' '}
        {isThis && (
          <span class="badge" data-tone="success">
            {t.account.thisDevice}
          </span>
        )}
        <small>
          {ip} · <Seen chrome={chrome} session={session} />
        </small>
      </div>
      {children}
    </li>
  )
}

const Seen = ({ chrome: { t, timeZone }, session: { isThis, createdAt, lastSeenAt } }: { chrome: Chrome; session: SessionView }) => {
  const at = isThis ? createdAt : lastSeenAt
  const when = t.dateTime(at, timeZone)
  return <time datetime={at.toISOString()}>{isThis ? t.account.since(when) : t.account.seen(when)}</time>
}
