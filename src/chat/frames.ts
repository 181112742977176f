import type { Strings } from '../../templates/i18n/index.ts'
import { REASONS } from '../errors.ts'
import type { TurnEvent } from '../turn/events.ts'
import type { TurnLog } from '../turn/log.ts'
import { sseEvent, type TextSource } from '../web/sse.ts'

/** An event as clients read it: an error with its code, and the sentence in the reader's language. */
export function toFrame(event: TurnEvent, t: Strings): object {
  if (event.type !== 'error') return event
  return { type: 'error', code: REASONS[event.reason], message: t.reasons[event.reason](event.detail) }
}

/** Turns the events of a log after the id `after` into text, each by `write`. */
function sourceOf(log: TurnLog, after: number, write: (event: TurnEvent, id: number) => string): TextSource {
  let sent = after
  return {
    read(maxChars) {
      let text = ''
      for (let event = log.events[sent]; event && text.length < maxChars; event = log.events[sent]) text += write(event, ++sent)
      return text
    },
    get ended() {
      return log.ended && sent >= log.events.length
    },
    watch: (listener) => log.watch(listener),
  }
}

export const eventSource = (log: TurnLog, after: number, t: Strings): TextSource =>
  sourceOf(log, after, (event, id) => sseEvent(JSON.stringify(toFrame(event, t)), id))

/** The answer's text and nothing else. */
export const textSource = (log: TurnLog): TextSource => sourceOf(log, 0, (event) => (event.type === 'content' ? event.content : ''))
