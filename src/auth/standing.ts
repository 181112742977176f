import { setImmediate as letOthersIn } from 'node:timers/promises'
import type { Store } from '../db/store.ts'
import { findStandingSessions, findStandingTokens } from './accessQueries.ts'
import type { Access } from './readers.ts'

/** ids in one question: on SQLite everybody waits for its answer, about 2 ms */
const BATCH = 500

/**
 * Which of these accesses still stand: their session or token is there, and their user may sign in and has changed neither password
 * nor role since. One question for hundreds of them.
 */
export async function findStanding(db: Store, accesses: readonly Access[], now: Date): Promise<(access: Access) => boolean> {
  const sessions = await epochs(db, idsOf(accesses, 'sessionId'), now, findStandingSessions)
  const tokens = await epochs(db, idsOf(accesses, 'tokenId'), now, findStandingTokens)
  return ({ sessionId, tokenId, epoch }) => epoch === (sessionId === null ? tokens.get(tokenId ?? '') : sessions.get(sessionId))
}

const idsOf = (accesses: readonly Access[], kind: 'sessionId' | 'tokenId'): string[] => [
  ...new Set(accesses.map((access) => access[kind]).filter((id) => id !== null)),
]

/** The epochs of those who own what stands of these sessions or tokens. */
async function epochs(db: Store, ids: readonly string[], now: Date, find: typeof findStandingSessions): Promise<Map<string, number>> {
  const found = new Map<string, number>()
  for (let from = 0; from < ids.length; from += BATCH) {
    for (const { id, epoch } of await find(db, ids.slice(from, from + BATCH), now)) found.set(id, epoch)
    await letOthersIn()
  }
  return found
}
