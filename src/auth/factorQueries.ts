import { and, count, eq, isNotNull, isNull, lt } from 'drizzle-orm'
import { affectedRows, type NewRow, type Row, type Store } from '../db/store.ts'

export async function findFactor({ db, t }: Store, userId: string): Promise<Row<'secondFactors'> | null> {
  return (await db.select().from(t.secondFactors).where(eq(t.secondFactors.userId, userId)))[0] ?? null
}

/** Of two who change one user's factor at once, the second waits for the first. */
export async function lockFactorOf({ db, t, d }: Store, userId: string): Promise<void> {
  await d.forUpdate(db.select({ id: t.users.id }).from(t.users).where(eq(t.users.id, userId)))
}

/** A secret that waits for its first code; one that waited before is replaced, one that holds is not. */
export async function insertPendingFactor({ db, t }: Store, row: NewRow<'secondFactors'>): Promise<void> {
  await db.delete(t.secondFactors).where(and(eq(t.secondFactors.userId, row.userId), isNull(t.secondFactors.confirmedAt)))
  await db.insert(t.secondFactors).values(row)
}

/** False when another request was faster, or the secret is not this one any more. */
export async function confirmPendingFactor({ db, t }: Store, row: Row<'secondFactors'>, lastStep: number, at: Date): Promise<boolean> {
  const own = and(eq(t.secondFactors.userId, row.userId), eq(t.secondFactors.secret, row.secret))
  const pending = and(own, isNull(t.secondFactors.confirmedAt))
  return affectedRows(await db.update(t.secondFactors).set({ confirmedAt: at, lastStep }).where(pending)) > 0
}

/** Of many who bring the code of one step at once, one takes it; so does nobody with an older one. */
export async function takeStep({ db, t }: Store, userId: string, step: number): Promise<boolean> {
  const open = and(eq(t.secondFactors.userId, userId), isNotNull(t.secondFactors.confirmedAt), lt(t.secondFactors.lastStep, step))
  return affectedRows(await db.update(t.secondFactors).set({ lastStep: step }).where(open)) > 0
}

export async function deleteFactor({ db, t }: Store, userId: string): Promise<boolean> {
  await db.delete(t.recoveryCodes).where(eq(t.recoveryCodes.userId, userId))
  return affectedRows(await db.delete(t.secondFactors).where(eq(t.secondFactors.userId, userId))) > 0
}

export async function replaceRecoveryCodes({ db, t }: Store, userId: string, hashes: readonly string[]): Promise<void> {
  await db.delete(t.recoveryCodes).where(eq(t.recoveryCodes.userId, userId))
  await db.insert(t.recoveryCodes).values(hashes.map((codeHash) => ({ userId, codeHash })))
}

/** True for the one who uses it up. */
export async function takeRecoveryCode({ db, t }: Store, userId: string, codeHash: string, usedAt: Date): Promise<boolean> {
  const own = and(eq(t.recoveryCodes.userId, userId), eq(t.recoveryCodes.codeHash, codeHash))
  return (
    affectedRows(
      await db
        .update(t.recoveryCodes)
        .set({ usedAt })
        .where(and(own, isNull(t.recoveryCodes.usedAt))),
    ) > 0
  )
}

export async function countRecoveryCodes({ db, t }: Store, userId: string): Promise<number> {
  const unused = and(eq(t.recoveryCodes.userId, userId), isNull(t.recoveryCodes.usedAt))
  return (await db.select({ left: count() }).from(t.recoveryCodes).where(unused))[0]?.left ?? 0
}
