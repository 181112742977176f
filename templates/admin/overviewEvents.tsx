import type { Event } from '../../src/admin/overview/events.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { queryOf } from '../ui/query.ts'
import { ownerWords } from './owner.tsx'
import type { NowProps } from './overviewNow.tsx'

/** Keys that are out of use, and calls that failed; the newest first. */
export const EventList = ({ chrome, now: { events } }: NowProps) =>
  events.length === 0 ? (
    <p class="muted">{chrome.t.overview.noEvents}</p>
  ) : (
    <ul class="items">
      {events.map((event) =>
        event.kind === 'failed' ? <Failure chrome={chrome} event={event} /> : <KeyEvent chrome={chrome} event={event} />,
      )}
    </ul>
  )

type EventProps<Kind> = { chrome: Chrome; event: Extract<Event, { kind: Kind }> }

/** The time of what happened today, of anything else the day. */
const When = ({ chrome: { t, timeZone, now }, at }: { chrome: Chrome; at: Date }) => {
  const day = t.overview.day(at, timeZone)
  return (
    <time class="muted num" datetime={at.toISOString()} title={t.usage.when(at, timeZone)}>
      {day === t.overview.day(now, timeZone) ? t.time(at, timeZone) : day}
    </time>
  )
}

const KeyEvent = ({ chrome, event }: EventProps<'setAside' | 'cooling'>) => {
  const { t, timeZone } = chrome
  const { kind, at, keyId, keyLabel, problem, until } = event
  return (
    <li id={`key-${keyId}`}>
      <When chrome={chrome} at={at} />
      <div>
        <a href={paths.adminKey(keyId)}>
          {kind === 'setAside' || until === null
            ? t.overview.keySetAside(keyLabel)
            : t.overview.keyCooling(keyLabel, t.time(until, timeZone))}
        </a>
        {problem !== null && <small>{t.keys.problems[problem]}</small>}
      </div>
    </li>
  )
}

const Failure = ({ chrome, event: { at, call } }: EventProps<'failed'>) => {
  const { t } = chrome
  const { httpStatus, errorClass } = call
  const why = [...(httpStatus === null ? [] : [`HTTP ${httpStatus}`]), ...(errorClass === null ? [] : [t.logs.error(errorClass)])]
  const who = t.overview.callBy(ownerWords(chrome, call), call.keyLabel)
  return (
    <li id={`call-${call.id}`}>
      <When chrome={chrome} at={at} />
      <div>
        <a href={paths.adminLogs(queryOf({ request_id: call.requestId }))}>{t.overview.callFailed(call.model)}</a>
        <small>{[why.join(': '), who].filter((words) => words !== '').join(' · ')}</small>
      </div>
    </li>
  )
}
