import { isUniqueViolation } from '../db/errors.ts'
import { AppError } from '../errors.ts'
import type { Asked, ChatDeps } from './ask.ts'
import { findAsked } from './queries.ts'

/** The turn that was started with this client id before. */
async function findKnown({ db }: Pick<ChatDeps, 'db'>, userId: string, clientId: string | null): Promise<Asked | null> {
  const known = clientId === null ? null : await findAsked(db, userId, clientId)
  return known && { ...known, isNew: false }
}

/**
 * Starts a turn once for each client id: the same one again is the same turn, also where it comes at the same time and
 * loses the race for the conversation or the unique key.
 */
export async function askOnce(
  deps: Pick<ChatDeps, 'db'>,
  userId: string,
  clientId: string | null,
  start: () => Promise<Asked>,
): Promise<Asked> {
  const known = await findKnown(deps, userId, clientId)
  if (known) return known
  try {
    return await start()
  } catch (error) {
    const meanwhile = await findKnown(deps, userId, clientId)
    if (meanwhile) return meanwhile
    // the turn that had the client id was deleted with its conversation before we could look
    throw isUniqueViolation(error) ? new AppError('not_found') : error
  }
}
