import type { Strings } from '../../templates/i18n/index.ts'
import type { ChatDeps } from './ask.ts'
import { conversationJson, messageJson } from './json.ts'
import { pageOfMessages } from './messages.ts'
import { listOwned } from './ownerQueries.ts'
import type { MessageCursor } from './queries.ts'

const CONVERSATIONS = 100
const MESSAGES = 50

/** A conversation as its owner takes it away; its messages come one by one. */
export type OwnedConversation = { conversation: object; messages: AsyncGenerator<object> }

/** All conversations of a user, page by page: never more of them at once than a page of messages. */
export async function* ownedConversations(deps: ChatDeps, userId: string, t: Strings): AsyncGenerator<OwnedConversation> {
  for (let after: string | undefined = ''; after !== undefined;) {
    const rows = await listOwned(deps.db, userId, after, CONVERSATIONS)
    for (const row of rows) {
      const conversation = { ...conversationJson(row), system_prompt: row.systemPrompt }
      yield { conversation, messages: ownedMessages(deps, userId, row.id, t) }
    }
    after = rows.length < CONVERSATIONS ? undefined : rows.at(-1)?.id
  }
}

async function* ownedMessages(deps: ChatDeps, userId: string, conversationId: string, t: Strings): AsyncGenerator<object> {
  let after: MessageCursor | null = null
  do {
    const page = await pageOfMessages(deps, userId, conversationId, { after, limit: MESSAGES })
    for (const row of page.rows) yield messageJson(row, t)
    after = page.next
  } while (after)
}
