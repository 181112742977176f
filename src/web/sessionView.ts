import type { SessionView } from '../../templates/ui/sessionItem.tsx'
import type { Strings } from '../../templates/i18n/index.ts'
import type { Row } from '../db/store.ts'
import { deviceOf } from './device.ts'

/** A session as people tell it from others; `current`: that of who asks. */
export function sessionView({ idHash, userAgent, ip, createdAt, lastSeenAt }: Row<'sessions'>, current: string | null): SessionView {
  return { id: idHash, ...deviceOf(userAgent), ip, createdAt, lastSeenAt, isThis: idHash === current }
}

/** In the words of who ends it, for the audit log. */
export function nameOfSession(t: Strings, row: Row<'sessions'>): string {
  const { browser, system } = deviceOf(row.userAgent)
  return `${t.account.device(browser, system)}, ${row.ip}`
}

export const sessionJson = (t: Strings, session: SessionView): object => ({
  id: session.id,
  device: t.account.device(session.browser, session.system),
  ip: session.ip,
  created_at: session.createdAt.toISOString(),
  last_seen_at: session.lastSeenAt.toISOString(),
  current: session.isThis,
})
