import type { NewRow, Store } from '../db/store.ts'
import { AppError } from '../errors.ts'
import { newId } from '../ids.ts'
import { estimateTokens } from '../llm/estimate.ts'
import type { ChatMessage, ChatRequest } from '../llm/llm.ts'
import type { ModelChoice, Route } from '../upstreams/service.ts'
import { answerAllowance, type Call, type HeldQuota, openUsage } from '../usage/service.ts'
import type { Asker, Question } from './ask.ts'
import { fitContext } from './context.ts'
import { SYSTEM_PROMPT } from './prompt.ts'
import {
  type ConversationRow,
  findRunning,
  insertConversation,
  insertMessages,
  listSaid,
  lockConversation,
  type Said,
  updateConversation,
} from './queries.ts'
import { titleFrom } from './title.ts'
import { branchTo } from './tree.ts'

/** How the answer is to be made: chosen before anything is written. */
export type Plan = { route: Route; reasoning: boolean | undefined; asker: Asker; instance: string; at: Date }

/** The same within the transaction that holds the asker's quota. */
export type HeldPlan = Plan & { held: HeldQuota | null }

/** What was written: the upstream can be called. */
export type Prepared = {
  conversationId: string
  /** of a conversation whose first question this is */
  title: string | null
  questionId: string
  answerId: string
  call: Call
  request: ChatRequest
}

type Place = { conversation: Pick<ConversationRow, 'id' | 'systemPrompt'>; history: Said[]; title: string | null }

/** Saves a question with its empty answer and the open usage, in the transaction of `store`. */
export async function prepareQuestion(store: Store, plan: HeldPlan, question: Question): Promise<Prepared> {
  const [questionId, answerId] = [newId(), newId()]
  const place =
    question.conversationId === null ? await begin(store, plan, question, answerId) : await goOn(store, plan, question, answerId)
  const { conversation, history, title } = place
  const said: ChatMessage[] = [...toChat(history), { role: 'user', content: question.text }]
  const rows = [
    questionRow(plan, question, { id: questionId, conversationId: conversation.id, parentId: history.at(-1)?.id ?? null }),
    answerRow(plan, { id: answerId, conversationId: conversation.id, parentId: questionId }),
  ]
  return { questionId, title, ...(await openAnswer(store, plan, conversation, said, answerId, rows)) }
}

/** Saves another empty answer to a question, in the transaction of `store`. */
export async function prepareAgain(store: Store, plan: HeldPlan, conversationId: string, questionId: string): Promise<Prepared> {
  const answerId = newId()
  const conversation = await openFor(store, plan.asker.userId, conversationId)
  const history = branchTo(await listSaid(store, plan.asker.userId, conversationId), questionId)
  await updateConversation(store, plan.asker.userId, conversationId, { leafId: answerId, updatedAt: plan.at })
  const rows = [answerRow(plan, { id: answerId, conversationId, parentId: questionId })]
  return { questionId, title: null, ...(await openAnswer(store, plan, conversation, toChat(history), answerId, rows)) }
}

/** A new conversation, with its answer as what is shown. */
async function begin(store: Store, { asker, at }: Plan, question: Question, leafId: string): Promise<Place> {
  if (question.parentId !== null) throw new AppError('not_found')
  const [id, title] = [newId(), titleFrom(question.text)]
  await insertConversation(store, { id, userId: asker.userId, title, titleSource: 'question', leafId, createdAt: at, updatedAt: at })
  return { conversation: { id, systemPrompt: null }, history: [], title }
}

/** The conversation as it is, locked, with no answer running in it. */
async function goOn(store: Store, { asker, at }: Plan, question: Question, leafId: string): Promise<Place> {
  const conversation = await openFor(store, asker.userId, question.conversationId ?? '')
  const said = await listSaid(store, asker.userId, conversation.id)
  if (question.parentId !== null && !said.some(({ id }) => id === question.parentId)) throw new AppError('not_found')
  const title = said.length === 0 && conversation.titleSource === 'question' ? titleFrom(question.text) : null
  await updateConversation(store, asker.userId, conversation.id, { ...(title === null ? {} : { title }), leafId, updatedAt: at })
  return { conversation, history: branchTo(said, question.parentId ?? conversation.leafId), title }
}

async function openFor(store: Store, userId: string, conversationId: string): Promise<ConversationRow> {
  const conversation = await lockConversation(store, userId, conversationId)
  if (!conversation) throw new AppError('not_found')
  if ((await findRunning(store, conversationId)).length > 0) throw new AppError('answer_running')
  return conversation
}

async function openAnswer(
  store: Store,
  plan: HeldPlan,
  { id: conversationId, systemPrompt }: Place['conversation'],
  said: readonly ChatMessage[],
  answerId: string,
  rows: NewRow<'messages'>[],
) {
  const request = requestFor(plan.route.model, systemPrompt ?? SYSTEM_PROMPT, said, plan.reasoning)
  const call = callFor(plan, conversationId, answerId, request)
  await insertMessages(store, rows)
  await openUsage(store, call, plan.at)
  return { conversationId, answerId, call, request }
}

type Where = Pick<NewRow<'messages'>, 'id' | 'conversationId' | 'parentId'>

const questionRow = ({ asker, at }: Plan, { text, clientId }: Question, where: Where): NewRow<'messages'> => ({
  ...where,
  userId: asker.userId,
  role: 'user',
  content: text,
  status: 'complete',
  clientId,
  createdAt: at,
  updatedAt: at,
  completedAt: at,
})

const answerRow = ({ asker, at, route, instance }: Plan, where: Where): NewRow<'messages'> => ({
  ...where,
  userId: asker.userId,
  role: 'assistant',
  content: '',
  status: 'streaming',
  model: route.model.upstreamId,
  owner: instance,
  createdAt: at,
  updatedAt: at,
})

function requestFor(model: ModelChoice, system: string, said: readonly ChatMessage[], reasoning: boolean | undefined): ChatRequest {
  return {
    model: model.upstreamId,
    messages: fitContext(system, said, model),
    thinking: model.thinking,
    params: model.params,
    ...(reasoning === undefined ? {} : { reasoning }),
  }
}

function callFor({ asker, route, held }: HeldPlan, conversationId: string, messageId: string, request: ChatRequest): Call {
  const { userId, tokenId, source, requestId } = asker
  return {
    userId,
    tokenId,
    source,
    requestId,
    conversationId,
    messageId,
    attempt: 1,
    modelId: route.model.id,
    model: route.model.upstreamId,
    ...route.meant,
    prices: route.model.prices,
    promptEstimate: request.messages.reduce((sum, { content }) => sum + estimateTokens(content), 0),
    answerAllowance: answerAllowance(route.model.maxOutputTokens),
    held,
  }
}

/** What was said, as the model is told it: an answer without a word is left out, with its question. */
function toChat(said: readonly Said[]): ChatMessage[] {
  const unanswered = new Set(said.filter(({ role, content }) => role === 'assistant' && content === '').map(({ parentId }) => parentId))
  return said
    .filter((message) => message.content !== '' && !(unanswered.has(message.id) && message !== said.at(-1)))
    .map(({ role, content }) => ({ role, content }))
}
