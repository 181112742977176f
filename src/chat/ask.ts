import type { Store } from '../db/store.ts'
import { AppError } from '../errors.ts'
import type { Kv } from '../kv/kv.ts'
import type { Calibration } from '../llm/calibration.ts'
import { firstIdOf } from '../turn/cursor.ts'
import type { RemoteTurns } from '../turn/remoteTurns.ts'
import type { Turns } from '../turn/turns.ts'
import { newWriter } from '../turn/writer.ts'
import type { SiteSettings } from '../site/site.ts'
import type { Upstreams, Visitor } from '../upstreams/service.ts'
import { holdQuota } from '../usage/service.ts'
import { answering } from './answering.ts'
import { type AttemptsDeps, createAttempts } from './attempts.ts'
import { systemMessages } from './context.ts'
import { askOnce } from './once.ts'
import { type HeldPlan, type Plan, type Prepared, prepareAgain, prepareQuestion } from './prepare.ts'
import { promptFor } from './prompt.ts'
import { modelOf } from './sameModel.ts'
import { type ConversationRow, findConversation, findMessage, findRunning } from './queries.ts'
import { settleAnswer } from './settle.ts'
import type { AnsweredBy } from './treeQueries.ts'
import { refuseTooLarge } from './window.ts'

export type ChatDeps = AttemptsDeps & {
  kv: Kv
  turns: Turns
  /** the running answers of other processes */
  remotes: RemoteTurns
  upstreams: Upstreams
  site: SiteSettings
  calibration: Calibration
  /** names this process in the rows of the answers that it writes */
  instance: string
}

/** Who asks, and how. */
export type Asker = {
  userId: string
  /** decides which models are open to him */
  visitor: Visitor
  tokenId: string | null
  source: 'web' | 'api'
  requestId: string
  /** there is a quota of his own, or a group that may have one */
  isLimited: boolean
  /** Rejects when this user may not start another turn now. */
  admit(): Promise<void>
}

/** How an answer is to be made, where that is said, and under which name. */
export type Choice = {
  model?: string
  reasoning?: boolean
  /** the same one again is the same turn */
  clientId: string | null
}

export type Question = Choice & {
  text: string
  /** null: a new conversation */
  conversationId: string | null
  /** the message that the question follows; null: none, it stands first; absent: the last one shown */
  parentId?: string | null
}

export type Asked = { conversationId: string; questionId: string; answerId: string; isNew: boolean }

/**
 * Starts the answer to a question: question, empty answer and open usage are saved together before the upstream is called.
 * Throws `not_found`, `answer_running`, `model_unknown`, `no_model_open`, `no_api_key`, `no_key_works`, `question_too_large`,
 * `quota_tokens`, `quota_cost`.
 */
export async function ask(deps: ChatDeps, asker: Asker, question: Question): Promise<Asked> {
  return askOnce(deps, asker.userId, question.clientId, () => askNew(deps, asker, question))
}

/** The same, where the client id is known to be new. */
export async function askNew(deps: ChatDeps, asker: Asker, question: Question): Promise<Asked> {
  const plan = await planFor(deps, asker, question)
  const conversation = question.conversationId === null ? null : await findIdle(deps, asker.userId, question.conversationId)
  refuseLongQuestion(plan, conversation, question.text)
  await asker.admit()
  return await start(deps, plan, (store, held) => prepareQuestion(store, held, question))
}

/** Starts another answer to the question of `answerId`, made as that one was where nothing else is chosen; the old one is kept beside it. */
export async function askAgain(deps: ChatDeps, asker: Asker, answerId: string, choice: Choice): Promise<Asked> {
  return askOnce(deps, asker.userId, choice.clientId, async () => {
    const old = await findMessage(deps.db, asker.userId, answerId)
    if (!old || old.role !== 'assistant' || old.parentId === null) throw new AppError('not_found')
    const plan = await planFor(deps, asker, { ...(await asBefore(deps, asker, old)), ...choice })
    const questionId = old.parentId
    const conversation = await findIdle(deps, asker.userId, old.conversationId)
    refuseLongQuestion(plan, conversation, (await findMessage(deps.db, asker.userId, questionId))?.content ?? '')
    await asker.admit()
    return await start(deps, plan, (store, held) => prepareAgain(store, held, old.conversationId, questionId, choice.clientId))
  })
}

