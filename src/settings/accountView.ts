import type { AccountView, Done } from '../../templates/settings/account.tsx'
import { userOf } from '../auth/guard.ts'
import { type AccountDeps, PASSWORD_MIN, proofWanted } from '../auth/service.ts'
import type { AppContext, WebDeps } from '../web/context.ts'
import type { SessionStore } from '../web/sessionStore.ts'
import { sessionView } from '../web/sessionView.ts'

export type AccountViewDeps = AccountDeps & { config: WebDeps['config']; sessionStore: SessionStore }

const DONE: readonly string[] = ['name', 'password', 'session', 'sessions'] satisfies Done[]
const isDone = (text: string | undefined): text is Done => text !== undefined && DONE.includes(text)

/** What the sections about one's own account show; `over`: what was tried. */
export async function accountView(deps: AccountViewDeps, c: AppContext, over: Partial<AccountView> = {}): Promise<AccountView> {
  const { id, sessionId } = userOf(c)
  const done = c.req.query('done')
  const [sessions, proof] = await Promise.all([deps.sessionStore.list(id), proofWanted(deps, id)])
  return {
    sessions: sessions.map((row) => sessionView(row, sessionId)).toSorted((a, b) => Number(b.isThis) - Number(a.isThis)),
    sessionTtl: deps.config.sessionTtl,
    proof,
    passwordMin: PASSWORD_MIN,
    done: isDone(done) ? done : null,
    ...over,
  }
}
