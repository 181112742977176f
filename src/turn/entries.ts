import type { TurnEvent } from './events.ts'

/** Deltas are nearly all of a log: they stand as bare strings, those of reasoning in an array of one. */
type Packed = string | [string] | TurnEvent

const pack = (event: TurnEvent): Packed => (event.type === 'content' ? event.content : event.type === 'reasoning' ? [event.content] : event)

function unpack(packed: Packed): TurnEvent {
  if (typeof packed === 'string') return { type: 'content', content: packed }
  return Array.isArray(packed) ? { type: 'reasoning', content: packed[0] } : packed
}

/** Events as one text for the store that processes share. */
export const packEvents = (events: readonly TurnEvent[]): string => JSON.stringify(events.map(pack))

/** Throws on what `packEvents` did not make. */
export const unpackEvents = (text: string): TurnEvent[] => (JSON.parse(text) as Packed[]).map(unpack)
