import type { Store } from '../db/store.ts'
import type { ChatMessage } from '../llm/llm.ts'
import { isSummarizing, listThoughts } from './contextQueries.ts'
import type { Plan } from './prepare.ts'
import { SUMMARY_PROMPT } from './prompt.ts'
import type { Said } from './queries.ts'
import { type SummaryTask, told } from './summary.ts'
import { bestSummary, type Turn, turnsLeftOut, turnsOf } from './told.ts'
import { firstTold, refuseTooLarge, roomOf, summaryTokensOf, tokensOf } from './window.ts'

/** What the model is told: the system prompt, what is known of the messages that are left out, and the newest turns. */
export type Context = {
  messages: ChatMessage[]
  /** how many earlier messages are not among them */
  leftOut: number
  /** what is to be summed up first */
  summary: SummaryTask | null
}

export type Conversation = { id: string; prompt: string; said: readonly Said[] }

/**
 * The context in which the last message of `said` is answered; `newest`: how many turns have to stay.
 * Throws `question_too_large`.
 */
export async function contextFor(store: Store, plan: Plan, { id, prompt, said }: Conversation, newest = 1): Promise<Context> {
  const { model } = plan.route
  const system = systemMessages(prompt)
  const turns = turnsOf(said, model.replaysReasoning ? await listThoughts(store, id) : new Map())
  refuseTooLarge(plan, system, flat(turns.slice(-newest)))

  const sizes = turns.map(({ messages }) => tokensOf(messages, plan.tokenRatio))
  const room = roomOf(model) - tokensOf(system, plan.tokenRatio)
  const window = { before: turnsLeftOut(said, model.upstreamId), newest }
  if (firstTold(sizes, { ...window, room }) === 0) return { messages: [...system, ...flat(turns)], leftOut: 0, summary: null }

  const first = firstTold(sizes, { ...window, room: room - summaryTokensOf(model) })
  const known = bestSummary(said, turns, first)
  const start = told(system, known?.text ?? null, [])
  const [unknown, kept] = [turns.slice(known?.turns ?? 0, first), flat(turns.slice(first))]
  const summary = unknown.length > 0 && (await isSummarizing(store)) ? summaryTask(plan, start, unknown) : null
  return { messages: [...start, ...kept], leftOut: 2 * first, summary: summary && { ...summary, system, kept } }
}

export const systemMessages = (prompt: string): ChatMessage[] => (prompt === '' ? [] : [{ role: 'system', content: prompt }])

const flat = (turns: readonly Turn[]): ChatMessage[] => turns.flatMap(({ messages }) => messages)

/**
 * Asks for a summary after the very messages that the last request began with: most of them are in the server's cache.
 * Of more than the window takes the oldest stay unknown.
 */
function summaryTask({ route: { model }, tokenRatio }: Plan, start: readonly ChatMessage[], turns: readonly Turn[]) {
  const sizes = turns.map(({ messages }) => tokensOf(messages, tokenRatio))
  const request: ChatMessage = { role: 'user', content: SUMMARY_PROMPT }
  const room = roomOf(model) - tokensOf([...start, request], tokenRatio)
  const first = firstTold(sizes, { room, before: 0, newest: 1 })
  if (sizes.slice(first).reduce((sum, size) => sum + size, 0) > room) return null
  return {
    messages: [...start, ...flat(turns.slice(first)), request],
    maxOutputTokens: summaryTokensOf(model),
    until: turns.at(-1)?.lastId ?? '',
  }
}
