import type { AuditRow } from '../../src/audit/service.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { FormNotice } from './form.tsx'
import { queryOf } from '../ui/query.ts'
import { FilterChoice, FilterForm, FilterInput } from './filter.tsx'
import { AdminPage, Empty, Pager } from './frame.tsx'
import { ChangeWords, wordsFor } from './changeWords.tsx'

/** What is shown of the log: as the address says it. */
export type AuditView = Record<'actor' | 'action' | 'from' | 'to' | 'q', string | undefined>

export type AuditProps = {
  chrome: Chrome
  entries: readonly AuditRow[]
  filter: AuditView
  isLater: boolean
  /** the cursor of the next page */
  next: string | null
  /** what is wrong with the filter */
  notice?: string | undefined
}

const addressOf = (filter: AuditView, cursor?: string): string => paths.adminAudit(queryOf({ ...filter, cursor }))

export const AuditPage = ({ chrome, entries, filter, isLater, next, notice }: AuditProps) => {
  const { t } = chrome
  return (
    <AdminPage chrome={chrome} place="audit" title={t.audit.title}>
      <section class="section">
        <h2 class="sr" id="audit-h">
          {t.audit.title}
        </h2>
        <p class="muted">{t.audit.lead}</p>
        <FormNotice notice={notice} />
        <Filter chrome={chrome} filter={filter} />
        {entries.length === 0 ? (
          <Empty icon="history" title={t.audit.emptyTitle} lead={t.audit.emptyLead} />
        ) : (
          <EntryTable chrome={chrome} entries={entries} />
        )}
        <Pager chrome={chrome} first={isLater ? addressOf(filter) : null} older={next === null ? null : addressOf(filter, next)} />
      </section>
    </AdminPage>
  )
}

const Filter = ({ chrome, filter }: { chrome: Chrome; filter: AuditView }) => {
  const { t } = chrome
  return (
    <FilterForm chrome={chrome} action={paths.adminAudit()} filter={filter}>
      <FilterInput name="actor" label={t.audit.actor} value={filter.actor} type="search" />
      <FilterChoice name="action" label={t.audit.action} any={t.audit.anyAction} value={filter.action} options={t.audit.actions} />
      <FilterInput name="from" label={t.audit.from} value={filter.from} type="date" />
      <FilterInput name="to" label={t.audit.to} value={filter.to} type="date" />
      <FilterInput name="q" label={t.audit.target} value={filter.q} type="search" />
    </FilterForm>
  )
}

const EntryTable = ({ chrome, entries }: { chrome: Chrome; entries: readonly AuditRow[] }) => {
  const { t } = chrome
  return (
    <div class="table-wrap" tabindex={0} role="region" aria-labelledby="audit-h">
      <table class="table fold">
        <thead>
          <tr>
            <th>{t.audit.action}</th>
            <th>{t.audit.change}</th>
            <th>{t.audit.actor}</th>
            <th>{t.audit.when}</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <EntryRow chrome={chrome} entry={entry} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

const EntryRow = ({ chrome: { t, timeZone }, entry }: { chrome: Chrome; entry: AuditRow }) => (
  <tr>
    <th scope="row">
      {wordsFor(t.audit.actions, entry.action)}
      <small>{entry.target}</small>
    </th>
    <td data-label={t.audit.change}>
      <ChangeWords reader={{ t, timeZone }} before={entry.before} after={entry.after} />
    </td>
    <td data-label={t.audit.actor}>
      {entry.actorName}
      <small>{entry.ip}</small>
    </td>
    <td data-label={t.audit.when}>
      <time datetime={entry.at.toISOString()} title={t.audit.request(entry.requestId)}>
        {t.dateTime(entry.at, timeZone)}
      </time>
    </td>
  </tr>
)
