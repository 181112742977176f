import { isUniqueViolation } from '../db/errors.ts'
import { AppError } from '../errors.ts'
import { findMessageAskedFor } from '../usage/service.ts'
import type { Asked, ChatDeps } from './ask.ts'
import { findAnswerAskedFor } from './onceQueries.ts'
import { findMessage } from './queries.ts'

/** The turn that was started with this client id before: its first call has the id, and outlives its messages. Throws `turn_deleted`. */
async function findKnown({ db }: Pick<ChatDeps, 'db'>, userId: string, clientId: string | null): Promise<Asked | null> {
  const answerId = clientId === null ? null : await findMessageAskedFor(db, userId, clientId)
  if (answerId === null) return null
  const answer = await findMessage(db, userId, answerId)
  if (!answer) throw new AppError('turn_deleted')
  return { conversationId: answer.conversationId, questionId: answer.parentId ?? '', answerId, isNew: false }
}

/** The same where its call is too old to be kept: a question has the client id, too, and keeps it for as long as it is there. */
async function findLongAgo({ db }: Pick<ChatDeps, 'db'>, userId: string, clientId: string | null): Promise<Asked | null> {
  const answer = clientId === null ? null : await findAnswerAskedFor(db, userId, clientId)
  return answer && { ...answer, isNew: false }
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
    const before = meanwhile ?? (isUniqueViolation(error) ? await findLongAgo(deps, userId, clientId) : null)
    if (before) return before
    throw error
  }
}
