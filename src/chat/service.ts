import { AppError } from '../errors.ts'
import { newId } from '../ids.ts'
import type { TurnUsage } from '../turn/events.ts'
import { usageOf } from '../usage/service.ts'
import type { ChatDeps } from './ask.ts'
import {
  askForStop,
  type ConversationRow,
  deleteConversation,
  findAnswering,
  findConversation,
  findMessage,
  findRunning,
  insertConversation,
  type ListFilter,
  listConversations,
  listMessages,
  type MessageRow,
  updateConversation,
} from './queries.ts'
import { branchTo, siblingsIn } from './tree.ts'

export { type Asked, ask, askAgain, type Asker, type ChatDeps, type Question } from './ask.ts'
export { followAnswer, followAsked } from './follow.ts'
export type { ConversationRow, ListCursor, MessageRow } from './queries.ts'
export { startReaper } from './reaper.ts'
export { findStopsAskedFor } from './queries.ts'
export { saveSnapshots } from './snapshots.ts'

export type ConversationPage = { rows: ConversationRow[]; running: Set<string>; next: ConversationRow | null }

/** A page of conversations, the last changed first. */
export async function pageOfConversations({ db }: ChatDeps, userId: string, filter: ListFilter): Promise<ConversationPage> {
  const rows = await listConversations(db, userId, { ...filter, limit: filter.limit + 1 })
  const page = rows.slice(0, filter.limit)
  const running = await findAnswering(
    db,
    page.map(({ id }) => id),
  )
  return { rows: page, running, next: rows.length > filter.limit ? (page.at(-1) ?? null) : null }
}

export async function getConversation({ db }: Pick<ChatDeps, 'db'>, userId: string, id: string): Promise<ConversationRow> {
  const conversation = await findConversation(db, userId, id)
  if (!conversation) throw new AppError('not_found')
  return conversation
}

export async function createConversation(
  { db, now }: ChatDeps,
  userId: string,
  title: string | null,
  fallback: string,
): Promise<ConversationRow> {
  const id = newId()
  const at = new Date(now())
  const titleSource = title === null ? 'question' : 'user'
  await insertConversation(db, { id, userId, title: title ?? fallback, titleSource, createdAt: at, updatedAt: at })
  const row = await findConversation(db, userId, id)
  if (!row) throw new AppError('not_found')
  return row
}

/** What a user may change of a conversation. */
export type ConversationChange = { title?: string; pinned?: boolean; archived?: boolean }

export async function changeConversation({ db }: ChatDeps, userId: string, id: string, change: ConversationChange): Promise<void> {
  if (Object.keys(change).length === 0) return void (await getConversation({ db }, userId, id))
  const titled = change.title === undefined ? {} : { titleSource: 'user' as const }
  if (!(await updateConversation(db, userId, id, { ...change, ...titled }))) throw new AppError('not_found')
}

/** Removes a conversation with all in it; answers that are being written in it stop. */
export async function removeConversation(deps: ChatDeps, userId: string, id: string): Promise<void> {
  const { db } = deps
  const running = await findRunning(db, id)
  if (!(await deleteConversation(db, userId, id))) throw new AppError('not_found')
  for (const messageId of running) await stopAnywhere(deps, messageId)
}

export type MessageWithUsage = MessageRow & { usage: TurnUsage | null; siblings: string[] }

/** The branch that is shown of a conversation, or with `all` every message of it. */
export async function messagesOf(
  { db }: ChatDeps,
  userId: string,
  conversation: ConversationRow,
  all = false,
): Promise<MessageWithUsage[]> {
  const rows = await listMessages(db, userId, conversation.id)
  const siblingsOf = siblingsIn(rows)
  const shown = all ? rows : branchTo(rows, conversation.leafId)
  const usage = await usageOf(
    db,
    userId,
    shown.filter(({ role }) => role === 'assistant').map(({ id }) => id),
  )
  return shown.map((row) => ({ ...row, usage: usage.get(row.id) ?? null, siblings: siblingsOf(row) }))
}

export async function getMessage({ db }: ChatDeps, userId: string, id: string): Promise<MessageRow> {
  const message = await findMessage(db, userId, id)
  if (!message) throw new AppError('not_found')
  return message
}

/** One message with its usage; its siblings are not looked for. */
export async function getMessageWithUsage(deps: ChatDeps, userId: string, id: string): Promise<MessageWithUsage> {
  const message = await getMessage(deps, userId, id)
  return { ...message, usage: (await usageOf(deps.db, userId, [id])).get(id) ?? null, siblings: [] }
}

/** where processes tell each other the ids of answers to stop */
export const STOP_CHANNEL = 'turns:stop'

/** Stops an answer here, or tells the others: at once where they hear it, and by the database, where its process looks every second. */
async function stopAnywhere({ db, turns, kv, now }: ChatDeps, messageId: string): Promise<void> {
  if (turns.stop(messageId, 'user')) return
  await askForStop(db, messageId, new Date(now()))
  await kv.publish(STOP_CHANNEL, messageId).catch(() => undefined)
}

/** Stops an answer; one that has ended stays as it is. */
export async function stopAnswer(deps: ChatDeps, userId: string, messageId: string): Promise<MessageRow> {
  const message = await getMessage(deps, userId, messageId)
  if (message.status === 'streaming') await stopAnywhere(deps, messageId)
  return message
}
