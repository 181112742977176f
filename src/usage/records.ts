import type { Store } from '../db/store.ts'
import type { UsageRow } from './queries.ts'
import { listRecords, type RecordCursor } from './recordQueries.ts'

const PAGE = 500

/** All records of a user, page by page. */
export async function* recordsOf(store: Store, userId: string): AsyncGenerator<object> {
  for (let after: RecordCursor | null | undefined = null; after !== undefined;) {
    const rows: UsageRow[] = await listRecords(store, userId, after, PAGE)
    for (const row of rows) yield recordJson(row)
    after = rows.length < PAGE ? undefined : rows.at(-1)
  }
}

const recordJson = (row: UsageRow): object => ({
  id: row.id,
  time: row.createdAt.toISOString(),
  model: row.model,
  key_label: row.keyLabel,
  source: row.source,
  purpose: row.purpose,
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
})
