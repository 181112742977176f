import { AppError } from '../errors.ts'
import { newId } from '../ids.ts'
import type { ChatDeps } from './ask.ts'
import { showMessage } from './branch.ts'
import { getMessage } from './messages.ts'
import {
  askForStop,
  type ConversationRow,
  deleteConversation,
  findAnswering,
  findConversation,
  findRunning,
  insertConversation,
  type ListFilter,
  listConversations,
  lockConversation,
  type MessageRow,
  updateConversation,
} from './queries.ts'

export { type Asked, ask, askAgain, type Asker, type ChatDeps, type Choice, type Question } from './ask.ts'
export { type BranchPage, pageOfBranch, showMessage } from './branch.ts'
export { continueAnswer, isCutShort } from './continue.ts'
export { type Edit, editQuestion } from './edit.ts'
export { findRunningOf as runningAnswersOf } from './ownerQueries.ts'
export { followAnswer, followAsked } from './follow.ts'
export { getMessage, getMessageWithUsage, type MessageWithUsage, pageOfMessages } from './messages.ts'
export type { ConversationRow, ListCursor, MessageRow } from './queries.ts'
export { startReaper } from './reaper.ts'
export { findStopsAskedFor } from './queries.ts'
export { touchWriting } from './snapshotQueries.ts'
export { saveSnapshots } from './snapshots.ts'
export { hasFollowers } from './treeQueries.ts'

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

/** What a user may change of a conversation; `shownMessageId`: the branch that is shown is to go through this message. */
export type ConversationChange = { title?: string; pinned?: boolean; archived?: boolean; shownMessageId?: string }

export async function changeConversation(deps: ChatDeps, userId: string, id: string, change: ConversationChange): Promise<void> {
  const { shownMessageId, ...rest } = change
  const titled = rest.title === undefined ? {} : { titleSource: 'user' as const }
  if (Object.keys(rest).length === 0) await getConversation(deps, userId, id)
  else if (!(await updateConversation(deps.db, userId, id, { ...rest, ...titled }))) throw new AppError('not_found')
  if (shownMessageId !== undefined) await showMessageOf(deps, userId, id, shownMessageId)
}

async function showMessageOf(deps: ChatDeps, userId: string, conversationId: string, messageId: string): Promise<void> {
  const message = await getMessage(deps, userId, messageId)
  if (message.conversationId !== conversationId) throw new AppError('not_found')
  await showMessage(deps, userId, messageId)
}

/** Removes a conversation with all in it; answers that are being written in it stop. No answer begins meanwhile. */
export async function removeConversation(deps: ChatDeps, userId: string, id: string): Promise<void> {
  const running = await deps.db.tx(async (store) => {
    if (!(await lockConversation(store, userId, id))) throw new AppError('not_found')
    const answers = await findRunning(store, id)
    await deleteConversation(store, userId, id)
    return answers
  })
  await stopAnswers(deps, running)
}

/** where processes tell each other the ids of answers to stop */
export const STOP_CHANNEL = 'turns:stop'

/** Stops an answer here, or tells the others: at once where they hear it, and by the database, where its process looks every second. */
async function stopAnywhere({ db, turns, kv, now }: ChatDeps, messageId: string): Promise<void> {
  if (turns.stop(messageId, 'user')) return
  await askForStop(db, messageId, new Date(now()))
  await kv.publish(STOP_CHANNEL, messageId).catch(() => undefined)
}

/** Stops answers whose rows are gone with their user. */
export async function stopAnswers(deps: ChatDeps, messageIds: readonly string[]): Promise<void> {
  for (const messageId of messageIds) await stopAnywhere(deps, messageId)
}

/** Stops an answer; one that has ended stays as it is. */
export async function stopAnswer(deps: ChatDeps, userId: string, messageId: string): Promise<MessageRow> {
  const message = await getMessage(deps, userId, messageId)
  if (message.status === 'streaming') await stopAnywhere(deps, messageId)
  return message
}
