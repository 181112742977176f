import type { Store } from '../db/store.ts'
import type { Json } from '../db/values.ts'
import { newId } from '../ids.ts'
import { type AuditCursor, type AuditFilter, type AuditRow, deleteAudit, insertAudit, listAudit, listOldAudit } from './queries.ts'

export type { AuditCursor, AuditFilter, AuditRow } from './queries.ts'

/** Who does something that is told in the audit log: a user, from an address, by a request. */
export type Actor = { id: string; name: string; ip: string; requestId: string }

/** `ROOM.VERB`, as the page of the log filters it; each has its words in every language (`templates/i18n`). */
export type Action =
  | 'account.delete'
  | 'account.password'
  | 'account.rename'
  | 'factor.remove'
  | 'factor.renew_recovery_codes'
  | 'factor.turn_off'
  | 'factor.turn_on'
  | 'factor.use_recovery_code'
  | 'group.change'
  | 'group.create'
  | 'group.delete'
  | 'identity.link'
  | 'identity.unlink'
  | 'invite.create'
  | 'invite.delete'
  | 'key.change'
  | 'key.create'
  | 'key.delete'
  | 'model.change'
  | 'model.create'
  | 'model.delete'
  | 'provider.change'
  | 'provider.create'
  | 'provider.delete'
  | 'settings.change'
  | 'token.create'
  | 'token.revoke'
  | 'user.change'
  | 'user.create'
  | 'user.delete'
  | 'user.reset_link'
  | 'user.reset_password'
  | 'user.sign_out'

/** What was changed: `target` names it as people know it; secrets are masked by who writes the entry. */
export type Change = { action: Action; target: string; before?: Json; after?: Json }

/** To be written in the transaction of the change itself: either both are there or neither. */
export async function recordAudit(store: Store, actor: Actor, change: Change, at: Date): Promise<void> {
  const { id: actorId, name: actorName, ip, requestId } = actor
  const { action, target, before = null, after = null } = change
  await insertAudit(store, { id: newId(at.getTime()), at, actorId, actorName, action, target, before, after, ip, requestId })
}

export type AuditPage = { rows: AuditRow[]; next: AuditCursor | null }

/** Entries, the newest first. */
export async function pageOfAudit(store: Store, filter: AuditFilter): Promise<AuditPage> {
  const rows = await listAudit(store, { ...filter, limit: filter.limit + 1 })
  const page = rows.slice(0, filter.limit)
  const last = page.at(-1)
  return { rows: page, next: rows.length > filter.limit && last ? { at: last.at, id: last.id } : null }
}

/** Deletes up to `limit` of the entries before then. Answers how many. */
export async function deleteOldAudit(store: Store, before: Date, limit: number): Promise<number> {
  const ids = await listOldAudit(store, before, limit)
  return ids.length === 0 ? 0 : deleteAudit(store, ids)
}
