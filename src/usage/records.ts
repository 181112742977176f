import type { Store } from '../db/store.ts'
import { listNewest, listOldest, type RecordCursor, type RecordFilter, type UsageRecord } from './recordQueries.ts'

export type { RecordCursor, RecordFilter, UsageRecord, UsageStatus } from './recordQueries.ts'

const PAGE = 500

/** All records of a user, page by page. */
export async function* recordsOf(store: Store, userId: string): AsyncGenerator<object> {
  for (let after: RecordCursor | null | undefined = null; after !== undefined;) {
    const rows: UsageRecord[] = await listOldest(store, userId, after, PAGE)
    for (const row of rows) yield recordJson(row)
    after = rows.length < PAGE ? undefined : rows.at(-1)
  }
}

export type RecordPage = { rows: UsageRecord[]; next: RecordCursor | null }

/** Records, the newest first. What comes in meanwhile moves none of them to another page. */
export async function pageOfRecords(store: Store, filter: RecordFilter, cursor: RecordCursor | null, limit: number): Promise<RecordPage> {
  const rows = await listNewest(store, filter, cursor, limit + 1)
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { rows: page, next: rows.length > limit && last ? { createdAt: last.createdAt, id: last.id } : null }
}

/** As the API shows a call: cost in millionths of its currency, and so the price of a million tokens that applied. */
export const recordJson = (row: UsageRecord) => ({
  id: row.id,
  time: row.createdAt.toISOString(),
  user: row.username,
  model: row.model,
  key_label: row.keyLabel,
  source: row.source,
  status: row.status,
  estimated: row.estimated,
  prompt_tokens: row.promptTokens,
  cached_tokens: row.cachedTokens,
  completion_tokens: row.completionTokens,
  reasoning_tokens: row.reasoningTokens,
  total_tokens: row.totalTokens,
  cost: row.cost,
  currency: row.currency,
  ttft_ms: row.ttftMs,
  duration_ms: row.durationMs,
  session_id: row.conversationId,
  message_id: row.messageId,
  request_id: row.requestId,
  purpose: row.purpose,
  input_price: row.inputPrice,
  cached_input_price: row.cachedInputPrice,
  output_price: row.outputPrice,
})
