import type { Store } from '../db/store.ts'
import { AppError } from '../errors.ts'
import type { TurnUsage } from '../turn/events.ts'
import { usageOf } from '../usage/service.ts'
import type { ChatDeps } from './ask.ts'
import { findMessage, listMessages, type MessageFilter, type MessageRow } from './queries.ts'
import { siblingsIn } from './tree.ts'
import { listNodes, listSiblings, type Node } from './treeQueries.ts'

export type MessageWithUsage = MessageRow & { usage: TurnUsage | null; siblings: string[] }

export async function getMessage({ db }: Pick<ChatDeps, 'db'>, userId: string, id: string): Promise<MessageRow> {
  const message = await findMessage(db, userId, id)
  if (!message) throw new AppError('not_found')
  return message
}

/** One message with what its calls have cost, and those at its place. */
export async function getMessageWithUsage({ db }: Pick<ChatDeps, 'db'>, userId: string, id: string): Promise<MessageWithUsage> {
  const message = await getMessage({ db }, userId, id)
  const siblings = await listSiblings(db, userId, message)
  const [whole] = await withUsage(db, userId, [message], () => siblings)
  return whole ?? { ...message, usage: null, siblings }
}

export async function withUsage(
  db: Store,
  userId: string,
  rows: readonly MessageRow[],
  siblingsOf: (node: Node) => string[],
): Promise<MessageWithUsage[]> {
  const answers = rows.filter(({ role }) => role === 'assistant').map(({ id }) => id)
  const usage = await usageOf(db, userId, answers)
  return rows.map((row) => ({ ...row, usage: usage.get(row.id) ?? null, siblings: siblingsOf(row) }))
}

export type MessagePage = { rows: MessageWithUsage[]; next: MessageRow | null }

/** A page of all messages of a conversation, the oldest first. */
export async function pageOfMessages(
  { db }: ChatDeps,
  userId: string,
  conversationId: string,
  filter: MessageFilter,
): Promise<MessagePage> {
  const found = await listMessages(db, userId, conversationId, { ...filter, limit: filter.limit + 1 })
  const page = found.slice(0, filter.limit)
  const rows = await withUsage(db, userId, page, siblingsIn(await listNodes(db, userId, conversationId)))
  return { rows, next: found.length > filter.limit ? (page.at(-1) ?? null) : null }
}
