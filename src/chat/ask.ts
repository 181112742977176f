import type { Store } from '../db/store.ts'
import { isUniqueViolation } from '../db/errors.ts'
import { AppError } from '../errors.ts'
import { newId } from '../ids.ts'
import { estimateTokens } from '../llm/estimate.ts'
import type { ChatMessage, ChatRequest } from '../llm/llm.ts'
import type { Turns } from '../turn/turns.ts'
import type { ModelChoice, Route, Upstreams } from '../upstreams/service.ts'
import { type Call, openUsage } from '../usage/service.ts'
import { fitContext } from './context.ts'
import { SYSTEM_PROMPT } from './prompt.ts'
import {
  type ConversationRow,
  findAsked,
  findMessage,
  findRunning,
  insertConversation,
  insertMessages,
  listMessages,
  lockConversation,
  type MessageRow,
  updateConversation,
} from './queries.ts'
import { settleAnswer } from './settle.ts'
import { titleFrom } from './title.ts'
import { branchTo } from './tree.ts'

export type ChatDeps = {
  db: Store
  turns: Turns
  upstreams: Upstreams
  now: () => number
  /** names this process in the rows of the answers that it writes */
  instance: string
}

/** Who asks, and how. */
export type Asker = { userId: string; tokenId: string | null; source: 'web' | 'api'; requestId: string }

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

/** How the answer is to be made: chosen before anything is written. */
type Plan = { route: Route; reasoning: boolean | undefined; asker: Asker; at: Date }
type Place = { conversation: Pick<ConversationRow, 'id' | 'systemPrompt'>; history: MessageRow[]; title: string | null }
type Prepared = { place: Place; questionId: string; answerId: string; call: Call; request: ChatRequest }

/** The turn that was started with this client id before. */
export async function findKnown({ db }: ChatDeps, userId: string, clientId: string | null): Promise<Asked | null> {
  const known = clientId === null ? null : await findAsked(db, userId, clientId)
  return known && { conversationId: known.question.conversationId, questionId: known.question.id, answerId: known.answer.id, isNew: false }
}

/**
 * Starts the answer to a question: question, empty answer and open usage are saved together before the upstream is called.
 * Throws `not_found`, `answer_running`, `model_unknown`, `no_api_key`.
 */
export async function ask(deps: ChatDeps, asker: Asker, question: Question): Promise<Asked> {
  const plan = await planFor(deps, asker, question)
  try {
    const prepared = await deps.db.tx((store) => prepareQuestion(store, deps.instance, plan, question))
    return start(deps, plan, prepared)
  } catch (error) {
    const known = isUniqueViolation(error) ? await findKnown(deps, asker.userId, question.clientId) : null
    if (known) return known
    throw error
  }
}

/** Starts another answer to the question of `answerId`; the old one is kept beside it. */
export async function askAgain(deps: ChatDeps, asker: Asker, answerId: string): Promise<Asked> {
  const old = await findMessage(deps.db, asker.userId, answerId)
  if (!old || old.role !== 'assistant' || old.parentId === null) throw new AppError('not_found')
  const plan = await planFor(deps, asker, {})
  const questionId = old.parentId
  return start(deps, plan, await deps.db.tx((store) => prepareAgain(store, deps.instance, plan, old.conversationId, questionId)))
}

async function planFor(
  { upstreams, turns, now }: ChatDeps,
  asker: Asker,
  { model, reasoning }: Pick<Question, 'model' | 'reasoning'>,
): Promise<Plan> {
  if (turns.draining) throw new AppError('stopping')
  return { route: await upstreams.route(model), reasoning, asker, at: new Date(now()) }
}

async function prepareQuestion(store: Store, instance: string, plan: Plan, question: Question): Promise<Prepared> {
  const place = await placeFor(store, plan, question)
  const questionId = newId()
  await insertMessages(store, [
    {
      id: questionId,
      conversationId: place.conversation.id,
      userId: plan.asker.userId,
      parentId: place.history.at(-1)?.id ?? null,
      role: 'user',
      content: question.text,
      status: 'complete',
      clientId: question.clientId,
      createdAt: plan.at,
      updatedAt: plan.at,
      completedAt: plan.at,
    },
  ])
  return prepareAnswer(store, instance, plan, place, questionId, [...toChat(place.history), { role: 'user', content: question.text }])
}

async function prepareAgain(store: Store, instance: string, plan: Plan, conversationId: string, questionId: string): Promise<Prepared> {
  const conversation = await openFor(store, plan.asker.userId, conversationId)
  const history = branchTo(await listMessages(store, plan.asker.userId, conversationId), questionId)
  return prepareAnswer(store, instance, plan, { conversation, history, title: null }, questionId, toChat(history))
}

