import { isNull } from 'drizzle-orm'
import { affectedRows, type Database, type Store } from '../db/store.ts'
import { createVault } from '../secrets.ts'
import { CHECK, readCheck, writeCheck } from './check.ts'
import { listSealed } from './sealed.ts'

export type Rotation = { resealed: number; sessionsEnded: number; tokensEnded: number }

/**
 * Seals every stored secret anew, all or none. What was sealed anew before stays: it may be run again. Sessions and API tokens were
 * signed with the earlier secret, and end. Throws `VaultLocked` where neither secret opens what is stored.
 */
export function rotateSecret(db: Database, secrets: { from: string; to: string }, at: Date): Promise<Rotation> {
  const vault = createVault(secrets.to, secrets.from)
  return db.tx(async (tx) => {
    const check = await readCheck(tx)
    const isDone = check !== null && vault.isCurrent(check)
    const stale = (await listSealed(tx)).filter(({ text }) => !vault.isCurrent(text))
    for (const { text, owner, replace } of stale) await replace(tx, vault.seal(vault.open(text, owner), owner))
    if (isDone) return { resealed: stale.length, sessionsEnded: 0, tokensEnded: 0 }
    if (check !== null) vault.open(check, CHECK)
    await writeCheck(tx, vault, at)
    return { resealed: stale.length, ...(await endSigned(tx, at)) }
  })
}

async function endSigned({ db, t }: Store, at: Date): Promise<Omit<Rotation, 'resealed'>> {
  const sessionsEnded = affectedRows(await db.delete(t.sessions))
  const tokensEnded = affectedRows(await db.update(t.apiTokens).set({ revokedAt: at }).where(isNull(t.apiTokens.revokedAt)))
  return { sessionsEnded, tokensEnded }
}
