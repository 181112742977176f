import { type Actor, recordAudit } from '../audit/service.ts'
import { inviteHash, newInviteCode } from '../auth/service.ts'
import { AppError } from '../errors.ts'
import { newId } from '../ids.ts'
import type { AdminDeps } from './deps.ts'
import { deleteInvite, findInvite, insertInvite, type InviteRow, type InviteUse, listInvites, listInviteUses } from './inviteQueries.ts'

export type Invite = InviteRow & { state: 'open' | 'used' | 'expired'; usedBy: InviteUse[] }
export type InvitePage = { rows: Invite[]; next: string | null }

const stateOf = ({ uses, maxUses, expiresAt }: InviteRow, now: number): Invite['state'] => {
  if (uses >= maxUses) return 'used'
  return expiresAt !== null && expiresAt.getTime() <= now ? 'expired' : 'open'
}

async function withUses({ db, now }: AdminDeps, rows: readonly InviteRow[]): Promise<Invite[]> {
  const uses = await listInviteUses(
    db,
    rows.map(({ id }) => id),
  )
  const byInvite = Map.groupBy(uses, ({ inviteId }) => inviteId)
  return rows.map((row) => ({ ...row, state: stateOf(row, now()), usedBy: byInvite.get(row.id) ?? [] }))
}

export async function pageOfInvites(deps: AdminDeps, { before, limit }: { before: string | null; limit: number }): Promise<InvitePage> {
  const rows = await listInvites(deps.db, { before, limit: limit + 1 })
  const page = rows.slice(0, limit)
  return { rows: await withUses(deps, page), next: rows.length > limit ? (page.at(-1)?.id ?? null) : null }
}

export type NewInvite = { maxUses: number; expiresAt: Date | null; note: string | null }

/** The code is in this answer and nowhere else. */
export async function createInvite(deps: AdminDeps, actor: Actor, input: NewInvite): Promise<{ invite: Invite; code: string }> {
  const at = new Date(deps.now())
  const [id, code] = [newId(at.getTime()), newInviteCode()]
  const after = { uses: input.maxUses, expires_at: input.expiresAt?.toISOString() ?? null, note: input.note }
  await deps.db.tx(async (tx) => {
    await insertInvite(tx, { id, codeHash: inviteHash(code), createdBy: actor.id, ...input, createdAt: at })
    await recordAudit(tx, actor, { action: 'invite.create', target: targetOf({ id, note: input.note }), after }, at)
  })
  return { invite: await getInvite(deps, id), code }
}

export async function getInvite(deps: AdminDeps, id: string): Promise<Invite> {
  const row = await findInvite(deps.db, id)
  const [invite] = row ? await withUses(deps, [row]) : []
  if (!invite) throw new AppError('not_found')
  return invite
}

/** Who has come by it stays. Throws `not_found`. */
export async function removeInvite(deps: AdminDeps, actor: Actor, id: string): Promise<void> {
  const at = new Date(deps.now())
  await deps.db.tx(async (tx) => {
    const row = await findInvite(tx, id)
    if (!row) throw new AppError('not_found')
    await deleteInvite(tx, id)
    const before = { uses: row.uses, of: row.maxUses, expires_at: row.expiresAt?.toISOString() ?? null, note: row.note }
    await recordAudit(tx, actor, { action: 'invite.delete', target: targetOf(row), before }, at)
  })
}

/** An invitation has no name but its note. */
const targetOf = ({ id, note }: { id: string; note: string | null }): string => note ?? id
