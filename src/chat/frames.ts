import type { Strings } from '../../templates/i18n/index.ts'
import { REASONS } from '../errors.ts'
import type { TurnEvent } from '../turn/events.ts'
import { Cursor } from '../turn/cursor.ts'
import type { TurnLog } from '../turn/log.ts'
import { sseEvent, type TextSource } from '../web/sse.ts'

/** An event as clients read it: an error with its code, and the sentence in the reader's language. */
export function toFrame(event: TurnEvent, t: Strings): object {
  if (event.type === 'delayed' || event.type === 'in_time') return { type: 'notice', code: event.type, message: t.state[event.type] }
  if (event.type !== 'error') return event
  return { type: 'error', code: REASONS[event.reason], message: t.reasons[event.reason](event.detail) }
}

/** Turns the events of a log into text, each by `write`. */
function sourceOf(log: TurnLog, lastEventId: number, write: (event: TurnEvent, id: number) => string): TextSource {
  const cursor = new Cursor(log, lastEventId)
  return {
    read(maxChars) {
      let text = ''
      while (text.length < maxChars) {
        const event = cursor.next()
        if (event === undefined) break
        text += write(event, cursor.id)
      }
      return text
    },
    get ended() {
      return cursor.ended
    },
    watch: (listener) => log.watch(listener),
  }
}

export const eventSource = (log: TurnLog, lastEventId: number, t: Strings): TextSource =>
  sourceOf(log, lastEventId, (event, id) => sseEvent(JSON.stringify(toFrame(event, t)), id))

/** The answer's text and nothing else. What was given out cannot be taken back: a text that begins again breaks off. */
export const textSource = (log: TurnLog): TextSource =>
  sourceOf(log, 0, (event) => {
    if (event.type === 'session_id' && event.restarted) throw new Error('the text has changed')
    return event.type === 'content' ? event.content : ''
  })
