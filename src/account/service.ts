import { type Actor, recordAudit } from '../audit/service.ts'
import { type AccountDeps, checkLeave, deleteUserRow, holdLeaving, type Leave } from '../auth/service.ts'
import { type ChatDeps, runningAnswersOf, stopAnswers } from '../chat/service.ts'
import { leaveUsage } from '../usage/service.ts'
import type { SessionStore } from '../web/sessionStore.ts'

export { downloadAccount } from './download.ts'

export type AccountRoomDeps = ChatDeps & AccountDeps & { sessions: Pick<SessionStore, 'list'> }

/**
 * A user goes, with all that is his: conversations, sessions, tokens. His answers that are being written stop, and what they have
 * cost is still counted. What stays is usage without a name, and what the audit log tells. Throws `last_admin`.
 */
export async function deleteAccount(deps: ChatDeps & AccountDeps, actor: Actor, userId: string): Promise<void> {
  const at = new Date(deps.now())
  const running = await deps.db.tx(async (tx) => {
    const { username, role } = await holdLeaving(tx, userId)
    const running = await runningAnswersOf(tx, userId)
    await leaveUsage(tx, userId)
    await deleteUserRow(tx, userId)
    await recordAudit(tx, actor, { action: 'account.delete', target: username, before: { role } }, at)
    return running
  })
  deps.people.forget(userId)
  await stopAnswers(deps, running)
}

/** The same, of one's own accord. Throws `username_differs` and what `proveIdentity` does. */
export async function leave(deps: ChatDeps & AccountDeps, actor: Actor, meant: Leave): Promise<void> {
  await checkLeave(deps, actor, meant)
  await deleteAccount(deps, actor, actor.id)
}
