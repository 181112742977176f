import type { Store } from '../db/store.ts'
import { CallAborted, UpstreamFailed } from '../llm/failed.ts'
import type { CallOutcome, ChatMessage, ChatRequest, OnDelta } from '../llm/llm.ts'
import { type Call, type CallEnd, holdQuota, nextAttempt, type OpenCall, openUsage, settleUsage } from '../usage/service.ts'
import { SUMMARY_LEAD } from './prompt.ts'
import { updateStreaming } from './queries.ts'
import { tokensOf } from './window.ts'

/** A summary to be made before an answer. */
export type SummaryTask = {
  /** what the model is asked */
  messages: readonly ChatMessage[]
  maxOutputTokens: number
  /** the last message that it covers */
  until: string
  /** what stands before and after it in the answer's own request */
  system: readonly ChatMessage[]
  kept: readonly ChatMessage[]
}

/** an answer waits no longer for a summary, ms */
const PATIENCE_MS = 60_000

type SummaryDeps = { db: Store; now: () => number }
export type Summarizing = {
  task: SummaryTask
  /** of the answer */
  request: ChatRequest
  call: Call
  tokenRatio: number
  /** one call of the model */
  askModel(request: ChatRequest, onDelta: OnDelta, signal: AbortSignal): Promise<CallOutcome>
}

/** Messages with a summary of what came before them; the same bytes for the same summary. */
export const told = (system: readonly ChatMessage[], summary: string | null, messages: readonly ChatMessage[]): ChatMessage[] => [
  ...system,
  ...(summary === null ? [] : [{ role: 'system' as const, content: `${SUMMARY_LEAD}\n\n${summary}` }]),
  ...messages,
]

/**
 * The request of an answer, with a new summary of what it leaves out; without one where that could not be made. The summary is
 * a call of its own, opened and settled like any, and kept with the answer. Rejects only when `signal` is aborted.
 */
export async function withSummary(deps: SummaryDeps, work: Summarizing, signal: AbortSignal): Promise<ChatRequest> {
  const summary = await summarize(deps, work, signal).catch(() => null)
  signal.throwIfAborted()
  return summary === null ? work.request : { ...work.request, messages: told(work.task.system, summary, work.task.kept) }
}

async function summarize({ db, now }: SummaryDeps, work: Summarizing, signal: AbortSignal): Promise<string | null> {
  const open = await openCall(db, work, new Date(now()))
  const end = await runCall(work, AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]))
  const summary = end.status === 'complete' ? end.content.trim() : ''
  await db.tx(async (store) => {
    await settleUsage(store, open, end, new Date(now()))
    if (summary !== '') await updateStreaming(store, work.call.messageId, { summary, summaryUntil: work.task.until })
  })
  return summary || null
}

async function openCall(db: Store, { call, task, tokenRatio }: Summarizing, at: Date): Promise<OpenCall> {
  return db.tx(async (store) => {
    const held = call.held && (await holdQuota(store, call.userId, call.held.byDefault))
    const attempt = await nextAttempt(store, call.messageId)
    const promptEstimate = tokensOf(task.messages, tokenRatio)
    const summary: Call = { ...call, held, attempt, purpose: 'summary', promptEstimate, answerAllowance: task.maxOutputTokens }
    return { call: summary, price: await openUsage(store, summary, at) }
  })
}

/** Never rejects: how it ended is what its usage tells. */
async function runCall({ askModel, request, task }: Summarizing, signal: AbortSignal): Promise<CallEnd> {
  const text = { content: '', reasoning: '' }
  const { messages, maxOutputTokens } = task
  try {
    const report = await askModel({ ...request, messages, maxOutputTokens, reasoning: false }, (kind, part) => (text[kind] += part), signal)
    return { ...text, status: 'complete', report, errorClass: null }
  } catch (error) {
    if (error instanceof CallAborted) {
      return { ...text, status: signal.reason === 'shutdown' ? 'interrupted' : 'stopped', report: error.report, errorClass: null }
    }
    const known = error instanceof UpstreamFailed ? error : null
    return { ...text, status: 'failed', report: known?.report ?? null, errorClass: known?.errorClass ?? 'internal' }
  }
}
