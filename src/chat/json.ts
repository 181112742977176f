import type { Strings } from '../../templates/i18n/index.ts'
import { REASONS, toReason } from '../errors.ts'
import type { ModelChoice } from '../upstreams/service.ts'
import type { ConversationRow, MessageWithUsage } from './service.ts'

/** A conversation as the API shows it. */
export const conversationJson = (row: ConversationRow): object => ({
  id: row.id,
  title: row.title,
  pinned: row.pinned,
  archived: row.archived,
  model: row.model,
  leaf_id: row.leafId,
  created_at: row.createdAt.toISOString(),
  updated_at: row.updatedAt.toISOString(),
})

/** A message as the API shows it; `siblings` are the other answers to the same question, or questions at the same place. */
export function messageJson(row: MessageWithUsage, t: Strings): object {
  const reason = toReason(row.errorCode)
  return {
    id: row.id,
    parent_id: row.parentId,
    role: row.role,
    content: row.content,
    reasoning: row.reasoning,
    status: row.status,
    model: row.model,
    finish_reason: row.finishReason,
    error: row.status === 'failed' ? { code: REASONS[reason], message: t.reasons[reason]({}) } : null,
    files: [],
    usage: row.usage,
    siblings: row.siblings,
    left_out: row.leftOut,
    summarized: row.summary !== null,
    created_at: row.createdAt.toISOString(),
  }
}

export const modelJson = (model: ModelChoice, isDefault: boolean): object => ({
  id: model.id ?? model.upstreamId,
  name: model.name,
  upstream_id: model.upstreamId,
  context_tokens: model.contextTokens,
  max_output_tokens: model.maxOutputTokens,
  abilities: { thinking: model.thinking !== 'none' },
  default: isDefault,
  prices: model.prices,
})
