import { asc, desc, eq, inArray, lt } from 'drizzle-orm'
import type { NewRow, Row, Store } from '../db/store.ts'

export type InviteRow = Omit<Row<'invites'>, 'codeHash'> & { creator: string | null }
export type InviteUse = { inviteId: string; userId: string; username: string; usedAt: Date }

const shown = ({ t: { invites, users } }: Store) => ({
  id: invites.id,
  createdBy: invites.createdBy,
  creator: users.username,
  uses: invites.uses,
  maxUses: invites.maxUses,
  expiresAt: invites.expiresAt,
  note: invites.note,
  createdAt: invites.createdAt,
})

/** The newest first; never their codes, of which nobody knows but the hash. */
export async function listInvites(store: Store, { before, limit }: { before: string | null; limit: number }): Promise<InviteRow[]> {
  const { db, t } = store
  return db
    .select(shown(store))
    .from(t.invites)
    .leftJoin(t.users, eq(t.users.id, t.invites.createdBy))
    .where(before === null ? undefined : lt(t.invites.id, before))
    .orderBy(desc(t.invites.id))
    .limit(limit)
}

export async function findInvite(store: Store, id: string): Promise<InviteRow | null> {
  const { db, t } = store
  const [row] = await db
    .select(shown(store))
    .from(t.invites)
    .leftJoin(t.users, eq(t.users.id, t.invites.createdBy))
    .where(eq(t.invites.id, id))
  return row ?? null
}

/** Who came by these invitations, the first first. */
export async function listInviteUses({ db, t }: Store, inviteIds: readonly string[]): Promise<InviteUse[]> {
  if (inviteIds.length === 0) return []
  const { inviteUses, users } = t
  return db
    .select({ inviteId: inviteUses.inviteId, userId: inviteUses.userId, username: users.username, usedAt: inviteUses.usedAt })
    .from(inviteUses)
    .innerJoin(users, eq(users.id, inviteUses.userId))
    .where(inArray(inviteUses.inviteId, [...inviteIds]))
    .orderBy(asc(inviteUses.usedAt), asc(inviteUses.userId))
}

export async function insertInvite({ db, t }: Store, row: NewRow<'invites'>): Promise<void> {
  await db.insert(t.invites).values(row)
}

export async function deleteInvite({ db, t }: Store, id: string): Promise<void> {
  await db.delete(t.invites).where(eq(t.invites.id, id))
}
