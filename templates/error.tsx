import { paths } from '../src/paths.ts'
import type { Chrome } from './chrome.ts'
import { Gate, GateHeading } from './auth/gate.tsx'

export type ErrorProps = {
  chrome: Chrome
  status: number
  /** the reason's sentence, in the reader's language */
  text: string
  requestId?: string | undefined
}

/** Light, and without script: it has to work when little else does. */
export const ErrorPage = ({ chrome, status, text, requestId }: ErrorProps) => {
  const { t } = chrome
  return (
    <Gate chrome={chrome} title={t.error.title(status)}>
      <div class="form stack">
        <GateHeading title={t.error.title(status)} lead={text} />
        <a class="btn primary wide" href={chrome.user === null ? paths.login() : paths.newChat()}>
          {chrome.user === null ? t.auth.signIn : t.page.home}
        </a>
        <p class="muted num">{[String(status), requestId === undefined ? '' : t.error.reference(requestId)].filter(Boolean).join(' · ')}</p>
      </div>
    </Gate>
  )
}
