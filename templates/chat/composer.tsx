import { paths } from '../../src/paths.ts'
import type { Strings } from '../i18n/index.ts'
import { Icon } from '../ui/icon.tsx'
import { ModelMenu, ModelPick } from './modelMenu.tsx'
import type { ComposerView, MessageView } from './views.ts'

export type ComposerProps = { t: Strings; conversationId: string | null; composer: ComposerView }

/** 100,000 characters: what a question may have. The script says when a paste was cut at it. */
export const MAX_LENGTH = 100_000

/** A plain form that also works without script; an answer to it names its own places, a refusal goes to `#notices`. */
export const Composer = ({ t, conversationId, composer }: ComposerProps) => {
  const action = conversationId === null ? paths.newChat() : paths.chat(conversationId)
  return (
    <div class="composer">
      <form id="composer" method="post" action={action} hx-post={action} hx-target="#notices" hx-sync="this:drop">
        <ClientId value={composer.clientId} takenId={composer.takenId} />
        <label class="sr" for="message">
          {t.chat.message}
        </label>
        <textarea
          id="message"
          name="message"
          rows={1}
          required
          maxlength={MAX_LENGTH}
          placeholder={conversationId === null ? t.chat.placeholderFirst : t.chat.placeholder}
          autofocus={conversationId === null}
        >
          {leadingBreakKept(composer.draft ?? '')}
        </textarea>
        <div class="tools">
          <ModelPick t={t} composer={composer} />
          <ThinkSwitch t={t} composer={composer} />
          <Turn t={t} parentId={composer.parentId} runningId={composer.runningId} />
        </div>
      </form>
      <ModelMenu t={t} composer={composer} />
      {conversationId !== null && <Latest conversationId={conversationId} />}
    </div>
  )
}

/** A parser drops the first line break of a textarea. */
const leadingBreakKept = (text: string): string => (text.startsWith('\n') ? `\n${text}` : text)

/** `takenId`: under which the last question on the page came; the script drops the draft that was sent with it. */
export const ClientId = ({ value, takenId = null }: { value: string; takenId?: string | null | undefined }) => (
  <input type="hidden" id="client-id" name="client_id" value={value} {...(takenId === null ? {} : { 'data-taken': takenId })} />
)

/** Asks for what was said after the last message of the page, when the script says so. */
const Latest = ({ conversationId }: { conversationId: string }) => (
  <div
    hidden
    id="latest"
    hx-get={paths.chatLatest(conversationId)}
    hx-trigger="look"
    hx-include="#turn [name=parent_id]"
    hx-swap="none"
    hx-sync="this:drop"
    hx-config={LATEST_CONFIG}
  />
)

const LATEST_CONFIG = JSON.stringify({ timeout: 10_000 })

const ThinkSwitch = ({ t, composer }: { t: Strings; composer: ComposerView }) =>
  composer.models.some((model) => model.thinks) && (
    <label class="switch">
      <input type="checkbox" role="switch" name="reasoning" value="true" checked={composer.reasoning} />
      {t.chat.think}
    </label>
  )

/** Where the question goes and what the button does: send, or stop while an answer runs. */
export const Turn = ({ t, parentId, runningId }: { t: Strings; parentId: string | null; runningId: string | null }) => (
  <span id="turn" class="turn">
    {parentId !== null && <input type="hidden" name="parent_id" value={parentId} />}
    {runningId === null ? <SendButton t={t} /> : <StopButton t={t} messageId={runningId} />}
  </span>
)

/** The state after `message` has been written: the next question follows it. */
export const TurnAfter = ({ t, message }: { t: Strings; message: MessageView }) => (
  <Turn t={t} parentId={message.id} runningId={message.status === 'streaming' ? message.id : null} />
)

const SendButton = ({ t }: { t: Strings }) => (
  <button class="send" aria-label={t.chat.send} title={t.chat.send}>
    <Icon name="send" />
  </button>
)

const StopButton = ({ t, messageId }: { t: Strings; messageId: string }) => (
  <button
    class="send stop"
    formaction={paths.messageStop(messageId)}
    formnovalidate
    hx-post={paths.messageStop(messageId)}
    hx-target="#notices"
    hx-config={STOP_CONFIG}
    aria-label={t.chat.stop}
    data-busy={t.chat.stopping}
    title={t.chat.stopHint}
  >
    <Icon name="stop" small />
  </button>
)

/** What got no answer by then is asked again. */
const STOP_CONFIG = JSON.stringify({ timeout: 5_000 })
