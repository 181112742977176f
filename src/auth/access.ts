import type { Store } from '../db/store.ts'
import { deleteSessionsOf, raiseEpoch, revokeTokensOf } from './queries.ts'

/**
 * Ends everything that a user is signed in by, sessions and tokens, in the transaction of the change that asks for it.
 * `people.forget` has to follow, so that this process sees it at once; the others see it within a second.
 */
export async function endAccess(tx: Store, userId: string, at: Date): Promise<void> {
  await raiseEpoch(tx, userId)
  await deleteSessionsOf(tx, userId)
  await revokeTokensOf(tx, userId, at)
}
