import { paths } from '../../src/paths.ts'
import type { Strings } from '../i18n/index.ts'
import { Icon } from '../ui/icon.tsx'
import { EndNote } from './endNote.tsx'
import { Thinking } from './thinking.tsx'
import type { MessageView } from './views.ts'

/** The one way to show a message: on page load, after sending, and at the end of a stream. */
export const Message = ({ t, message }: { t: Strings; message: MessageView }) =>
  message.role === 'user' ? <Question t={t} message={message} /> : <Answer t={t} message={message} />

const Question = ({ t, message }: { t: Strings; message: MessageView }) => (
  <article class="message user" id={`m-${message.id}`} aria-label={t.chat.you}>
    <div class="bubble">{message.content}</div>
    <footer>
      <CopyButton t={t} />
    </footer>
  </article>
)

const Answer = ({ t, message }: { t: Strings; message: MessageView }) => {
  const streaming = message.status === 'streaming'
  return (
    <article
      class="message"
      id={`m-${message.id}`}
      aria-label={t.chat.answer}
      data-status={message.status}
      {...(streaming ? { 'aria-busy': 'true' } : {})}
    >
      <Thinking t={t} message={message} />
      {(streaming || message.html !== '') && <Prose message={message} />}
      <EndNote t={t} message={message} />
      {streaming ? <Source message={message} /> : <AnswerFooter t={t} message={message} />}
    </article>
  )
}

/** `hx-ignore`: nothing that a model writes is ever read as an instruction of ours. */
const Prose = ({ message }: { message: MessageView }) => (
  <div class="prose" id={`b-${message.id}`} hx-ignore="" dangerouslySetInnerHTML={{ __html: proseHtml(message) }} />
)

const proseHtml = ({ id, status, html, openHtml }: MessageView): string =>
  status === 'streaming' ? html + openBlock(id, openHtml ?? '') : html

export const openBlock = (messageId: string, html: string): string => `<div data-open id="o-${messageId}">${html}</div>`

/** One connection at a time, which the script makes again when it ends before the answer does. */
const SSE_CONFIG = JSON.stringify({ sse: { reconnect: false, pauseOnBackground: false, releaseOn: 'end', connectTimeout: 20_000 } })

/** Receives the rest of the answer; the last frame replaces the message and with it this element. */
const Source = ({ message }: { message: MessageView }) => (
  <div
    hidden
    hx-sse:connect={paths.messageStream(message.id, message.blocks ?? 0)}
    hx-sse:close="done"
    hx-trigger="load, again"
    hx-swap="none"
    hx-sync="this:drop"
    hx-config={SSE_CONFIG}
  />
)

const AnswerFooter = ({ t, message }: { t: Strings; message: MessageView }) => {
  const meta = [message.modelName, tokensText(t, message)].filter((part) => part !== null && part !== '')
  if (message.html === '' && meta.length === 0) return null
  return (
    <footer>
      {message.html !== '' && <CopyButton t={t} />}
      {meta.length > 0 && <span class="meta num">{meta.join(' · ')}</span>}
    </footer>
  )
}

const tokensText = (t: Strings, { tokens, estimated }: MessageView): string | null => {
  if (tokens === null || tokens === 0) return null
  return estimated ? t.chat.tokensEstimated(tokens) : t.chat.tokens(tokens)
}

const CopyButton = ({ t }: { t: Strings }) => (
  <button type="button" class="icon-btn scripted" data-copy="message" aria-label={t.chat.copy} title={t.chat.copy}>
    <Icon name="copy" />
  </button>
)
