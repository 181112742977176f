import type { Child } from 'hono/jsx'
import { paths } from '../../src/paths.ts'
import type { Reason } from '../../src/errors.ts'
import type { Strings } from '../i18n/index.ts'
import { Icon } from '../ui/icon.tsx'
import { Notice } from '../ui/notice.tsx'
import { ActionForm } from './actionForm.tsx'
import type { MessageView } from './views.ts'

type Props = { t: Strings; message: MessageView }

/** How an answer ended, unless it simply ended: in words, with a way on. */
export const EndNote = ({ t, message }: Props) => {
  switch (message.status) {
    case 'stopped':
      return (
        <div class="rule">
          <span>{t.state.stopped}</span>
          {message.isCutShort && <Continue t={t} message={message} quiet />}
        </div>
      )
    case 'interrupted':
      return (
        <Notice tone="warning" icon="warn" title={t.state.interrupted} action={<WayOn t={t} message={message} />}>
          {message.isCutShort ? t.state.interruptedPartly : t.state.interruptedLead}
        </Notice>
      )
    case 'failed':
      return (
        <Notice tone="danger" icon="alert" title={failedTitle(t, message)} action={<WayOn t={t} message={message} />}>
          {reasonText(t, message.error)}
        </Notice>
      )
    case 'complete':
      return <FinishNote t={t} message={message} />
    case 'streaming':
      return null
  }
}

const isUnsaved = ({ error }: MessageView): boolean => error?.code === 'not_saved'

function failedTitle(t: Strings, message: MessageView): string {
  if (isUnsaved(message)) return t.state.notSaved
  return message.html === '' ? t.state.failed : t.state.failedPartly
}

const reasonText = (t: Strings, error: MessageView['error']): string => {
  if (error === null) return t.state.questionSaved
  return isReason(t, error.code) ? t.reasons[error.code]({}) : error.message
}

const isReason = (t: Strings, code: string): code is Reason => Object.hasOwn(t.reasons, code)

const FinishNote = ({ t, message }: Props) => {
  const reason = message.finishReason
  if (reason === null || reason === 'stop') return null
  return (
    <Notice tone="warning" icon="info" title={t.state.finish[reason]} action={message.isCutShort && <WayOn t={t} message={message} />} />
  )
}

/** The rest of an answer, or another one; a copy of what the server could not keep. */
const WayOn = ({ t, message }: Props): Child => {
  if (isUnsaved(message) && message.html !== '') return <CopyAnswer t={t} />
  return message.isCutShort ? <Continue t={t} message={message} /> : <Retry t={t} message={message} />
}

const CopyAnswer = ({ t }: { t: Strings }) => (
  <button type="button" class="btn small scripted" data-copy="message">
    <Icon name="copy" small />
    {t.thread.copyAnswer}
  </button>
)

/** These two are shown on the last message only, by the stylesheet. */
const Continue = ({ t, message: { id, clientIds }, quiet = false }: Props & { quiet?: boolean }) => (
  <ActionForm action={paths.messageContinuation(id)} clientId={clientIds.continuation} className="way-on" place="end">
    <button class={quiet ? 'btn small quiet' : 'btn small'}>
      <Icon name="play" small />
      {t.thread.continue}
    </button>
  </ActionForm>
)

const Retry = ({ t, message: { id, clientIds } }: Props) => (
  <ActionForm action={paths.messageRetry(id)} clientId={clientIds.retry} className="way-on" place="end">
    <button class="btn small">
      <Icon name="again" small />
      {t.chat.retry}
    </button>
  </ActionForm>
)
