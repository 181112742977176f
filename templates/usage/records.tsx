import type { UsageRecord } from '../../src/usage/service.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Empty } from '../ui/empty.tsx'
import { Icon } from '../ui/icon.tsx'
import { Notice } from '../ui/notice.tsx'
import { Pager } from '../ui/pager.tsx'
import { RecordsFilter } from './recordsFilter.tsx'
import { RecordsTable } from './recordsTable.tsx'
import { csvAddress, dashboardAddress, isFiltered, type RecordsView } from './view.ts'

export type OwnRecords = {
  view: RecordsView
  records: readonly UsageRecord[]
  /** of conversations that are still there, by their ids */
  titles: ReadonlyMap<string, string>
  isLater: boolean
  /** the cursor of the next page */
  next: string | null
  /** what is wrong with the filter */
  notice?: string | undefined
}

type RecordsProps = { chrome: Chrome; own: OwnRecords }

/** One's own calls, with what they are found by. */
export const RecordsSection = ({ chrome, own, models }: RecordsProps & { models: readonly string[] }) => (
  <section class="section" aria-labelledby="records-h">
    <header>
      <h2 id="records-h">{chrome.t.usage.records.title}</h2>
    </header>
    <RecordsFilter
      chrome={chrome}
      action={paths.dashboard()}
      target="#records"
      view={own.view}
      models={models}
      clear={isFiltered(own.view) ? dashboardAddress({ days: own.view.days }) : null}
    />
    <div id="records">
      <RecordsPage chrome={chrome} own={own} />
    </div>
    <p class="sr" role="status" id="records-said" />
  </section>
)

/** One page of them: replaced when the filter changes, or the page. */
const RecordsPage = ({ chrome, own }: RecordsProps) => {
  const { view, records, titles, isLater, next, notice } = own
  const { t } = chrome
  if (notice !== undefined) return <Notice tone="danger" icon="alert" role="alert" title={notice} />
  return (
    <>
      {records.length === 0 ? (
        <Empty icon="search" title={t.usage.records.noneTitle} lead={t.usage.records.noneLead} />
      ) : (
        <RecordsTable chrome={chrome} records={records} headingId="records-h" scope="own" titles={titles} />
      )}
      <Pager
        chrome={chrome}
        first={isLater ? dashboardAddress(view) : null}
        older={next === null ? null : dashboardAddress(view, { cursor: next })}
        target="#records"
      />
    </>
  )
}

/** For htmx: the page of records, the link to all of them, and what a screen reader says. */
export const RecordsFragment = ({ chrome, own }: RecordsProps) => (
  <>
    <RecordsPage chrome={chrome} own={own} />
    <hx-partial hx-target="#csv" hx-swap="outerHTML">
      <CsvLink chrome={chrome} view={own.view} />
    </hx-partial>
    <hx-partial hx-target="#records-said" hx-swap="innerHTML">
      {own.notice === undefined && chrome.t.usage.records.shown(own.records.length)}
    </hx-partial>
  </>
)

/** All records that the filter means, not only those of the page. */
export const CsvLink = ({ chrome, view }: { chrome: Chrome; view: RecordsView }) => (
  <a class="btn small" id="csv" href={csvAddress(view)} download="">
    <Icon name="download" small />
    {chrome.t.usage.exportCsv}
  </a>
)
