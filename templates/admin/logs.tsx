import type { LogRow } from '../../src/admin/logs/queries.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { queryOf } from '../ui/query.ts'
import { FilterChoice, FilterForm, FilterInput } from './filter.tsx'
import { FormNotice } from './form.tsx'
import { AdminPage, Empty, Pager } from './frame.tsx'
import { Owner } from './owner.tsx'

/** What is shown of the calls: as the address says it. */
export type LogsView = Record<'request_id' | 'user' | 'status' | 'from' | 'to', string | undefined>

export type LogsProps = {
  chrome: Chrome
  calls: readonly LogRow[]
  filter: LogsView
  isLater: boolean
  /** the cursor of the next page */
  next: string | null
  /** what is wrong with the filter */
  notice?: string | undefined
}

export const LogsPage = ({ chrome, calls, filter, isLater, next, notice }: LogsProps) => {
  const { t } = chrome
  return (
    <AdminPage chrome={chrome} place="logs" title={t.logs.title}>
      <section class="section">
        <h2 class="sr" id="logs-h">
          {t.logs.title}
        </h2>
        <p class="muted">{t.logs.lead}</p>
        <FormNotice notice={notice} />
        <Filter chrome={chrome} filter={filter} />
        {calls.length === 0 ? (
          <Empty icon="list" title={t.logs.emptyTitle} lead={queryOf(filter) === '' ? t.logs.noneYet : t.logs.emptyLead} />
        ) : (
          <CallTable chrome={chrome} calls={calls} />
        )}
        <Pager
          chrome={chrome}
          first={isLater ? paths.adminLogs(queryOf(filter)) : null}
          older={next === null ? null : paths.adminLogs(queryOf({ ...filter, cursor: next }))}
        />
      </section>
    </AdminPage>
  )
}

const Filter = ({ chrome, filter }: { chrome: Chrome; filter: LogsView }) => {
  const { t } = chrome
  return (
    <FilterForm chrome={chrome} action={paths.adminLogs()} filter={filter}>
      <FilterInput name="user" label={t.logs.user} value={filter.user} type="search" />
      <FilterChoice name="status" label={t.logs.status} any={t.logs.anyStatus} value={filter.status} options={t.logs.statuses} />
      <FilterInput name="from" label={t.logs.from} value={filter.from} type="date" />
      <FilterInput name="to" label={t.logs.to} value={filter.to} type="date" />
      <FilterInput name="request_id" label={t.logs.request} value={filter.request_id} type="search" />
    </FilterForm>
  )
}

const CallTable = ({ chrome, calls }: { chrome: Chrome; calls: readonly LogRow[] }) => {
  const { t } = chrome
  return (
    <div class="table-wrap" tabindex={0} role="region" aria-labelledby="logs-h">
      <table class="table fold calls">
        <thead>
          <tr>
            <th>{t.logs.call}</th>
            <th>{t.logs.user}</th>
            <th>{t.logs.model}</th>
            <th>{t.logs.status}</th>
            <th class="num">{t.logs.firstToken}</th>
            <th class="num">{t.logs.duration}</th>
            <th class="num">{t.logs.size}</th>
            <th class="acts">
              <span class="sr">{t.logs.usage}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {calls.map((call) => (
            <CallRow chrome={chrome} call={call} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

const CallRow = ({ chrome, call }: { chrome: Chrome; call: LogRow }) => {
  const { t, timeZone } = chrome
  return (
    <tr>
      <th scope="row">
        <time datetime={call.createdAt.toISOString()}>{t.logs.when(call.createdAt, timeZone)}</time>
        <small class="id">{call.requestId}</small>
      </th>
      <td data-label={t.logs.user}>
        <Owner chrome={chrome} userId={call.userId} username={call.username} />
        <TokenWords chrome={chrome} call={call} />
      </td>
      <td data-label={t.logs.model}>
        {call.model}
        <small>{call.keyLabel}</small>
      </td>
      <td data-label={t.logs.status}>
        <Outcome chrome={chrome} call={call} />
      </td>
      <td class="num" data-label={t.logs.firstToken}>
        {call.ttftMs === null ? t.logs.noValue : t.logs.time(call.ttftMs)}
      </td>
      <td class="num" data-label={t.logs.duration}>
        {t.logs.time(call.durationMs)}
      </td>
      <td class="num" data-label={t.logs.size}>
        {t.logs.bytes(call.bytesOut)}
        <small>{t.logs.bytes(call.bytesIn)}</small>
      </td>
      <td class="acts">
        <a href={paths.adminUsage(queryOf({ request_id: call.requestId }))} aria-label={t.logs.usageOf(call.requestId)}>
          {t.logs.usage}
        </a>
      </td>
    </tr>
  )
}

const TokenWords = ({ chrome: { t }, call: { tokenId, tokenName } }: { chrome: Chrome; call: LogRow }) =>
  tokenId === null ? null : <small>{tokenName === null ? t.logs.removedToken : t.logs.token(tokenName)}</small>

const TONES: Readonly<Record<string, string>> = { failed: 'danger', interrupted: 'warning' }

const Outcome = ({ chrome: { t }, call: { status, httpStatus, errorClass } }: { chrome: Chrome; call: LogRow }) => {
  const words = t.logs.statuses[status] ?? status
  const tone = TONES[status]
  const why = [httpStatus !== null && errorClass !== null && `HTTP ${httpStatus}`, errorClass !== null && t.logs.error(errorClass)]
  return (
    <>
      {status === 'complete' ? (
        words
      ) : (
        <span class="badge" {...(tone === undefined ? {} : { 'data-tone': tone })}>
          {words}
        </span>
      )}
      {errorClass !== null && <small>{why.filter((text) => text !== false).join(': ')}</small>}
    </>
  )
}
