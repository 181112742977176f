import type { Strings } from '../i18n/index.ts'
import { Icon } from '../ui/icon.tsx'
import type { MessageView } from './views.ts'

/** What a model thought before it answered, folded away; while it thinks, that it does. */
export const Thinking = ({ t, message }: { t: Strings; message: MessageView }) => {
  const { id, status, reasoning, reasoningMs } = message
  if (reasoning !== null && reasoning !== '') {
    return <Thoughts t={t} messageId={id} text={reasoning} milliseconds={reasoningMs} streaming={status === 'streaming'} />
  }
  return status === 'streaming' ? <Waiting t={t} messageId={id} /> : null
}

/** Until the first token; the stylesheet hides it when anything stands in the answer. */
const Waiting = ({ t, messageId }: { t: Strings; messageId: string }) => (
  <div class="think wait" id={`t-${messageId}`}>
    <p>
      <Icon name="wait" small className="spin" />
      {t.chat.thinking}
      <time data-elapsed="" data-unit={t.secondsUnit} />
    </p>
  </div>
)

export type ThoughtsProps = {
  t: Strings
  messageId: string
  text: string
  milliseconds: number | null
  streaming: boolean
}

export const Thoughts = ({ t, messageId, text, milliseconds, streaming }: ThoughtsProps) => (
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
      <Icon name="chev" small className="chev" />
    </summary>
    <div id={`r-${messageId}`}>{text}</div>
  </details>
)
