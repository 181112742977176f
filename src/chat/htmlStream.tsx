import { FinalFrame, InTimeFrame, LateFrame, RefusalFrame, resetFrame, streamFrame } from '../../templates/chat/frames.tsx'
import type { MessageView } from '../../templates/chat/views.ts'
import type { Strings } from '../../templates/i18n/index.ts'
import { AppError } from '../errors.ts'
import { escapeHtml } from '../markdown/escape.ts'
import { sseEvent, type TextSource } from '../web/sse.ts'
import type { AnswerView } from './answerView.ts'
import { joined, type Step } from './continuation.ts'

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
 * The rest of an answer as frames for the page: whole states for htmx, and between them bare text for `static/app/grow.js`, since
 * the markup of a partial is longer than a few words. The id of an event is how many finished blocks the page has after it,
 * so that a page that comes back gets the blocks that it does not have.
 */
export function htmlSource({ t, messageId, view, from, final }: HtmlStream): TextSource {
  let blocks = from
  let version = 0
  /** how much of these the page has been told; another array: it has to be told anew */
  let steps: readonly Step[] | null = null
  let told = 0
  let { restarts } = view
  let saysLate = false
  let thoughts: number | null = null
  let ending: 'not yet' | 'asked' | 'sent' = 'not yet'
  let last = ''
  const wakers = new Set<() => void>()

  function nextFrame(): string {
    version = view.version
    if (restarts !== view.restarts) forget()
    const isBehind = steps !== view.steps || blocks !== view.closed.length
    const isFirstThought = thoughts === null && view.reasoning !== ''
    const text = (isBehind || isFirstThought ? wholeFrame() : newThoughts() + newWords()) + lateNotice()
    steps = view.steps
    told = steps.length
    blocks = view.closed.length
    if (view.reasoning !== '') thoughts = view.reasoning.length
    return text
  }

  /** What the page has is another text. */
  function forget(): void {
    restarts = view.restarts
    blocks = Infinity
    thoughts = null
  }

  function lateNotice(): string {
    if (saysLate === view.delayed) return ''
    saysLate = view.delayed
    return sseEvent(String(saysLate ? <LateFrame t={t} /> : <InTimeFrame />), view.closed.length)
  }

  function wholeFrame(): string {
    const isLost = blocks > view.closed.length
    const closed = isLost ? view.closed : view.closed.slice(blocks)
    const props = { t, messageId, closed, open: view.open, thoughts: thoughts === null ? view.reasoning : undefined }
    const frame = isLost ? resetFrame(props) : streamFrame(props)
    return (thoughts === null ? '' : newThoughts()) + sseEvent(frame, view.closed.length)
  }

  function newThoughts(): string {
    const added = view.reasoning.slice(thoughts ?? 0)
    return added === '' ? '' : sseEvent(escapeHtml(added), undefined, 'thinking')
  }

  function newWords(): string {
    let text = ''
    for (const { depth, html } of joined(view.steps, told)) text += sseEvent(`${depth} ${html}`)
    return text
  }

  async function end(): Promise<void> {
    ending = 'asked'
    last = await endOf(t, final(view.whole ? view.closed.join('') : undefined), blocks)
    if (saysLate) last = sseEvent(String(<InTimeFrame />), blocks) + last
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
