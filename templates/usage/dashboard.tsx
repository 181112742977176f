import { paths } from '../../src/paths.ts'
import type { ChartData, Range, Remaining } from '../../src/usage/service.ts'
import { Sidebar } from '../chat/sidebar.tsx'
import type { SidebarView } from '../chat/views.ts'
import type { Chrome } from '../chrome.ts'
import { Document } from '../layout.tsx'
import { Empty } from '../ui/empty.tsx'
import { Icon, type IconName } from '../ui/icon.tsx'
import { SidebarButton } from '../ui/sidebarHead.tsx'
import { Days } from './days.tsx'
import { Left, PeriodCards, type Periods } from './figures.tsx'
import { CsvLink, type OwnRecords, RecordsSection } from './records.tsx'
import { dashboardAddress, isFiltered } from './view.ts'

export type FiguresProps = { chrome: Chrome; stats: Periods; quota: readonly Remaining[] }

export type DashboardProps = FiguresProps & {
  sidebar: SidebarView
  data: ChartData
  range: Range
  own: OwnRecords
  /** those that one has used */
  models: readonly string[]
}

const ICONS: readonly IconName[] = [
  ...(['mark', 'x', 'new', 'more', 'gear', 'chart', 'key', 'out', 'menu', 'down', 'download', 'caret'] as const),
  ...(['chev', 'search', 'right', 'alert'] as const),
]

/** What one has used, what is left, and every call. */
export const DashboardPage = (props: DashboardProps) => {
  const { chrome, sidebar, stats, own } = props
  const { t } = chrome
  return (
    <Document chrome={chrome} title={t.page.title(t.usage.title)} css="work.css" script="work.js" icons={ICONS}>
      <a class="btn skip" href="#main">
        {t.page.skip}
      </a>
      <div class="app">
        <Sidebar chrome={chrome} sidebar={sidebar} place="dashboard" />
        <main id="main">
          <header class="bar">
            <SidebarButton t={t} />
            <h1>{t.usage.title}</h1>
            <CsvLink chrome={chrome} view={own.view} />
          </header>
          <div class="page">
            <section class="section" aria-labelledby="figures-h">
              <h2 class="sr" id="figures-h">
                {t.usage.glance}
              </h2>
              <LiveFigures {...props} />
              <Zone chrome={chrome} />
            </section>
            {stats.total.requests === 0 && own.records.length === 0 && !isFiltered(own.view) ? (
              <Nothing chrome={chrome} />
            ) : (
              <Used {...props} />
            )}
          </div>
        </main>
      </div>
    </Document>
  )
}

/** What is there stays there when there is no answer. */
const KEPT = { 'hx-status:4xx': 'swap:none', 'hx-status:5xx': 'swap:none' }

/** Comes up to date by itself (`static/app/refresh.js`). */
const LiveFigures = (props: FiguresProps) => (
  <div id="figures" hx-get={paths.dashboard()} hx-trigger="fresh" hx-target="this" hx-swap="innerMorph" {...KEPT}>
    <Figures {...props} />
  </div>
)

export const Figures = ({ chrome, stats, quota }: FiguresProps) => (
  <>
    <PeriodCards chrome={chrome} stats={stats} />
    <Left chrome={chrome} quota={quota} />
  </>
)

const Zone = ({ chrome: { t, timeZone } }: { chrome: Chrome }) => (
  <p class="muted">
    <small>
      {t.usage.zone(timeZone ?? 'UTC')} <a href={paths.settings()}>{t.usage.changeZone}</a>
    </small>
  </p>
)

const Used = ({ chrome, data, range, own, models }: DashboardProps) => (
  <>
    <Days chrome={chrome} data={data} range={range} addressOf={(days) => dashboardAddress(own.view, { days })} />
    <RecordsSection chrome={chrome} own={own} models={models} />
  </>
)

const Nothing = ({ chrome: { t } }: { chrome: Chrome }) => (
  <Empty icon="chart" title={t.usage.emptyTitle} lead={t.usage.emptyLead}>
    <a class="btn primary" href={paths.newChat()}>
      <Icon name="new" small />
      {t.nav.newChat}
    </a>
  </Empty>
)
