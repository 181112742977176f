import type { UsageRecord } from '../../src/usage/records.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import type { Tone } from '../ui/notice.tsx'

export type RecordsProps = {
  chrome: Chrome
  records: readonly UsageRecord[]
  /** the id of the heading that names the table */
  headingId: string
  /** one's own say in which conversation, everybody's say who and over which key */
  scope: 'own' | 'everybody'
  /** of one's own conversations, by their ids; those that are deleted are not in it */
  titles?: ReadonlyMap<string, string>
}

type RowProps = Omit<RecordsProps, 'records' | 'headingId'> & { record: UsageRecord }

/** Calls, one a row; on a phone each is a small card. */
export const RecordsTable = ({ records, headingId, ...rest }: RecordsProps) => {
  const { records: t } = rest.chrome.t.usage
  const isOwn = rest.scope === 'own'
  return (
    <div class="table-wrap" tabindex={0} role="region" aria-labelledby={headingId}>
      <table class="table fold">
        <thead>
          <tr>
            <th>{isOwn ? t.conversation : t.user}</th>
            <th>{t.model}</th>
            {!isOwn && <th>{t.key}</th>}
            <th class="num">{t.input}</th>
            <th class="num">{t.cached}</th>
            <th class="num">{t.output}</th>
            <th class="num">{t.duration}</th>
            <th class="num">{t.cost}</th>
          </tr>
        </thead>
        <tbody>
          {records.map((record) => (
            <RecordRow record={record} {...rest} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

const RecordRow = (props: RowProps) => {
  const { chrome, record, scope } = props
  const { t } = chrome
  const { records: words, cost } = t.usage
  return (
    <tr>
      <th scope="row">
        {scope === 'own' ? <Conversation {...props} /> : <Caller {...props} />} <Marks chrome={chrome} record={record} />
        <Circumstances {...props} />
      </th>
      <td data-label={words.model}>{record.model}</td>
      {scope === 'everybody' && <td data-label={words.key}>{record.keyLabel}</td>}
      <td class="num" data-label={words.input}>
        {t.number(record.promptTokens)}
      </td>
      <td class="num" data-label={words.cached}>
        {t.number(record.cachedTokens)}
      </td>
      <td class="num" data-label={words.output}>
        {t.number(record.completionTokens)}
      </td>
      <Duration chrome={chrome} record={record} />
      <td class="num" data-label={words.cost}>
        {cost(record.cost, record.currency)}
      </td>
    </tr>
  )
}

const Conversation = ({ chrome: { t }, record: { conversationId }, titles }: RowProps) => {
  const title = conversationId === null ? undefined : titles?.get(conversationId)
  return conversationId === null || title === undefined ? (
    <span class="muted">{t.usage.records.deleted}</span>
  ) : (
    <a href={paths.chat(conversationId)}>{title}</a>
  )
}

const Caller = ({ chrome: { t }, record: { userId, username } }: RowProps) =>
  userId === null || username === null ? (
    <span class="muted">{t.usage.records.nobody}</span>
  ) : (
    <a href={paths.adminUser(userId)}>{username}</a>
  )

const TONES: Partial<Record<UsageRecord['status'], Tone>> = { open: 'accent', interrupted: 'warning', failed: 'danger' }

const Marks = ({ chrome: { t }, record: { status, estimated } }: Pick<RowProps, 'chrome' | 'record'>) => (
  <>
    {status !== 'complete' && (
      <span class="badge" data-tone={TONES[status]}>
        {t.usage.records.statuses[status]}
      </span>
    )}
    {estimated && status !== 'open' && <span class="badge">{t.usage.records.estimated}</span>}
  </>
)

const Circumstances = ({ chrome: { t, timeZone }, record, scope }: RowProps) => {
  const { sources, purposes } = t.usage.records
  return (
    <small>
      <time datetime={record.createdAt.toISOString()} title={scope === 'own' ? undefined : t.audit.request(record.requestId)}>
        {t.usage.when(record.createdAt, timeZone)}
      </time>
      {` · ${sources[record.source]}`}
      {record.purpose === 'summary' && ` · ${purposes.summary}`}
    </small>
  )
}

const Duration = ({ chrome: { t }, record: { durationMs, ttftMs } }: Pick<RowProps, 'chrome' | 'record'>) => (
  <td class="num" data-label={t.usage.records.duration}>
    {durationMs === null ? '–' : t.usage.seconds(durationMs)}
    {ttftMs !== null && <small>{t.usage.records.firstToken(t.usage.seconds(ttftMs))}</small>}
  </td>
)
