import type { Store } from '../db/store.ts'
import type { Price } from '../db/values.ts'
import { newId } from '../ids.ts'
import { estimateTokens } from '../llm/estimate.ts'
import type { TokenCount } from '../llm/llm.ts'
import type { TurnUsage } from '../turn/events.ts'
import { type AppliedPrice, costAt, priceToApply } from './appliedPrice.ts'
import {
  closeUsage,
  findLastAttempt,
  findOpenUsage,
  findUsageOf,
  insertProxyLog,
  insertUsage,
  listOldOpenUsage,
  sumWritten,
  type UsageRow,
} from './queries.ts'
import { checkQuota, type HeldQuota } from './reserve.ts'
import { sumOf } from './sum.ts'
import { type CallEnd, countTokens, NO_TOKENS } from './tokens.ts'

export type { AppliedPrice } from './appliedPrice.ts'
export { callsByKey, type KeyCalls } from './keyQueries.ts'
export { findMessageAskedFor } from './queries.ts'
export { type ChartData, chartOf, firstDayOf, range, type Range, RANGES } from './chart.ts'
export { chartFor, ownPage } from './dashboard.ts'
export { dayJson, daysOf, statsOf, topUsers, totalsByKey, totalsByModel } from './figures.ts'
export type { Stats } from './figures.ts'
export { firstTokenOf, runningCalls } from './live.ts'
export { activeUsers } from './liveQueries.ts'
export { dayIn, dayNamed, dayOf, mondayOf } from './periods.ts'
export { keptPrices, MAX_PRICES, priceFaults } from './priceList.ts'
export { priceNow } from './priceNow.ts'
export { QUOTA_NAMES, type QuotaName } from './quota.ts'
export { type Remaining, remainingBy, remainingOf } from './remaining.ts'
export { type HeldQuota, holdQuota } from './reserve.ts'
export {
  pageOfRecords,
  type RecordCursor,
  type RecordFilter,
  recordJson,
  type RecordPage,
  recordsOf,
  type UsageRecord,
  type UsageStatus,
} from './records.ts'
export { recordsCsv } from './recordsCsv.ts'
export { momentOf } from './moment.ts'
export { recordCursorOf, recordFilterOf, recordsQuery } from './recordsQuery.ts'
export { startUsageJobs } from './jobs.ts'
export { beginRecount, recountSome } from './recount.ts'
export { leaveUsage, rollUpSome } from './rollUp.ts'
export { type Sums, sumsJson, sumsOf } from './sums.ts'
export type { CallEnd } from './tokens.ts'
export { monthsOf } from './userMonths.ts'

/** A call for a user's message. */
export type Call = UpstreamCall & { userId: string; conversationId: string; purpose?: 'answer' | 'summary' }

/** Who asked whom, over which key: known before an upstream is called. */
export type UpstreamCall = {
  /** null: nobody's, a test */
  userId: string | null
  tokenId: string | null
  conversationId: string | null
  /** a test's own id, where it is for no message */
  messageId: string
  attempt: number
  /** an answer where it is not said */
  purpose?: 'answer' | 'summary' | 'test'
  modelId: string | null
  model: string
  keyId: string | null
  keyLabel: string
  source: 'web' | 'api'
  requestId: string
  prices: readonly Price[]
  /** estimated tokens of what is sent */
  promptEstimate: number
  /** tokens that are reserved for the answer, beside the prompt */
  answerAllowance: number
  /** what the caller may spend; null: no limit holds */
  held: HeldQuota | null
}

/** A call whose usage is open, and the price that its row keeps. */
export type OpenCall<Kind extends UpstreamCall = UpstreamCall> = { call: Kind; price: AppliedPrice }

/** An answer counts for so many tokens until it is counted; a longer one is found out when it is settled. */
const MAX_ALLOWANCE = 4_096

export const answerAllowance = (maxOutputTokens: number | null): number => Math.min(maxOutputTokens ?? MAX_ALLOWANCE, MAX_ALLOWANCE)

/**
 * Opens the usage of a call, before it is made: a crash after this leaves a row to settle, never a call without one.
 * Until then the row reserves what the call may come to. `clientId`: under which its turn was asked for; a user has each
 * once, whatever it began, and for as long as there are records. Answers the price that applies from now on, which the row
 * keeps: whoever settles it, and however late, asks for no other. Throws `quota_tokens` and `quota_cost`.
 */
