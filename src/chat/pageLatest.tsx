import { LatestFragment } from '../../templates/chat/latest.tsx'
import { userOf } from '../auth/guard.ts'
import type { AppContext } from '../web/context.ts'
import { chromeOf } from '../web/page.ts'
import { type PagesDeps, sidebarOf } from './pageData.ts'
import { getConversation, pageOfBranch } from './service.ts'
import { messageView } from './views.ts'

/**
 * What was said in a conversation after the message `parentId`, which a page has as its last: nothing (204, one row is read),
 * the messages that came after it, or the whole page again when that message is not on the branch that is shown any more.
 */
export async function latestForPage(deps: PagesDeps, c: AppContext, conversationId: string, parentId: string | undefined) {
  const user = userOf(c)
  const conversation = await getConversation(deps, user.id, conversationId)
  if (conversation.leafId === (parentId ?? null)) return c.body(null, 204)
  const { rows } = await pageOfBranch(deps, user.id, conversation, null)
  const known = rows.findIndex(({ id }) => id === parentId)
  if (known === -1) return c.body(null, 200, { 'HX-Refresh': 'true' })
  const names = await deps.upstreams.names()
  const [messages, sidebar] = await Promise.all([
    Promise.all(rows.slice(known + 1).map((row) => messageView(deps, row, c.var.locale, names))),
    sidebarOf(deps, user.id, conversationId),
  ])
  return c.html(<LatestFragment chrome={chromeOf(c, deps)} messages={messages} sidebar={sidebar} />)
}
