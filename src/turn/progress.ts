import { isLast, textOf, type TurnEvent } from './events.ts'
import { textEvents } from './turn.ts'

/** An answer as the database has it; `closing` when it has ended. */
export type Progress = { content: string; reasoning: string; closing: readonly TurnEvent[] | null }

/** Whether a log can be that of an answer that has ended: the whole of it, or its beginning where it broke off. */
export function isPartOf(events: readonly TurnEvent[], { content, reasoning }: Progress): boolean {
  const shown = textOf(events)
  const last = events.at(-1)
  if (last && isLast(last)) return shown.content === content && shown.reasoning === reasoning
  return content.startsWith(shown.content) && reasoning.startsWith(shown.reasoning)
}

/** What a text has beyond what these events say; null where it does not have that. */
export function restOf(events: readonly TurnEvent[], { content, reasoning }: Pick<Progress, 'content' | 'reasoning'>): TurnEvent[] | null {
  const shown = textOf(events)
  if (!reasoning.startsWith(shown.reasoning) || !content.startsWith(shown.content)) return null
  return textEvents({ reasoning: reasoning.slice(shown.reasoning.length), content: content.slice(shown.content.length) })
}
