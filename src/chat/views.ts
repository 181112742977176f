import type { ConversationItem, MessageView, ModelOption, SidebarView } from '../../templates/chat/views.ts'
import type { Locale, Strings } from '../../templates/i18n/index.ts'
import { locales, stringsFor } from '../../templates/i18n/index.ts'
import { toReason } from '../errors.ts'
import { newId } from '../ids.ts'
import type { FinishReason } from '../llm/llm.ts'
import type { ModelChoice } from '../upstreams/service.ts'
import type { AnswerView, AnswerViews } from './answerView.ts'
import { saveHtml } from './queries.ts'
import { RENDER_VERSION, renderAnswer, type RenderOptions } from './rendering.ts'
import { timeCursorOf } from '../web/schemas.ts'
import { type ChatDeps, type ConversationPage, isCutShort, type MessageWithUsage } from './service.ts'

const FINISH_REASONS: readonly string[] = [
  'stop',
  'length',
  'content_filter',
  'insufficient_system_resource',
  'other',
] satisfies FinishReason[]
const isFinishReason = (text: string | null): text is FinishReason => text !== null && FINISH_REASONS.includes(text)

export type ViewDeps = ChatDeps & { views: AnswerViews }

export const renderOptions = (messageId: string, t: Strings): RenderOptions => ({ idPrefix: `m-${messageId}-`, words: t.markdown })

/** Answers hold words of the page ("Copy"), so each language has a version of its own. */
const versionFor = (locale: Locale): number => RENDER_VERSION * 16 + locales.indexOf(locale)

/** The HTML of an answer that has ended: as it is kept, or as it was `shown` while it grew, or rendered; and kept. */
async function htmlOf({ db }: ViewDeps, row: MessageWithUsage, locale: Locale, shown?: string): Promise<string> {
  const version = versionFor(locale)
  if (row.html !== null && row.renderVersion === version) return row.html
  const html = shown ?? (await renderAnswer(row.content, renderOptions(row.id, stringsFor(locale))))
  if (row.status !== 'streaming' && row.errorCode !== 'not_saved') await saveHtml(db, row, html, version)
  return html
}

/** A running answer as far as it is, or nothing when another process writes it. */
async function liveView({ turns, views }: ViewDeps, messageId: string, locale: Locale): Promise<AnswerView | null> {
  const turn = turns.find(messageId)
  // one that has ended here is gone on with elsewhere, unless its end is still to be saved
  if (!turn || (turn.log.ended && !turns.holds(messageId))) return null
  const view = views.of(turn.log, locale, renderOptions(messageId, stringsFor(locale)))
  await view.refresh()
  return view
}

export async function messageView(
  deps: ViewDeps,
  row: MessageWithUsage,
  locale: Locale,
  names: ReadonlyMap<string, string>,
  shown?: string,
): Promise<MessageView> {
  const reason = toReason(row.errorCode)
  const live = row.status === 'streaming' ? await liveView(deps, row.id, locale) : null
  const isWritten = row.role === 'assistant' && row.status !== 'streaming'
  const html = isWritten ? await htmlOf(deps, row, locale, shown) : (live?.closed.join('') ?? '')
  return {
    id: row.id,
    role: row.role === 'user' ? 'user' : 'assistant',
    content: row.content,
    html,
    ...(row.status === 'streaming' ? { openHtml: live?.open ?? '', blocks: live?.closed.length ?? 0 } : {}),
    reasoning: live ? live.reasoning || null : row.reasoning,
    reasoningMs: row.reasoningMs,
    status: row.status,
    modelName: row.model === null ? null : (names.get(row.model) ?? row.model),
    finishReason: isFinishReason(row.finishReason) ? row.finishReason : null,
    error: row.status === 'failed' ? { code: reason, message: stringsFor(locale).reasons[reason]({}) } : null,
    tokens: row.usage?.total_tokens ?? null,
    estimated: row.usage?.estimated ?? false,
    siblings: row.siblings,
    isCutShort: isCutShort(row),
    leftOut: row.leftOut,
    isSummarised: row.summary !== null,
    clientIds: { retry: newId(), continuation: newId() },
    createdAt: row.createdAt,
  }
}

export const modelOption = (model: ModelChoice): ModelOption => ({
  id: model.id ?? model.upstreamId,
  name: model.name,
  note: null,
  thinks: model.thinking !== 'none',
})

export function sidebarView(page: ConversationPage, currentId: string | null): SidebarView {
  const conversations = page.rows.map((row): ConversationItem => ({
    id: row.id,
    title: row.title,
    updatedAt: row.updatedAt,
    running: page.running.has(row.id),
  }))
  return { conversations, nextCursor: page.next && timeCursorOf({ at: page.next.updatedAt, id: page.next.id }), currentId }
}
