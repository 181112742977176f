import type { Store } from '../db/store.ts'
import { deleteSessionsOf, raiseEpoch } from './queries.ts'

/**
 * Ends everything that a user is signed in by, sessions and tokens, in the transaction of the change that asks for it.
 * `people.forget` has to follow, so that this process sees it at once; the others see it within a second.
 */
export async function endAccess(tx: Store, userId: string): Promise<void> {
  await raiseEpoch(tx, userId)
  await deleteSessionsOf(tx, userId)
}
