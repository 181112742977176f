import type { Store } from '../db/store.ts'
import { AppError } from '../errors.ts'
import { nextAttempt } from '../usage/service.ts'
import { type Asked, type Asker, type ChatDeps, findIdle, planFor, start, stillThere } from './ask.ts'
import { askOnce } from './once.ts'
import { type HeldPlan, openAnswer, openFor, type Prepared, saidTo } from './prepare.ts'
import { CONTINUE_PROMPT } from './prompt.ts'
import { findMessage, type MessageRow, updateConversation } from './queries.ts'
import { hasFollowers, reopenAnswer } from './treeQueries.ts'

/** the model would have said more */
const CUT_SHORT: readonly (string | null)[] = ['length', 'insufficient_system_resource', 'other']
/** what is here is not to grow, or is not what the database has */
const FINAL_ERRORS: readonly (string | null)[] = ['answer_too_long', 'not_saved']

/** Whether an answer broke off in the middle, so that the model can be asked for the rest of it. */
export function isCutShort({ content, status, finishReason, errorCode }: MessageRow): boolean {
  if (content === '' || status === 'streaming') return false
  if (status === 'complete') return CUT_SHORT.includes(finishReason)
  return status !== 'failed' || !FINAL_ERRORS.includes(errorCode)
}

/**
 * Lets the model go on with an answer that broke off, in the same message: a call of its own, with a usage row of its own.
 * Only the last answer of a branch. Throws `nothing_to_continue`, `not_the_last`, and what `ask` throws.
 */
export async function continueAnswer(deps: ChatDeps, asker: Asker, answerId: string, clientId: string | null): Promise<Asked> {
  return askOnce(deps, asker.userId, clientId, async () => {
    const old = await continuable(deps.db, asker.userId, answerId)
    // it has thought before: now it is to write on
    const plan = await planFor(deps, asker, { model: await stillThere(deps, asker, old.model), reasoning: false })
    await findIdle(deps, asker.userId, old.conversationId)
    await asker.admit()
    return await start(deps, plan, (store, held) => prepareRest(store, held, old, clientId))
  })
}

async function continuable(store: Store, userId: string, answerId: string): Promise<MessageRow> {
  const answer = await findMessage(store, userId, answerId)
  if (!answer || answer.role !== 'assistant') throw new AppError('not_found')
  if (answer.status === 'streaming') throw new AppError('answer_running')
  if (!isCutShort(answer)) throw new AppError('nothing_to_continue')
  if (await hasFollowers(store, userId, answerId)) throw new AppError('not_the_last')
  return answer
}

/** Opens the answer again with the usage of the next call, in the transaction of `store`; looks again at all, with the conversation locked. */
async function prepareRest(store: Store, plan: HeldPlan, { id, conversationId }: MessageRow, clientId: string | null): Promise<Prepared> {
  const { userId } = plan.asker
  const conversation = await openFor(store, userId, conversationId)
  const answer = await continuable(store, userId, id)
  const said = await saidTo(store, userId, conversationId, id)
  await reopenAnswer(store, id, {
    model: plan.route.model.upstreamId,
    owner: plan.writer,
    stopRequestedAt: null,
    updatedAt: plan.at,
  })
  await updateConversation(store, userId, conversationId, { leafId: id, updatedAt: plan.at })
  const rest = { answerId: id, rows: [], attempt: await nextAttempt(store, id), instruction: CONTINUE_PROMPT, clientId }
  const opened = await openAnswer(store, plan, conversation, said, rest)
  const begun = { content: answer.content, reasoning: answer.reasoning ?? '', reasoningMs: answer.reasoningMs }
  return { questionId: answer.parentId ?? '', title: null, begun, ...opened }
}
