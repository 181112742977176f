import type { DockNoticeView, MainView, MessageView, SidebarView } from '../../templates/chat/views.ts'
import { type Locale, stringsFor } from '../../templates/i18n/index.ts'
import { newId } from '../ids.ts'
import type { TurnLog } from '../turn/log.ts'
import type { WebDeps } from '../web/context.ts'
import type { AnswerView } from './answerView.ts'
import { getConversation, getMessageWithUsage, type ListCursor, messagesOf, type MessageWithUsage, pageOfConversations } from './service.ts'
import type { StartDeps } from './start.ts'
import { messageView, modelNames, modelOption, renderOptions, sidebarView, type ViewDeps } from './views.ts'

export type PagesDeps = StartDeps & ViewDeps & Pick<WebDeps, 'assets'>

const SIDEBAR_PAGE = 50

export async function sidebarOf(
  deps: PagesDeps,
  userId: string,
  currentId: string | null,
  before: ListCursor | null = null,
): Promise<SidebarView> {
  return sidebarView(await pageOfConversations(deps, userId, { search: '', before, limit: SIDEBAR_PAGE }), currentId)
}

/** What the visitor has typed, or is told, beside the conversation itself. */
export type Extra = { draft?: string; notice?: DockNoticeView }

export async function mainView(
  deps: PagesDeps,
  userId: string,
  conversationId: string | null,
  locale: Locale,
  extra: Extra,
): Promise<MainView> {
  const models = await deps.upstreams.models()
  const conversation = conversationId === null ? null : await getConversation(deps, userId, conversationId)
  const rows = conversation ? await messagesOf(deps, userId, conversation) : []
  const names = modelNames(models)
  const messages = await Promise.all(rows.map((row) => messageView(deps, row, locale, names)))
  const last = rows.findLast((row) => row.role === 'assistant')
  const options = models.map(modelOption)
  const lastModel = models.findIndex((model) => model.upstreamId === last?.model)
  return {
    conversation: conversation && { id: conversation.id, title: conversation.title },
    messages,
    service: models.length === 0 ? 'none' : models[0]?.id === null ? 'demo' : 'upstream',
    composer: {
      clientId: newId(),
      takenId: rows.findLast((row) => row.role === 'user')?.clientId ?? null,
      parentId: rows.at(-1)?.id ?? null,
      runningId: rows.find((row) => row.status === 'streaming')?.id ?? null,
      models: options,
      modelId: options[Math.max(lastModel, 0)]?.id ?? null,
      reasoning: last ? last.reasoning !== null || last.content === '' : true,
      ...(extra.draft ? { draft: extra.draft } : {}),
    },
    ...(extra.notice ? { notice: extra.notice } : {}),
  }
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

/** One message as a page shows it. */
export async function messageOf(deps: PagesDeps, userId: string, messageId: string, { locale, log, html }: Reading): Promise<MessageView> {
  const row = await getMessageWithUsage(deps, userId, messageId)
  return messageView(deps, unsaved(row, log), locale, modelNames(await deps.upstreams.models()), html)
}

function unsaved(row: MessageWithUsage, log: TurnLog | undefined): MessageWithUsage {
  const end = log?.events.at(-1)
  if (row.status !== 'streaming' || !log || end?.type !== 'error') return row
  const content = log.events.map((event) => (event.type === 'content' ? event.content : '')).join('')
  return { ...row, content, status: 'failed', errorCode: end.reason, html: null }
}
