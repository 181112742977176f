import { AppError } from '../errors.ts'
import { type Asked, type Asker, asBefore, askNew, type ChatDeps, type Choice } from './ask.ts'
import { askOnce } from './once.ts'
import { findMessage } from './queries.ts'
import { findLastAnswer } from './treeQueries.ts'

export type Edit = Choice & { text: string }

/**
 * Asks a question in other words: a new question beside the old one, which stays with all that followed it.
 * Answered as the old one was, where nothing else is chosen.
 */
export async function editQuestion(deps: ChatDeps, asker: Asker, questionId: string, edit: Edit): Promise<Asked> {
  return askOnce(deps, asker.userId, edit.clientId, async () => {
    const old = await findMessage(deps.db, asker.userId, questionId)
    if (!old || old.role !== 'user') throw new AppError('not_found')
    const answer = await findLastAnswer(deps.db, asker.userId, questionId)
    const choice = answer === null ? {} : await asBefore(deps, asker, answer)
    return askNew(deps, asker, { ...choice, ...edit, conversationId: old.conversationId, parentId: old.parentId })
  })
}
