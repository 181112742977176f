import type { Store } from '../db/store.ts'
import type { Price } from '../db/values.ts'
import { newId } from '../ids.ts'
import type { CallReport, TokenCount } from '../llm/llm.ts'
import type { TurnStatus, TurnUsage } from '../turn/events.ts'
import { estimateTokens } from '../llm/estimate.ts'
import { costOf, priceAt } from './price.ts'
import { sumOf } from './sum.ts'
import {
  closeUsage,
  findLastAttempt,
  findOpenUsage,
  findUsageOf,
  insertProxyLog,
  insertUsage,
  listOldOpenUsage,
  type UsageRow,
} from './queries.ts'

/** Who asked whom, over which key: known before an upstream is called. */
export type Call = {
  userId: string
  tokenId: string | null
  conversationId: string
  messageId: string
  attempt: number
  modelId: string | null
  model: string
  keyId: string | null
  keyLabel: string
  source: 'web' | 'api'
  requestId: string
  prices: readonly Price[]
  /** estimated tokens of what is sent */
  promptEstimate: number
}

/** How a call ended: what came, and the upstream's own count where it sent one. */
export type CallEnd = {
  status: TurnStatus
  content: string
  reasoning: string
  report: CallReport | null
  errorClass: string | null
}

/** Opens the usage of a call, before it is made: a crash after this leaves a row to settle, never a call without one. */
export async function openUsage(store: Store, call: Call, at: Date): Promise<void> {
  const { prices, promptEstimate, ...who } = call
  await insertUsage(store, {
    ...who,
    id: newId(),
    status: 'open',
    reservedTokens: promptEstimate,
    currency: priceAt(prices, at)?.currency ?? prices[0]?.currency ?? 'CNY',
    createdAt: at,
  })
}

/** Settles the usage of a call, once; null when it was settled before. Priced by the time at which it was opened. */
export async function settleUsage(store: Store, call: Call, end: CallEnd, openedAt: Date, now: Date): Promise<TurnUsage | null> {
  const estimated = end.report?.usage == null && end.status !== 'failed'
  const tokens = end.report?.usage ?? (estimated ? estimateCall(call, end) : NO_TOKENS)
  const price = priceAt(call.prices, openedAt)
  const figures = {
    ...tokens,
    totalTokens: tokens.promptTokens + tokens.completionTokens,
    cost: price ? costOf(tokens, price) : 0,
    currency: price?.currency ?? 'CNY',
    estimated,
  }
  const settled = await closeUsage(store, call.messageId, call.attempt, {
    ...figures,
    status: end.status,
    reservedTokens: 0,
    ttftMs: rounded(end.report?.ttftMs),
    durationMs: rounded(end.report?.durationMs),
    settledAt: now,
  })
  if (!settled) return null
  await insertProxyLog(store, logRow(call, end, now))
  return toTurnUsage(figures)
}

/** The calls for a message that nobody has settled. */
export const openUsageOf = (store: Store, messageId: string): Promise<UsageRow[]> => findOpenUsage(store, messageId)

/** Calls that should long be over: whoever made them may have died, and their messages may be deleted. */
export const oldOpenUsage = (store: Store, before: Date): Promise<UsageRow[]> => listOldOpenUsage(store, before)

export type Remains = { text: string; prices: readonly Price[]; now: Date }

/** Settles a call that its process left open when it died: by what was saved, flagged as estimated. */
export async function settleAbandonedUsage(store: Store, row: UsageRow, { text, prices, now }: Remains): Promise<void> {
  const tokens = { ...NO_TOKENS, promptTokens: row.reservedTokens, completionTokens: estimateTokens(text) }
  const price = priceAt(prices, row.createdAt)
  const closed = await closeUsage(store, row.messageId ?? '', row.attempt, {
    ...tokens,
    totalTokens: tokens.promptTokens + tokens.completionTokens,
    cost: price ? costOf(tokens, price) : 0,
    status: 'interrupted',
    estimated: true,
    reservedTokens: 0,
    settledAt: now,
  })
  if (closed) await insertProxyLog(store, logRow(row, { status: 'interrupted', report: null, errorClass: 'process_gone' }, now))
}

/** The number of the next call for a message. */
export const nextAttempt = async (store: Store, messageId: string): Promise<number> => (await findLastAttempt(store, messageId)) + 1

/** The usage of answers, by message id: the sum of all settled calls that were made for one. */
export async function usageOf(store: Store, userId: string, messageIds: readonly string[]): Promise<Map<string, TurnUsage>> {
  const settled = (await findUsageOf(store, userId, messageIds)).filter(({ status }) => status !== 'open')
  const byMessage = Map.groupBy(settled, ({ messageId }) => messageId ?? '')
  return new Map(Array.from(byMessage, ([id, rows]) => [id, sumOf(rows.map(toTurnUsage))]))
}

const NO_TOKENS: TokenCount = { promptTokens: 0, cachedTokens: 0, completionTokens: 0, reasoningTokens: 0 }

/** An answer that was stopped before its first token still had its question read. */
function estimateCall(call: Call, { content, reasoning }: CallEnd): TokenCount {
  const reasoningTokens = estimateTokens(reasoning)
  return {
    promptTokens: call.promptEstimate,
    cachedTokens: 0,
    completionTokens: estimateTokens(content) + reasoningTokens,
    reasoningTokens,
  }
}

type Logged = Pick<UsageRow, 'requestId' | 'userId' | 'tokenId' | 'keyId' | 'keyLabel' | 'model'>

function logRow(call: Logged, end: Pick<CallEnd, 'status' | 'report' | 'errorClass'>, now: Date) {
  return {
    id: newId(),
    requestId: call.requestId,
    userId: call.userId,
    tokenId: call.tokenId,
    keyId: call.keyId,
    keyLabel: call.keyLabel,
    model: call.model,
    status: end.status,
    httpStatus: end.report?.httpStatus ?? null,
    errorClass: end.errorClass,
    ttftMs: rounded(end.report?.ttftMs),
    durationMs: rounded(end.report?.durationMs) ?? 0,
    bytesIn: end.report?.bytesIn ?? 0,
    bytesOut: end.report?.bytesOut ?? 0,
    createdAt: now,
  }
}

const rounded = (ms: number | null | undefined): number | null => (ms == null ? null : Math.round(ms))

type Figures = Pick<
  UsageRow,
  'promptTokens' | 'completionTokens' | 'totalTokens' | 'cachedTokens' | 'reasoningTokens' | 'cost' | 'currency' | 'estimated'
>

const toTurnUsage = (row: Figures): TurnUsage => ({
  prompt_tokens: row.promptTokens,
  completion_tokens: row.completionTokens,
  total_tokens: row.totalTokens,
  cached_tokens: row.cachedTokens,
  reasoning_tokens: row.reasoningTokens,
  cost: row.cost,
  currency: row.currency,
  estimated: row.estimated,
})