export async function openUsage(store: Store, call: UpstreamCall, at: Date, clientId: string | null = null): Promise<AppliedPrice> {
  const { prices, promptEstimate, answerAllowance: completionTokens, held, ...who } = call
  const price = priceToApply(prices, at)
  const wanted = {
    tokens: promptEstimate + completionTokens,
    cost: costAt(price, { ...NO_TOKENS, promptTokens: promptEstimate, completionTokens }) ?? 0,
    currency: price.currency,
  }
  if (held && call.userId !== null) await checkQuota(store, call.userId, held, wanted, at)
  await insertUsage(store, {
    ...who,
    id: newId(),
    clientId,
    status: 'open',
    promptTokens: promptEstimate,
    reservedTokens: wanted.tokens,
    cost: wanted.cost,
    ...price,
    createdAt: at,
  })
  return price
}

/** Settles the usage of a call, once; null when it was settled before. `price`: what its opening answered. */
export async function settleUsage(store: Store, { call, price }: OpenCall, end: CallEnd, now: Date): Promise<TurnUsage | null> {
  const tokens = countTokens(call.promptEstimate, end)
  const totalTokens = tokens.promptTokens + tokens.completionTokens
  const figures = { ...tokens, totalTokens, cost: costAt(price, tokens) ?? 0, currency: price.currency }
  const settled = await closeUsage(store, call.messageId, call.attempt, {
    ...figures,
    status: end.status,
    keyId: call.keyId,
    keyLabel: call.keyLabel,
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

/**
 * Settles a call that its process left open when it died: by what was saved, flagged as estimated. A row without a price keeps the
 * cost that it was opened with: nothing, or what a version that kept no prices had reserved.
 */
export async function settleAbandonedUsage(store: Store, row: UsageRow, text: string, now: Date): Promise<void> {
  const tokens = { ...NO_TOKENS, promptTokens: row.promptTokens, completionTokens: await writtenBy(store, row, text) }
  const cost = costAt(row, tokens) ?? row.cost
  await closeInterrupted(store, row, { ...tokens, cost, estimated: true }, 'process_gone', now)
}

/** Settles a call that was opened and, as is known for certain, never made: it costs nothing. */
export const settleUncalledUsage = (store: Store, row: UsageRow, now: Date): Promise<void> =>
  closeInterrupted(store, row, { ...NO_TOKENS, cost: 0, estimated: false }, 'never_called', now)

type Counts = TokenCount & Pick<UsageRow, 'cost' | 'estimated'>

async function closeInterrupted(store: Store, row: UsageRow, counts: Counts, errorClass: string, now: Date): Promise<void> {
  const totalTokens = counts.promptTokens + counts.completionTokens
  const end = { ...counts, totalTokens, status: 'interrupted', reservedTokens: 0, settledAt: now } as const
  const closed = await closeUsage(store, row.messageId ?? '', row.attempt, end)
  if (closed) await insertProxyLog(store, logRow(row, { status: 'interrupted', report: null, errorClass }, now))
}

/** Of the text of an answer, what earlier calls for it have not been charged with. */
async function writtenBy(store: Store, { purpose, messageId }: UsageRow, text: string): Promise<number> {
  if (purpose !== 'answer' || messageId === null) return 0
  return Math.max(0, estimateTokens(text) - (await sumWritten(store, messageId)))
}

/** The number of the next call for a message. */
export const nextAttempt = async (store: Store, messageId: string): Promise<number> => (await findLastAttempt(store, messageId)) + 1

/** The usage of answers, by message id: the sum of all settled calls that were made for one. */
export async function usageOf(store: Store, userId: string, messageIds: readonly string[]): Promise<Map<string, TurnUsage>> {
  const settled = (await findUsageOf(store, userId, messageIds)).filter(({ status }) => status !== 'open')
  const byMessage = Map.groupBy(settled, ({ messageId }) => messageId ?? '')
  return new Map(Array.from(byMessage, ([id, rows]) => [id, sumOf(rows.map(toTurnUsage))]))
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
