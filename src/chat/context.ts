import type { ChatMessage } from '../llm/llm.ts'
import { estimateTokens } from '../llm/estimate.ts'

export type ContextModel = { contextTokens: number; maxOutputTokens: number | null }

/** Tokens that a chat format adds to each message. */
const MESSAGE_OVERHEAD = 4

const tokensOf = ({ content }: ChatMessage): number => estimateTokens(content) + MESSAGE_OVERHEAD

/**
 * What the model is sent: the system prompt and the newest messages that fit its window, in their order.
 * The last message always goes. The oldest are left out first, so that the beginning stays the same for as long as it can.
 */
export function fitContext(system: string, history: readonly ChatMessage[], model: ContextModel): ChatMessage[] {
  const first: ChatMessage[] = system === '' ? [] : [{ role: 'system', content: system }]
  const forOutput = Math.min(model.maxOutputTokens ?? Number.POSITIVE_INFINITY, Math.floor(model.contextTokens / 4))
  let left = model.contextTokens - forOutput - first.reduce((sum, message) => sum + tokensOf(message), 0)
  const kept: ChatMessage[] = []
  for (const message of history.toReversed()) {
    left -= tokensOf(message)
    if (left < 0 && kept.length > 0) break
    kept.unshift(message)
  }
  while (kept.length > 1 && kept[0]?.role === 'assistant') kept.shift()
  return [...first, ...kept]
}
