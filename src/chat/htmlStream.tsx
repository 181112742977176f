import { FinalFrame, RefusalFrame, ResetFrame, StreamFrame } from '../../templates/chat/frames.tsx'
import type { MessageView } from '../../templates/chat/views.ts'
import type { Strings } from '../../templates/i18n/index.ts'
import { AppError } from '../errors.ts'
import { sseEvent, type TextSource } from '../web/sse.ts'
import type { AnswerView } from './answerView.ts'

export type HtmlStream = {
  t: Strings
  messageId: string
  view: AnswerView
  /** finished blocks that the page has */
  from: number
  /** The message as a page shows it, when the answer has ended; with this HTML where it is known. */
  final: (html: string | undefined) => Promise<MessageView>
}

/** What closes the connection of the page. */
const closeEvent = (id: number): string => sseEvent('', id, 'done')

/** The whole end of an answer in two events: the message as a page shows it, and the close. */
export async function endOf(t: Strings, message: Promise<MessageView>, id: number): Promise<string> {
  try {
    return sseEvent(String(<FinalFrame t={t} message={await message} />), id) + closeEvent(id)
  } catch (error) {
    return refusalOf(t, error, id)
  }
}

/** Why there is no answer to be followed, in a form that a page does not ask for again. */
export function refusalOf(t: Strings, error: unknown, id = 0, back?: string): string {
  const notice = error instanceof AppError ? { reason: error.reason, detail: error.detail } : { reason: 'internal' as const, detail: {} }
  return sseEvent(String(<RefusalFrame t={t} notice={{ ...notice, back }} />), id) + closeEvent(id)
}

/**
 * The rest of an answer as frames for the page. The id of an event is how many finished blocks the page has after it,
 * so that a page that comes back gets the blocks that it does not have.
 */
export function htmlSource({ t, messageId, view, from, final }: HtmlStream): TextSource {
  let blocks = from
  let version = 0
  let reasoningSent: number | null = null
  let ending: 'not yet' | 'asked' | 'sent' = 'not yet'
  let last = ''
  const wakers = new Set<() => void>()

  /** New reasoning: the first frame of a connection says all of it. */
  function reasoning() {
    const text = view.reasoning.slice(reasoningSent ?? 0)
    const frame = text === '' ? undefined : { text, replace: reasoningSent === null }
    if (text !== '') reasoningSent = view.reasoning.length
    return frame
  }

  function nextFrame(): string {
    version = view.version
    const isLost = blocks > view.closed.length
    const Frame = isLost ? ResetFrame : StreamFrame
    const closed = isLost ? view.closed : view.closed.slice(blocks)
    const props = { t, messageId, closed, open: view.open, reasoning: reasoning() }
    blocks = view.closed.length
    return sseEvent(String(<Frame {...props} />), blocks)
  }

  async function end(): Promise<void> {
    ending = 'asked'
    last = await endOf(t, final(view.whole ? view.closed.join('') : undefined), blocks)
    for (const wake of wakers) wake()
  }

  return {
    read() {
      if (last !== '') {
        const text = last
        last = ''
        ending = 'sent'
        return text
      }
      if (view.ended && ending === 'not yet') void end()
      return ending !== 'not yet' || version === view.version ? '' : nextFrame()
    },
    get ended() {
      return ending === 'sent'
    },
    watch(listener) {
      wakers.add(listener)
      const unwatch = view.watch(listener)
      return () => {
        wakers.delete(listener)
        unwatch()
      }
    },
  }
}
