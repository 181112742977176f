import { paths } from '../../src/paths.ts'
import type { Strings } from '../i18n/index.ts'
import { Icon } from '../ui/icon.tsx'
import { ActionForm } from './actionForm.tsx'
import { Branch } from './branch.tsx'
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
      <EditLink t={t} messageId={message.id} />
      <Branch t={t} message={message} />
    </footer>
  </article>
)

/** The form comes in the place of the question; without script on a page of its own. `data-edit`: what ↑ in an empty composer presses. */
const EditLink = ({ t, messageId }: { t: Strings; messageId: string }) => (
  <a
    class="icon-btn"
    href={paths.messageEdit(messageId)}
    hx-get={paths.messageEdit(messageId)}
    hx-target={`#m-${messageId}`}
    hx-swap="outerHTML"
    hx-sync="this:drop"
    data-edit=""
    aria-label={t.thread.edit}
    title={t.thread.edit}
  >
    <Icon name="edit" />
  </a>
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
      <LeftOut t={t} message={message} />
      <Thinking t={t} message={message} />
      {(streaming || message.html !== '') && <Prose message={message} />}
      <EndNote t={t} message={message} />
      {streaming ? <Source message={message} /> : <AnswerFooter t={t} message={message} />}
    </article>
  )
}

/** What the model did not see, or only in short. */
const LeftOut = ({ t, message: { leftOut, isSummarised } }: { t: Strings; message: MessageView }) => {
  if (leftOut === 0 && !isSummarised) return null
  return (
    <p class="rule">
      <span>{isSummarised ? t.thread.summarised(leftOut) : t.thread.leftOut(leftOut)}</span>
    </p>
  )
}

/** `hx-ignore`: nothing that a model writes is ever read as an instruction of ours. */
const Prose = ({ message }: { message: MessageView }) => (
  <div class="prose" id={`b-${message.id}`} hx-ignore="" dangerouslySetInnerHTML={{ __html: proseHtml(message) }} />
)

const proseHtml = ({ status, html, openHtml }: MessageView): string => (status === 'streaming' ? html + openBlock(openHtml ?? '') : html)

export const openBlock = (html: string): string => `<div data-open>${html}</div>`

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
  if (message.html === '' && meta.length === 0 && message.siblings.length < 2) return null
  return (
    <footer>
      <Branch t={t} message={message} />
      {message.html !== '' && <CopyButton t={t} />}
      {message.html !== '' && <RetryButton t={t} message={message} />}
      {meta.length > 0 && <span class="meta num">{meta.join(' · ')}</span>}
    </footer>
  )
}

/** Another answer to the same question; this one is kept beside it. */
const RetryButton = ({ t, message: { id, clientIds } }: { t: Strings; message: MessageView }) => (
  <ActionForm action={paths.messageRetry(id)} clientId={clientIds.retry} place="end">
    <button class="icon-btn" aria-label={t.thread.regenerate} title={t.thread.regenerate}>
      <Icon name="again" />
    </button>
  </ActionForm>
)

const tokensText = (t: Strings, { tokens, estimated }: MessageView): string | null => {
  if (tokens === null || tokens === 0) return null
  return estimated ? t.chat.tokensEstimated(tokens) : t.chat.tokens(tokens)
}

const CopyButton = ({ t }: { t: Strings }) => (
  <button type="button" class="icon-btn scripted" data-copy="message" aria-label={t.chat.copy} title={t.chat.copy}>
    <Icon name="copy" />
  </button>
)
