import type { Store } from '../db/store.ts'
import type { ChatMessage } from '../llm/llm.ts'
import { listThoughts } from './contextQueries.ts'
import type { Plan } from './prepare.ts'
import { SUMMARY_PROMPT } from './prompt.ts'
import type { Said } from './treeQueries.ts'
import { type SummaryTask, told } from './summary.ts'
import { bestSummary, type Turn, turnsLeftOut, turnsOf } from './told.ts'
import { firstTold, refuseTooLarge, roomOf, sumOf, summaryTokensOf, tokensOf } from './window.ts'

/** What the model is told: the system prompt, what is known of the messages that are left out, and the newest turns. */
export type Context = {
  messages: ChatMessage[]
  tokens: number
  /** how many earlier messages are not among them */
  leftOut: number
  /** what is to be summed up first */
  summary: SummaryTask | null
}

export type Conversation = {
  id: string
  prompt: string
  said: readonly Said[]
  /** what is asked of the last answer, where that is to be gone on with: a part of its turn */
  instruction?: string
}

/** The context in which the last message of `said` is answered. Throws `question_too_large`. */
export async function contextFor(store: Store, plan: Plan, conversation: Conversation): Promise<Context> {
  const { said, prompt } = conversation
  const { model } = plan.route
  const system = systemMessages(prompt)
  const turns = await turnsIn(store, plan, conversation)
  refuseTooLarge(plan, system, flat(turns.slice(-1)))

  const sizes = turns.map(({ messages }) => tokensOf(messages, plan.tokenRatio))
  const room = roomOf(model) - tokensOf(system, plan.tokenRatio)
  const before = turnsLeftOut(said, model.upstreamId)
  const all = { messages: [...system, ...flat(turns)], tokens: roomOf(model) - room + sumOf(sizes), leftOut: 0, summary: null }
  if (firstTold(sizes, { before, room }) === 0) return all

  const first = firstTold(sizes, { before, room: room - summaryTokensOf(model) })
  const known = bestSummary(said, turns, first)
  const start = told(system, known?.text ?? null, [])
  const [unknown, kept] = [turns.slice(known?.turns ?? 0, first), flat(turns.slice(first))]
  const summary = unknown.length > 0 && plan.site.summarize ? summaryTask(plan, start, unknown) : null
  const tokens = tokensOf(start, plan.tokenRatio) + sumOf(sizes.slice(first))
  return { messages: [...start, ...kept], tokens, leftOut: 2 * first, summary: summary && { ...summary, system, kept } }
}

async function turnsIn(store: Store, { route, asker }: Plan, { id, said, instruction }: Conversation): Promise<Turn[]> {
  const turns = turnsOf(said, route.model.replaysReasoning ? await listThoughts(store, asker.userId, id) : new Map())
  if (instruction !== undefined) turns.at(-1)?.messages.push({ role: 'user', content: instruction })
  return turns
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
  const first = firstTold(sizes, { room, before: 0 })
  if (sumOf(sizes.slice(first)) > room) return null
  return {
    messages: [...start, ...flat(turns.slice(first)), request],
    maxOutputTokens: summaryTokensOf(model),
    until: turns.at(-1)?.lastId ?? '',
  }
}
