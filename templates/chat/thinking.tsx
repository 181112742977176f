import type { Strings } from '../i18n/index.ts'
import { Icon } from '../ui/icon.tsx'
import type { MessageView } from './views.ts'

/** What a model thought before it answered, folded away; while it thinks, that it does. */
export const Thinking = ({ t, message }: { t: Strings; message: MessageView }) => {
  const { id, status, reasoning, reasoningMs, createdAt } = message
  const streaming = status === 'streaming'
  if (reasoning !== null && reasoning !== '') {
    return <Thoughts t={t} messageId={id} text={reasoning} milliseconds={reasoningMs} streaming={streaming} since={createdAt} />
  }
  return streaming ? <Waiting t={t} messageId={id} since={createdAt} /> : null
}

/** Until the first token; the stylesheet hides it when anything stands in the answer. */
const Waiting = ({ t, messageId, since }: { t: Strings; messageId: string; since: Date }) => (
  <div class="think wait" id={`t-${messageId}`}>
    <p>
      <Icon name="wait" small className="spin" />
      {t.chat.thinking}
      <Elapsed t={t} since={since} />
    </p>
  </div>
)

/** The script counts in it while there is nothing but thoughts, from the begin of the answer where it is known. */
const Elapsed = ({ t, since }: { t: Strings; since: Date | undefined }) => (
  <time class="num" data-elapsed={since === undefined ? '' : String(since.getTime())} data-unit={t.secondsUnit} />
)

export type ThoughtsProps = {
  t: Strings
  messageId: string
  text: string
  milliseconds: number | null
  streaming: boolean
  /** when the answer was begun */
  since?: Date
}

export const Thoughts = ({ t, messageId, text, milliseconds, streaming, since }: ThoughtsProps) => (
  <details class="think" id={`t-${messageId}`}>
    <summary>
      {streaming && (
        <span class="now">
          <Icon name="wait" small className="spin" />
          {t.chat.thinking}
        </span>
      )}
      <span class="then">
        <Icon name="brain" small />
        {milliseconds === null ? t.chat.thoughts : t.chat.thoughtFor(Math.max(1, Math.round(milliseconds / 1000)))}
      </span>
      {streaming && milliseconds === null && <Elapsed t={t} since={since} />}
      <Icon name="chev" small className="chev" />
    </summary>
    <div id={`r-${messageId}`}>{text}</div>
  </details>
)
