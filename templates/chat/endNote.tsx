import { paths } from '../../src/paths.ts'
import type { Reason } from '../../src/errors.ts'
import type { Strings } from '../i18n/index.ts'
import { Icon } from '../ui/icon.tsx'
import { Notice } from '../ui/notice.tsx'
import type { MessageView } from './views.ts'

/** How an answer ended, unless it simply ended: in words, with a way on. */
export const EndNote = ({ t, message }: { t: Strings; message: MessageView }) => {
  switch (message.status) {
    case 'stopped':
      return (
        <p class="rule">
          <span>{t.state.stopped}</span>
        </p>
      )
    case 'interrupted':
      return (
        <Notice tone="warning" icon="warn" title={t.state.interrupted} action={<Retry t={t} messageId={message.id} />}>
          {t.state.interruptedLead}
        </Notice>
      )
    case 'failed':
      return (
        <Notice
          tone="danger"
          icon="alert"
          title={message.html === '' ? t.state.failed : t.state.failedPartly}
          action={<Retry t={t} messageId={message.id} />}
        >
          {reasonText(t, message.error)}
        </Notice>
      )
    case 'complete':
      return <FinishNote t={t} message={message} />
    case 'streaming':
      return null
  }
}

const reasonText = (t: Strings, error: MessageView['error']): string => {
  if (error === null) return t.state.questionSaved
  return isReason(t, error.code) ? t.reasons[error.code]({}) : error.message
}

const isReason = (t: Strings, code: string): code is Reason => Object.hasOwn(t.reasons, code)

const FinishNote = ({ t, message }: { t: Strings; message: MessageView }) => {
  const reason = message.finishReason
  return reason === null || reason === 'stop' ? null : <Notice tone="warning" icon="info" title={t.state.finish[reason]} />
}

/** Shown on the last message only, by the stylesheet. */
const Retry = ({ t, messageId }: { t: Strings; messageId: string }) => (
  <form
    class="retry"
    method="post"
    action={paths.messageRetry(messageId)}
    hx-post={paths.messageRetry(messageId)}
    hx-target="#notices"
    hx-sync="this:drop"
  >
    <button class="btn small">
      <Icon name="again" small />
      {t.chat.retry}
    </button>
  </form>
)
