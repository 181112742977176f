import { and, eq, gt, inArray, isNull, or } from 'drizzle-orm'
import type { Store } from '../db/store.ts'

/** A session or token that stands, with the epoch that its user has now. */
export type Standing = { id: string; epoch: number }

export async function findStandingSessions({ db, t }: Store, idHashes: readonly string[], now: Date): Promise<Standing[]> {
  const { sessions, users } = t
  return db
    .select({ id: sessions.idHash, epoch: users.epoch })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(and(inArray(sessions.idHash, [...idHashes]), gt(sessions.expiresAt, now), eq(users.active, true)))
}

export async function findStandingTokens({ db, t }: Store, ids: readonly string[], now: Date): Promise<Standing[]> {
  const { apiTokens, users } = t
  const lasts = or(isNull(apiTokens.expiresAt), gt(apiTokens.expiresAt, now))
  return db
    .select({ id: apiTokens.id, epoch: users.epoch })
    .from(apiTokens)
    .innerJoin(users, eq(users.id, apiTokens.userId))
    .where(and(inArray(apiTokens.id, [...ids]), isNull(apiTokens.revokedAt), lasts, eq(users.active, true)))
}