/** A conversation with no answer running in it. A look before the limit is counted; the transaction looks again, with the conversation locked. */
export async function findIdle({ db }: ChatDeps, userId: string, conversationId: string): Promise<ConversationRow> {
  const conversation = await findConversation(db, userId, conversationId)
  if (!conversation) throw new AppError('not_found')
  if ((await findRunning(db, conversationId)).length > 0) throw new AppError('answer_running')
  return conversation
}

/** Likewise before the limit is counted: nothing is charged for what the model cannot be told. */
function refuseLongQuestion(plan: Plan, conversation: Pick<ConversationRow, 'systemPrompt'> | null, text: string): void {
  refuseTooLarge(plan, systemMessages(promptFor(plan.site, conversation?.systemPrompt ?? null)), [{ role: 'user', content: text }])
}

type MadeAs = Omit<Choice, 'clientId'>

/** How an answer was made: what its model is, if that can still be asked, and whether it was asked to think. */
export async function asBefore(deps: ChatDeps, asker: Asker, { model, content, reasoning }: AnsweredBy): Promise<MadeAs> {
  const same = await stillThere(deps, asker, model)
  const cameToAWord = content !== '' || reasoning !== null
  return { ...(same === undefined ? {} : { model: same }), ...(cameToAWord ? { reasoning: reasoning !== null } : {}) }
}

/** A model that can still be asked, by the name that it has now; undefined: the default. */
export async function stillThere({ upstreams }: ChatDeps, { visitor }: Asker, model: string | null): Promise<string | undefined> {
  return modelOf(await upstreams.models(visitor), model)?.upstreamId
}

export async function planFor(
  { upstreams, turns, site, calibration, now, instance }: ChatDeps,
  asker: Asker,
  { model, reasoning }: { model?: string | undefined; reasoning?: boolean | undefined },
): Promise<Plan> {
  if (turns.draining) throw new AppError('stopping')
  const route = await upstreams.route(asker.visitor, model)
  return {
    route,
    tokenRatio: calibration.ratioOf(route.model.upstreamId),
    reasoning,
    asker,
    site: await site.current(),
    writer: newWriter(instance),
    at: new Date(now()),
  }
}

/** Saves all that comes before the upstream is called, in one transaction, and starts the turn. A user's quota is held meanwhile. */
export async function start(deps: ChatDeps, plan: Plan, prepare: (store: Store, plan: HeldPlan) => Promise<Prepared>): Promise<Asked> {
  const { db, turns, now } = deps
  const { route, asker, site } = plan
  const prepared = await db.tx(async (store) =>
    prepare(store, { ...plan, held: asker.isLimited || site.quota ? await holdQuota(store, asker.userId, site.quota) : null }),
  )
  const { conversationId, title, questionId, answerId, call, price, summary, begun } = prepared
  const attempts = createAttempts(deps, { route, call, price })
  turns.start({
    id: answerId,
    writer: plan.writer,
    userId: asker.userId,
    firstId: firstIdOf(call.attempt),
    ...(begun ? { begun } : {}),
    opening: [
      { type: 'session_id', session_id: conversationId, user_message_id: questionId, message_id: answerId, model: route.model.upstreamId },
    ],
    work: answering(deps, plan, prepared, attempts),
    settle: (settlement) => {
      const settling = { ...attempts.last(), title, hasOtherCalls: summary !== null }
      return settleAnswer(db, settling, settlement, new Date(now()))
    },
  })
  return { conversationId, questionId, answerId, isNew: true }
}
