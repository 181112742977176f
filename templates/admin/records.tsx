import type { UsageRecord } from '../../src/usage/service.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Icon } from '../ui/icon.tsx'
import { RecordsTable } from '../usage/recordsTable.tsx'
import { queryOf } from '../ui/query.ts'
import { FilterChoice, FilterForm, FilterInput } from './filter.tsx'
import { FormNotice } from './form.tsx'
import { AdminPage, Empty, Pager } from './frame.tsx'

/** What is shown of the records: as the address says it. */
export type RecordsView = Record<'user' | 'model' | 'key' | 'status' | 'from' | 'to' | 'request_id', string | undefined>

export type AllRecordsProps = {
  chrome: Chrome
  records: readonly UsageRecord[]
  /** those that there are now */
  keys: readonly { id: string; label: string }[]
  filter: RecordsView
  isLater: boolean
  /** the cursor of the next page */
  next: string | null
  /** what is wrong with the filter */
  notice?: string | undefined
}

export const AllRecordsPage = ({ chrome, records, keys, filter, isLater, next, notice }: AllRecordsProps) => {
  const { t } = chrome
  const download = (
    <a class="btn small" href={paths.adminUsageCsv(queryOf(filter))} download>
      <Icon name="download" small />
      {t.logs.csv}
    </a>
  )
  return (
    <AdminPage chrome={chrome} place="usage" title={t.usage.title} action={download}>
      <section class="section">
        <h2 class="sr" id="records-h">
          {t.usage.records.title}
        </h2>
        <p class="muted">{t.logs.recordsLead}</p>
        <FormNotice notice={notice} />
        <Filter chrome={chrome} keys={keys} filter={filter} />
        {records.length === 0 ? (
          <Empty icon="chart" title={t.logs.noRecords} lead={queryOf(filter) === '' ? t.logs.noRecordsYet : t.logs.noRecordsLead} />
        ) : (
          <RecordsTable chrome={chrome} records={records} headingId="records-h" scope="everybody" />
        )}
        <Pager
          chrome={chrome}
          first={isLater ? paths.adminUsage(queryOf(filter)) : null}
          older={next === null ? null : paths.adminUsage(queryOf({ ...filter, cursor: next }))}
        />
      </section>
    </AdminPage>
  )
}

const Filter = ({ chrome, keys, filter }: Pick<AllRecordsProps, 'chrome' | 'keys' | 'filter'>) => {
  const { t } = chrome
  const { records } = t.usage
  const labels = Object.fromEntries(keys.map(({ id, label }) => [id, label]))
  return (
    <FilterForm chrome={chrome} action={paths.adminUsage()} filter={filter}>
      <FilterInput name="user" label={records.user} value={filter.user} type="search" />
      <FilterInput name="model" label={records.model} value={filter.model} type="search" />
      <FilterChoice name="key" label={records.key} any={t.logs.anyKey} value={filter.key} options={labels} />
      <FilterChoice name="status" label={t.logs.status} any={t.usage.filter.anyStatus} value={filter.status} options={records.statuses} />
      <FilterInput name="from" label={t.logs.from} value={filter.from} type="date" />
      <FilterInput name="to" label={t.logs.to} value={filter.to} type="date" />
      <FilterInput name="request_id" label={t.logs.request} value={filter.request_id} type="search" />
    </FilterForm>
  )
}
