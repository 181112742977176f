import type { KeyView } from '../../../src/upstreams/keyState.ts'
import type { Chrome } from '../../chrome.ts'
import type { Tone } from '../../ui/notice.tsx'

const DAY_MS = 86_400_000

/** The time of what was within a day; else with its date. */
export const clock = ({ t, timeZone, now }: Chrome, at: Date): string =>
  Math.abs(now.getTime() - at.getTime()) < DAY_MS / 2 ? t.time(at, timeZone) : t.dateTime(at, timeZone)

const TONES: Record<KeyView['status'], Tone | null> = { ok: 'success', cooling: 'warning', set_aside: 'danger', untested: null }

type Props = { chrome: Chrome; view: KeyView }

/** How a key stands, why, and until when. */
export const KeyStateWords = ({ chrome, view }: Props) => {
  const { keys: words } = chrome.t
  if (!view.enabled) return <span class="badge">{words.disabled}</span>
  const tone = TONES[view.status]
  return (
    <>
      <span class="badge" {...(tone === null ? {} : { 'data-tone': tone })}>
        {words.status[view.status]}
        {view.status === 'cooling' && view.until !== null && ` · ${words.seconds(secondsLeft(chrome, view.until))}`}
      </span>
      {view.reason !== null && <small class="why">{why(chrome, view)}</small>}
    </>
  )
}

const secondsLeft = ({ now }: Chrome, until: Date): number => Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1_000))

function why(chrome: Chrome, { status, problem, until }: KeyView): string {
  const { keys: words } = chrome.t
  const text = problem === null ? '' : words.problems[problem]
  return status === 'set_aside' && until !== null ? `${text} ${words.retried(clock(chrome, until))}` : text
}
