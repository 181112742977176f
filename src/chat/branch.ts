import { AppError } from '../errors.ts'
import type { ChatDeps } from './ask.ts'
import { type MessageWithUsage, withUsage } from './messages.ts'
import { type ConversationRow, findMessage, updateConversation } from './queries.ts'
import { branchTo, newestLeafUnder, siblingsIn } from './tree.ts'
import { listNodes, listRows } from './treeQueries.ts'

/** messages that a page shows at once */
const PAGE = 50

export type BranchPage = {
  rows: MessageWithUsage[]
  hasEarlier: boolean
  hasLater: boolean
  /** the end of the branch, which the next question follows */
  leafId: string | null
}

/**
 * The last messages of the branch that is shown, or those before the message `before`. Of the others only their place is
 * read, so that a long conversation opens as fast as a short one.
 */
export async function pageOfBranch(
  { db }: Pick<ChatDeps, 'db'>,
  userId: string,
  conversation: ConversationRow,
  before: string | null,
): Promise<BranchPage> {
  const nodes = await listNodes(db, userId, conversation.id)
  const ids = branchTo(nodes, conversation.leafId).map(({ id }) => id)
  const place = before === null ? -1 : ids.indexOf(before)
  const end = place < 1 ? ids.length : place
  const start = Math.max(0, end - PAGE)
  const rows = await withUsage(db, userId, await listRows(db, userId, ids.slice(start, end)), siblingsIn(nodes))
  return { rows, hasEarlier: start > 0, hasLater: end < ids.length, leafId: ids.at(-1) ?? null }
}

/** Where a message stands on the branch that is shown: `before` names its page, null is the last one. */
export type Place = { conversationId: string; before: string | null }

/** Shows the branches that go through a message: the newest of them becomes the one of its conversation. */
export async function showMessage({ db }: Pick<ChatDeps, 'db'>, userId: string, messageId: string): Promise<Place> {
  const message = await findMessage(db, userId, messageId)
  if (!message) throw new AppError('not_found')
  const { conversationId } = message
  const nodes = await listNodes(db, userId, conversationId)
  const leafId = newestLeafUnder(nodes, messageId)
  await updateConversation(db, userId, conversationId, { leafId })
  const ids = branchTo(nodes, leafId).map(({ id }) => id)
  const place = ids.indexOf(messageId)
  return { conversationId, before: place < ids.length - PAGE ? (ids[place + 2] ?? null) : null }
}