/** The conversation, locked and with no answer running, and what was said in it so far. */
async function placeFor(store: Store, plan: Plan, question: Question): Promise<Place> {
  const { userId } = plan.asker
  if (question.conversationId === null) {
    if (question.parentId !== null) throw new AppError('not_found')
    const title = titleFrom(question.text)
    return { conversation: await newConversation(store, plan, title), history: [], title }
  }
  const conversation = await openFor(store, userId, question.conversationId)
  const rows = await listMessages(store, userId, conversation.id)
  if (question.parentId !== null && !rows.some((row) => row.id === question.parentId)) throw new AppError('not_found')
  const title = rows.length === 0 && conversation.titleSource === 'question' ? titleFrom(question.text) : null
  return { conversation, history: branchTo(rows, question.parentId ?? conversation.leafId), title }
}

async function openFor(store: Store, userId: string, conversationId: string): Promise<ConversationRow> {
  const conversation = await lockConversation(store, userId, conversationId)
  if (!conversation) throw new AppError('not_found')
  if ((await findRunning(store, conversationId)).length > 0) throw new AppError('answer_running')
  return conversation
}

async function newConversation(store: Store, { asker, at }: Plan, title: string): Promise<Place['conversation']> {
  const id = newId()
  await insertConversation(store, {
    id,
    userId: asker.userId,
    title,
    titleSource: 'question',
    createdAt: at,
    updatedAt: at,
  })
  return { id, systemPrompt: null }
}

async function prepareAnswer(
  store: Store,
  instance: string,
  plan: Plan,
  place: Place,
  questionId: string,
  history: readonly ChatMessage[],
): Promise<Prepared> {
  const { asker, at, route } = plan
  const answerId = newId()
  const request = requestFor(route.model, place.conversation.systemPrompt ?? SYSTEM_PROMPT, history, plan.reasoning)
  const call = callFor(plan, place.conversation.id, answerId, request)
  await insertMessages(store, [
    {
      id: answerId,
      conversationId: place.conversation.id,
      userId: asker.userId,
      parentId: questionId,
      role: 'assistant',
      content: '',
      status: 'streaming',
      model: route.model.upstreamId,
      owner: instance,
      createdAt: at,
      updatedAt: at,
    },
  ])
  await openUsage(store, call, at)
  const title = place.title === null ? {} : { title: place.title }
  await updateConversation(store, asker.userId, place.conversation.id, { ...title, leafId: answerId, updatedAt: at })
  return { place, questionId, answerId, call, request }
}

function start({ db, turns, now }: ChatDeps, { route, at }: Plan, { place, questionId, answerId, call, request }: Prepared): Asked {
  const conversationId = place.conversation.id
  turns.start({
    id: answerId,
    opening: [
      { type: 'session_id', session_id: conversationId, user_message_id: questionId, message_id: answerId, model: route.model.upstreamId },
    ],
    work: (onDelta, signal) => route.call(request, onDelta, signal),
    settle: (settlement) => settleAnswer(db, { call, openedAt: at, title: place.title }, settlement, new Date(now())),
  })
  return { conversationId, questionId, answerId, isNew: true }
}

function requestFor(model: ModelChoice, system: string, history: readonly ChatMessage[], reasoning: boolean | undefined): ChatRequest {
  return {
    model: model.upstreamId,
    messages: fitContext(system, history, model),
    thinking: model.thinking,
    params: model.params,
    ...(reasoning === undefined ? {} : { reasoning }),
  }
}

function callFor({ asker, route }: Plan, conversationId: string, messageId: string, request: ChatRequest): Call {
  return {
    ...asker,
    conversationId,
    messageId,
    attempt: 1,
    modelId: route.model.id,
    model: route.model.upstreamId,
    keyId: route.keyId,
    keyLabel: route.keyLabel,
    prices: route.model.prices,
    promptEstimate: request.messages.reduce((sum, { content }) => sum + estimateTokens(content), 0),
  }
}

/** What was said, as the model is told it: an answer without a word is left out, with its question. */
function toChat(rows: readonly MessageRow[]): ChatMessage[] {
  const empty = new Set(rows.filter((row) => row.role === 'assistant' && row.content === '').map((row) => row.parentId))
  return rows
    .filter((row) => row.content !== '' && !(empty.has(row.id) && row !== rows.at(-1)))
    .map(({ role, content }) => ({ role, content }))
}
