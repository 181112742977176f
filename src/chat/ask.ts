import type { Store } from '../db/store.ts'
import { AppError } from '../errors.ts'
import type { Kv } from '../kv/kv.ts'
import type { Turns } from '../turn/turns.ts'
import type { Upstreams } from '../upstreams/service.ts'
import { holdQuota } from '../usage/service.ts'
import { type AttemptsDeps, createAttempts } from './attempts.ts'
import { type HeldPlan, type Plan, type Prepared, prepareAgain, prepareQuestion } from './prepare.ts'
import { findAsked, findConversation, findMessage, findRunning, type MessageRow } from './queries.ts'
import { settleAnswer } from './settle.ts'

export type ChatDeps = AttemptsDeps & {
  kv: Kv
  turns: Turns
  upstreams: Upstreams
  /** names this process in the rows of the answers that it writes */
  instance: string
}

/** Who asks, and how. */
export type Asker = {
  userId: string
  tokenId: string | null
  source: 'web' | 'api'
  requestId: string
  /** there is a quota to be looked at */
  isLimited: boolean
  /** Rejects when this user may not start another turn now. */
  admit(): Promise<void>
}

export type Question = {
  text: string
  /** null: a new conversation */
  conversationId: string | null
  /** the message that is answered to; null: the last one shown */
  parentId: string | null
  model?: string
  reasoning?: boolean
  /** the same one again is the same turn */
  clientId: string | null
}

export type Asked = { conversationId: string; questionId: string; answerId: string; isNew: boolean }

/** The turn that was started with this client id before. */
async function findKnown({ db }: ChatDeps, userId: string, clientId: string | null): Promise<Asked | null> {
  const known = clientId === null ? null : await findAsked(db, userId, clientId)
  return known && { conversationId: known.question.conversationId, questionId: known.question.id, answerId: known.answer.id, isNew: false }
}

/**
 * Starts the answer to a question: question, empty answer and open usage are saved together before the upstream is called.
 * Throws `not_found`, `answer_running`, `model_unknown`, `no_api_key`, `no_key_works`, `quota_tokens`, `quota_cost`.
 */
export async function ask(deps: ChatDeps, asker: Asker, question: Question): Promise<Asked> {
  const known = await findKnown(deps, asker.userId, question.clientId)
  if (known) return known
  try {
    const plan = await planFor(deps, asker, question)
    if (question.conversationId !== null) await refuseWhileRunning(deps, asker.userId, question.conversationId)
    await asker.admit()
    return await start(deps, plan, (store, held) => prepareQuestion(store, held, question))
  } catch (error) {
    const meanwhile = await findKnown(deps, asker.userId, question.clientId)
    if (meanwhile) return meanwhile
    throw error
  }
}

/** Starts another answer to the question of `answerId`; the old one is kept beside it. */
export async function askAgain(deps: ChatDeps, asker: Asker, answerId: string): Promise<Asked> {
  const old = await findMessage(deps.db, asker.userId, answerId)
  if (!old || old.role !== 'assistant' || old.parentId === null) throw new AppError('not_found')
  const plan = await planFor(deps, asker, { model: await stillThere(deps, old.model), reasoning: thoughtBefore(old) })
  const questionId = old.parentId
  await refuseWhileRunning(deps, asker.userId, old.conversationId)
  await asker.admit()
  return start(deps, plan, (store, held) => prepareAgain(store, held, old.conversationId, questionId))
}

/** A look before the limit is counted; the transaction looks again, with the conversation locked. */
async function refuseWhileRunning({ db }: ChatDeps, userId: string, conversationId: string): Promise<void> {
  if (!(await findConversation(db, userId, conversationId))) throw new AppError('not_found')
  if ((await findRunning(db, conversationId)).length > 0) throw new AppError('answer_running')
}

/** Whether an answer was asked to think; undefined where it did not come to a word. */
const thoughtBefore = ({ content, reasoning }: Pick<MessageRow, 'content' | 'reasoning'>): boolean | undefined =>
  content === '' && reasoning === null ? undefined : reasoning !== null

/** A model that can still be asked; undefined: the default. */
async function stillThere({ upstreams }: ChatDeps, model: string | null): Promise<string | undefined> {
  return (await upstreams.models()).find(({ upstreamId }) => upstreamId === model)?.upstreamId
}

async function planFor(
  { upstreams, turns, now, instance }: ChatDeps,
  asker: Asker,
  { model, reasoning }: { model?: string | undefined; reasoning?: boolean | undefined },
): Promise<Plan> {
  if (turns.draining) throw new AppError('stopping')
  return { route: await upstreams.route(model), reasoning, asker, instance, at: new Date(now()) }
}

/** Saves all that comes before the upstream is called, in one transaction, and starts the turn. A user's quota is held meanwhile. */
async function start(deps: ChatDeps, plan: Plan, prepare: (store: Store, plan: HeldPlan) => Promise<Prepared>): Promise<Asked> {
  const { db, turns, now } = deps
  const { route, asker, at } = plan
  const prepared = await db.tx(async (store) =>
    prepare(store, { ...plan, held: asker.isLimited ? await holdQuota(store, asker.userId) : null }),
  )
  const { conversationId, title, questionId, answerId, call, request } = prepared
  const attempts = createAttempts(deps, { route, call, openedAt: at })
  turns.start({
    id: answerId,
    opening: [
      { type: 'session_id', session_id: conversationId, user_message_id: questionId, message_id: answerId, model: route.model.upstreamId },
    ],
    work: (onDelta, signal) => attempts.ask(request, onDelta, signal),
    settle: (settlement) => settleAnswer(db, { ...attempts.last(), title }, settlement, new Date(now())),
  })
  return { conversationId, questionId, answerId, isNew: true }
}
