import type { NewRow, Store } from '../db/store.ts'
import { AppError } from '../errors.ts'
import { newId } from '../ids.ts'
import type { ChatRequest } from '../llm/llm.ts'
import type { Site } from '../site/settings.ts'
import type { Route } from '../upstreams/service.ts'
import type { Begun } from '../turn/turn.ts'
import { answerAllowance, type Call, type HeldQuota, type OpenCall, openUsage } from '../usage/service.ts'
import type { Asker, Question } from './ask.ts'
import { contextFor } from './context.ts'
import { promptFor } from './prompt.ts'
import {
  type ConversationRow,
  findRunning,
  insertConversation,
  insertMessages,
  lockConversation,
  updateConversation,
  updateStreaming,
} from './queries.ts'
import type { SummaryTask } from './summary.ts'
import { titleFrom } from './title.ts'
import { branchTo } from './tree.ts'
import { listNodes, listSaid, type Said } from './treeQueries.ts'

/** How the answer is to be made: chosen before anything is written. */
export type Plan = {
  route: Route
  /** the model's tokens for each that we estimate */
  tokenRatio: number
  reasoning: boolean | undefined
  asker: Asker
  /** the settings as they hold for this answer */
  site: Site
  writer: string
  at: Date
}

/** The same within the transaction that holds the asker's quota. */
export type HeldPlan = Plan & { held: HeldQuota | null }

/** What was written: the upstream can be called. */
export type Prepared = OpenCall<Call> & {
  conversationId: string
  /** of a conversation whose first question this is */
  title: string | null
  questionId: string
  answerId: string
  request: ChatRequest
  /** what is to be summed up before the call */
  summary: SummaryTask | null
  /** where it goes on with an answer: what that says already */
  begun?: Begun
}

type Place = { conversation: Pick<ConversationRow, 'id' | 'systemPrompt'>; history: Said[]; title: string | null }

/** Saves a question with its empty answer and the open usage, in the transaction of `store`. */
export async function prepareQuestion(store: Store, plan: HeldPlan, question: Question): Promise<Prepared> {
  const [questionId, answerId] = [newId(), newId()]
  const place =
    question.conversationId === null ? await begin(store, plan, question, answerId) : await goOn(store, plan, question, answerId)
  const { conversation, history, title } = place
  const parentId = history.at(-1)?.id ?? null
  const said = [...history, { ...NOTHING_TOLD, id: questionId, parentId, role: 'user' as const, content: question.text }]
  const rows = [
    questionRow(plan, question, { id: questionId, conversationId: conversation.id, parentId }),
    answerRow(plan, { id: answerId, conversationId: conversation.id, parentId: questionId }),
  ]
  return { questionId, title, ...(await openAnswer(store, plan, conversation, said, { answerId, rows, clientId: question.clientId })) }
}

/** Saves another empty answer to a question, in the transaction of `store`. */
export async function prepareAgain(
  store: Store,
  plan: HeldPlan,
  conversationId: string,
  questionId: string,
  clientId: string | null,
): Promise<Prepared> {
  const answerId = newId()
  const conversation = await openFor(store, plan.asker.userId, conversationId)
  const history = await saidTo(store, plan.asker.userId, conversationId, questionId)
  await updateConversation(store, plan.asker.userId, conversationId, { leafId: answerId, updatedAt: plan.at })
  const rows = [answerRow(plan, { id: answerId, conversationId, parentId: questionId })]
  return { questionId, title: null, ...(await openAnswer(store, plan, conversation, history, { answerId, rows, clientId })) }
}

/** A new conversation, with its answer as what is shown. */
async function begin(store: Store, { asker, at }: Plan, question: Question, leafId: string): Promise<Place> {
  if (question.parentId != null) throw new AppError('not_found')
  const [id, title] = [newId(), titleFrom(question.text)]
  await insertConversation(store, { id, userId: asker.userId, title, titleSource: 'question', leafId, createdAt: at, updatedAt: at })
  return { conversation: { id, systemPrompt: null }, history: [], title }
}

