import type { Store } from '../db/store.ts'
import { findStandingSessions, findStandingTokens } from './accessQueries.ts'
import type { Access } from './readers.ts'

/** ids in one question */
const BATCH = 500

const named = (credential: string | null, epoch: number): string => `${credential} ${epoch}`

/**
 * Which of these accesses still stand: their session or token is there, and their user may sign in and has changed neither password
 * nor role since. One question for hundreds of them.
 */
export async function findStanding(db: Store, accesses: readonly Access[], now: Date): Promise<(access: Access) => boolean> {
  const standing = new Set<string>()
  const ask = async (ids: readonly (string | null)[], find: typeof findStandingSessions): Promise<void> => {
    for (const batch of batches(ids)) for (const { id, epoch } of await find(db, batch, now)) standing.add(named(id, epoch))
  }
  await ask(
    accesses.map(({ sessionId }) => sessionId),
    findStandingSessions,
  )
  await ask(
    accesses.map(({ tokenId }) => tokenId),
    findStandingTokens,
  )
  return ({ sessionId, tokenId, epoch }) => standing.has(named(sessionId ?? tokenId, epoch))
}

function batches(ids: readonly (string | null)[]): string[][] {
  const distinct = [...new Set(ids)].filter((id) => id !== null)
  return Array.from({ length: Math.ceil(distinct.length / BATCH) }, (_, n) => distinct.slice(n * BATCH, (n + 1) * BATCH))
}
