import type { DockNoticeView, MainView, MessageView, SidebarView } from '../../templates/chat/views.ts'
import { type Locale, stringsFor } from '../../templates/i18n/index.ts'
import { newId } from '../ids.ts'
import type { TurnLog } from '../turn/log.ts'
import type { Visitor } from '../upstreams/service.ts'
import type { WebDeps } from '../web/context.ts'
import type { AnswerView } from './answerView.ts'
import { modelOf } from './sameModel.ts'
import { type BranchPage, getConversation, getMessageWithUsage, type ListCursor, pageOfBranch, pageOfConversations } from './service.ts'
import type { StartDeps } from './start.ts'
import { unsavedAnswer } from './unsaved.ts'
import { messageView, modelOption, renderOptions, sidebarView, type ViewDeps } from './views.ts'

export type PagesDeps = StartDeps & ViewDeps & Pick<WebDeps, 'assets'>

const SIDEBAR_PAGE = 50
/** bytes of one page of messages: very long answers come fewer at a time */
const PAGE_BYTES = 200_000

export async function sidebarOf(
  deps: PagesDeps,
  userId: string,
  currentId: string | null,
  before: ListCursor | null = null,
): Promise<SidebarView> {
  return sidebarView(await pageOfConversations(deps, userId, { search: '', before, limit: SIDEBAR_PAGE }), currentId)
}

/** What the visitor has typed, or is told, beside the conversation itself; `before`: of which message the earlier ones are shown. */
export type Extra = { draft?: string; notice?: DockNoticeView; before?: string | null }

const NO_MESSAGES: BranchPage = { rows: [], hasEarlier: false, hasLater: false, leafId: null }

export async function mainView(
  deps: PagesDeps,
  user: Visitor,
  conversationId: string | null,
  locale: Locale,
  extra: Extra,
): Promise<MainView> {
  const [models, names] = await Promise.all([deps.upstreams.models(user), deps.upstreams.names()])
  const conversation = conversationId === null ? null : await getConversation(deps, user.id, conversationId)
  const page = conversation ? await pageOfBranch(deps, user.id, conversation, extra.before ?? null) : NO_MESSAGES
  const { rows, hasEarlier, hasLater, leafId } = page
  const all = await Promise.all(rows.map((row) => messageView(deps, row, locale, names)))
  const messages = newestWithin(all, PAGE_BYTES)
  const last = rows.findLast((row) => row.role === 'assistant')
  const options = models.map(modelOption)
  const lastModel = modelOf(models, last?.model ?? null)
  return {
    conversation: conversation && { id: conversation.id, title: conversation.title },
    messages,
    earlierId: hasEarlier || messages.length < all.length ? (messages[0]?.id ?? null) : null,
    hasLater,
    service: models.length === 0 ? 'none' : models[0]?.id === null ? 'demo' : 'upstream',
    composer: {
      clientId: newId(),
      takenId: rows.findLast((row) => row.role === 'user')?.clientId ?? null,
      parentId: leafId,
      runningId: rows.find((row) => row.status === 'streaming')?.id ?? null,
      models: options,
      modelId: (lastModel ? modelOption(lastModel) : options[0])?.id ?? null,
      reasoning: last ? last.reasoning !== null || last.content === '' : true,
      ...(extra.draft ? { draft: extra.draft } : {}),
    },
    ...(extra.notice ? { notice: extra.notice } : {}),
  }
}

/** The newest of these messages that are not too much for one page: a question with its answer at least. */
function newestWithin(messages: readonly MessageView[], bytes: number): MessageView[] {
  let left = bytes
  const tooMuch = messages.findLastIndex(({ html, content, role }, index) => {
    left -= Buffer.byteLength(role === 'user' ? content : html)
    return left < 0 && index < messages.length - 2
  })
  return messages.slice(tooMuch + 1)
}

export function viewOf({ views }: ViewDeps, log: TurnLog, messageId: string, locale: Locale): AnswerView {
  return views.of(log, locale, renderOptions(messageId, stringsFor(locale)))
}

export type Reading = {
  locale: Locale
  /** of an answer that has ended: what could not be saved is shown from it */
  log?: TurnLog | undefined
  /** of an answer that has ended: its blocks as they were shown */
  html?: string | undefined
}

/** One message as a page shows it. What could not be saved is shown without asking the database for anything. */
export async function messageOf(deps: PagesDeps, userId: string, messageId: string, { locale, log, html }: Reading): Promise<MessageView> {
  const unsaved = log ? unsavedAnswer(log, userId, new Date(deps.now())) : null
  if (unsaved) return messageView(deps, unsaved, locale, new Map(), html)
  const row = await getMessageWithUsage(deps, userId, messageId)
  return messageView(deps, row, locale, await deps.upstreams.names(), html)
}
