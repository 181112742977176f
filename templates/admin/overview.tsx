import type { Totals } from '../../src/admin/overview/totals.ts'
import { paths } from '../../src/paths.ts'
import type { ChartData, Range } from '../../src/usage/service.ts'
import type { Chrome } from '../chrome.ts'
import { Days } from '../usage/days.tsx'
import { AdminPage } from './frame.tsx'
import { EventList } from './overviewEvents.tsx'
import { HealthList } from './overviewHealth.tsx'
import { NowFigures, type NowProps } from './overviewNow.tsx'
import { MonthTables } from './overviewTables.tsx'

type DaysProps = { chrome: Chrome; chart: ChartData; range: Range }
type OverviewProps = NowProps & DaysProps & { totals: Totals }

/** What is there stays there while there is no answer. */
const KEPT = { 'hx-status:5xx': 'swap:none' }

/** How the whole server does; what is live of it comes up to date by itself (`static/app/refresh.js`). */
export const OverviewPage = ({ chrome, now, chart, range, totals }: OverviewProps) => {
  const { t } = chrome
  return (
    <AdminPage chrome={chrome} place="overview" title={t.overview.title}>
      <section class="section" aria-labelledby="now-h">
        <h2 class="sr" id="now-h">
          {t.overview.now}
        </h2>
        <div class="section" id="now" hx-get={paths.adminNow()} hx-trigger="live" hx-target="this" hx-swap="innerMorph" {...KEPT}>
          <NowFigures chrome={chrome} now={now} />
        </div>
      </section>
      <AllDays chrome={chrome} chart={chart} range={range} />
      <section class="section" aria-labelledby="health-h">
        <h2 id="health-h">{t.overview.health}</h2>
        <div id="health">
          <HealthList chrome={chrome} now={now} />
        </div>
      </section>
      <section class="section" aria-labelledby="events-h">
        <header>
          <h2 id="events-h">{t.overview.events}</h2>
          <a href={paths.adminLogs()}>{t.overview.allLogs}</a>
        </header>
        <div id="events">
          <EventList chrome={chrome} now={now} />
        </div>
      </section>
      <MonthTables chrome={chrome} totals={totals} />
    </AdminPage>
  )
}

/** The parts of the page that change from moment to moment, each for its place. */
export const LiveParts = ({ chrome, now }: NowProps) => (
  <>
    <NowFigures chrome={chrome} now={now} />
    <hx-partial hx-target="#health" hx-swap="innerMorph">
      <HealthList chrome={chrome} now={now} />
    </hx-partial>
    <hx-partial hx-target="#events" hx-swap="innerMorph">
      <EventList chrome={chrome} now={now} />
    </hx-partial>
  </>
)

/** Tokens by day and model; replaced as a whole where another range is asked for. */
export const AllDays = ({ chrome, chart, range }: DaysProps) => (
  <Days chrome={chrome} data={chart} range={range} addressOf={overviewAddress} />
)

/** The page with so many days; without, with those that are shown anyway. */
export const overviewAddress = (days: number | string | undefined): string => paths.admin(days === undefined ? '' : `?days=${days}`)
