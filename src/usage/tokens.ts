import { estimateTokens } from '../llm/estimate.ts'
import type { CallReport, TokenCount } from '../llm/llm.ts'
import type { TurnStatus } from '../turn/events.ts'

/** How a call ended: what came, and the upstream's own count where it sent one. */
export type CallEnd = {
  status: TurnStatus
  content: string
  reasoning: string
  report: CallReport | null
  errorClass: string | null
}

export const NO_TOKENS: TokenCount = { promptTokens: 0, cachedTokens: 0, completionTokens: 0, reasoningTokens: 0 }

export type Counted = TokenCount & { estimated: boolean }

/** The tokens of a call: as the upstream counted them, else estimated. A call that failed has none, nor has one of which nothing was sent. */
export function countTokens(promptEstimate: number, end: CallEnd): Counted {
  if (end.report === null || end.report.bytesOut === 0 || end.status === 'failed') return { ...NO_TOKENS, estimated: false }
  const told = end.report.usage
  const estimate = estimateCall(promptEstimate, end)
  if (told === null) return { ...estimate, estimated: true }
  const prompt = told.promptTokens > 0 ? told : { ...told, promptTokens: estimate.promptTokens, cachedTokens: 0 }
  const completion = countsAll(told, estimate, end) ? told : estimate
  const { completionTokens, reasoningTokens } = completion
  return { ...prompt, completionTokens, reasoningTokens, estimated: prompt !== told || completion !== told }
}

/** A count that came with the first chunks, before the answer was broken off, has not seen what came after it. */
function countsAll(told: TokenCount, estimate: TokenCount, { status }: CallEnd): boolean {
  if (status === 'complete') return told.completionTokens > 0 || estimate.completionTokens === 0
  return told.completionTokens * 2 >= estimate.completionTokens
}

/** An answer that was stopped before its first token still had its question read. */
function estimateCall(promptTokens: number, { content, reasoning }: CallEnd): TokenCount {
  const reasoningTokens = estimateTokens(reasoning)
  return { promptTokens, cachedTokens: 0, completionTokens: estimateTokens(content) + reasoningTokens, reasoningTokens }
}