/** The conversation as it is, locked, with no answer running in it. */
async function goOn(store: Store, { asker, at }: Plan, question: Question, leafId: string): Promise<Place> {
  const { userId } = asker
  const conversation = await openFor(store, userId, question.conversationId ?? '')
  const nodes = await listNodes(store, userId, conversation.id)
  const { parentId = branchTo(nodes, conversation.leafId).at(-1)?.id ?? null } = question
  if (parentId !== null && !nodes.some(({ id }) => id === parentId)) throw new AppError('not_found')
  const title = nodes.length === 0 && conversation.titleSource === 'question' ? titleFrom(question.text) : null
  await updateConversation(store, userId, conversation.id, { ...(title === null ? {} : { title }), leafId, updatedAt: at })
  const branch = parentId === null ? [] : branchTo(nodes, parentId)
  return { conversation, history: await listSaid(store, userId, idsOf(branch)), title }
}

const idsOf = (nodes: readonly { id: string }[]): string[] => nodes.map(({ id }) => id)

/** What was said down to a message; of what stands beside its branch no text is read. */
export async function saidTo(store: Store, userId: string, conversationId: string, leafId: string): Promise<Said[]> {
  return listSaid(store, userId, idsOf(branchTo(await listNodes(store, userId, conversationId), leafId)))
}

/** Locks a conversation in which no answer is being written. */
export async function openFor(store: Store, userId: string, conversationId: string): Promise<ConversationRow> {
  const conversation = await lockConversation(store, userId, conversationId)
  if (!conversation) throw new AppError('not_found')
  if ((await findRunning(store, conversationId)).length > 0) throw new AppError('answer_running')
  return conversation
}

/** An answer to be written: with its new rows, or again, going on as the `instruction` says, for who asks under `clientId`. */
export type Opening = { answerId: string; rows: NewRow<'messages'>[]; attempt?: number; instruction?: string; clientId: string | null }

/** Saves the new rows, where there are any, and opens the usage of one call of the model. */
export async function openAnswer(
  store: Store,
  plan: HeldPlan,
  { id: conversationId, systemPrompt }: Place['conversation'],
  said: readonly Said[],
  { answerId, rows, attempt = 1, instruction, clientId }: Opening,
) {
  const conversation = { id: conversationId, prompt: promptFor(plan.site, systemPrompt), said, ...(instruction ? { instruction } : {}) }
  const { messages, tokens, leftOut, summary } = await contextFor(store, plan, conversation)
  const request = requestFor(plan, messages)
  const call = { ...callFor(plan, conversationId, answerId, tokens), attempt }
  if (rows.length > 0)
    await insertMessages(
      store,
      rows.map((row) => (row.id === answerId ? { ...row, leftOut } : row)),
    )
  else await updateStreaming(store, answerId, { leftOut })
  const price = await openUsage(store, call, plan.at, clientId)
  return { conversationId, answerId, call, price, request, summary }
}

const NOTHING_TOLD = { model: null, leftOut: 0, summary: null, summaryUntil: null }

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

const answerRow = ({ asker, at, route, writer }: Plan, where: Where): NewRow<'messages'> => ({
  ...where,
  userId: asker.userId,
  role: 'assistant',
  content: '',
  status: 'streaming',
  model: route.model.upstreamId,
  owner: writer,
  createdAt: at,
  updatedAt: at,
})

function requestFor({ route: { model }, reasoning }: Plan, messages: ChatRequest['messages']): ChatRequest {
  return {
    model: model.upstreamId,
    messages,
    thinking: model.thinking,
    params: model.params,
    ...(reasoning === undefined ? {} : { reasoning }),
  }
}

function callFor({ asker, route, held }: HeldPlan, conversationId: string, messageId: string, promptEstimate: number): Call {
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
    promptEstimate,
    answerAllowance: answerAllowance(route.model.maxOutputTokens),
    held,
  }
}
