import type { ChatMessage } from '../llm/llm.ts'
import type { Said } from './treeQueries.ts'

/** A question as the model is told it, with its answer where it has one. */
export type Turn = { messages: ChatMessage[]; lastId: string }

/**
 * What was said, turn by turn. Servers want questions and answers in turns, beginning with a question: a question that has
 * no answer, or one without a word (stopped at once, failed), is told only when it is the last.
 */
export function turnsOf(said: readonly Said[], thoughts: ReadonlyMap<string, string>): Turn[] {
  const turns: Turn[] = []
  let question: Said | null = null
  for (const message of said) {
    if (message.role === 'user') question = message
    if (message.role !== 'assistant' || question === null) continue
    if (message.content.trim() !== '') {
      turns.push({ messages: [toChat(question), { ...toChat(message), ...thoughtsOf(message, thoughts) }], lastId: message.id })
    }
    question = null
  }
  return question === null ? turns : [...turns, { messages: [toChat(question)], lastId: question.id }]
}

const toChat = ({ role, content }: Said): ChatMessage => ({ role, content })

function thoughtsOf({ id }: Said, thoughts: ReadonlyMap<string, string>): Pick<ChatMessage, 'reasoning'> {
  const reasoning = thoughts.get(id)
  return reasoning === undefined ? {} : { reasoning }
}

/** How many turns the last request to this model left out on this branch. Other models have other windows. */
export function turnsLeftOut(said: readonly Said[], model: string): number {
  const last = said.findLast((message) => message.role === 'assistant' && message.model === model)
  return (last?.leftOut ?? 0) / 2
}

export type Summary = { text: string; /** how many turns it covers */ turns: number }

/** Of the summaries on this branch the one that covers the most of the turns before `first`, and nothing after them. */
export function bestSummary(said: readonly Said[], turns: readonly Turn[], first: number): Summary | null {
  const ends = new Map(turns.slice(0, first).map(({ lastId }, index) => [lastId, index + 1]))
  const known = said.map(({ summary, summaryUntil }) => ({ text: summary ?? '', turns: ends.get(summaryUntil ?? '') ?? 0 }))
  return known.reduce<Summary | null>((best, one) => (one.turns > (best?.turns ?? 0) ? one : best), null)
}
