import type { Strings } from '../i18n/index.ts'
import { Notice } from '../ui/notice.tsx'
import { SignInNotice } from '../ui/signInNotice.tsx'
import type { DockNoticeView } from './views.ts'

/** Body of a 4xx or 5xx answer to the composer, to retry and to stop: what stands above the composer. */
export const DockNotice = ({ t, notice: { reason, detail, back } }: { t: Strings; notice: DockNoticeView }) => {
  if (reason === 'rate_limited' && detail.seconds !== undefined) return <Limit t={t} seconds={detail.seconds} />
  if (reason === 'unauthenticated') return <SignInNotice t={t} back={back} />
  return <Notice tone="danger" icon="alert" role="alert" title={t.reasons[reason](detail)} />
}

/** The script counts down and opens the send button again; without it the sentence still says how long. */
const Limit = ({ t, seconds }: { t: Strings; seconds: number }) => {
  const [before, after] = t.state.limitLead
  return (
    <Notice tone="warning" icon="clock" title={t.state.limit}>
      <span data-over={t.state.limitOver}>
        {before}
        <time datetime={`PT${seconds}S`} data-countdown={String(seconds)} data-unit={t.secondsUnit}>
          {t.seconds(seconds)}
        </time>
        {after}
      </span>
    </Notice>
  )
}
