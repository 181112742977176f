import { isUniqueViolation } from '../db/errors.ts'
import { AppError } from '../errors.ts'
import { findMessageAskedFor } from '../usage/service.ts'
import type { Asked, ChatDeps } from './ask.ts'
import { findAsked, findMessage, type KnownTurn } from './queries.ts'

/** The turn that was started with this client id before. Throws `not_found` where it is known, but gone. */
async function findKnown(deps: Pick<ChatDeps, 'db'>, userId: string, clientId: string | null): Promise<Asked | null> {
  if (clientId === null) return null
  const known = (await findAsked(deps.db, userId, clientId)) ?? (await findContinued(deps, userId, clientId))
  return known && { ...known, isNew: false }
}

/** The turn that went on with an answer: its messages were there before, so that only its call has the client id. */
async function findContinued({ db }: Pick<ChatDeps, 'db'>, userId: string, clientId: string): Promise<KnownTurn | null> {
  const answerId = await findMessageAskedFor(db, userId, clientId)
  if (answerId === null) return null
  const answer = await findMessage(db, userId, answerId)
  if (!answer) throw new AppError('not_found')
  return { conversationId: answer.conversationId, questionId: answer.parentId ?? '', answerId }
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
