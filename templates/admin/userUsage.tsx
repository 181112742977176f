import type { ListedUser } from '../../src/admin/userQueries.ts'
import type { UserUsage } from '../../src/admin/userUsage.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { BarChart } from '../ui/chart.tsx'
import { Icon } from '../ui/icon.tsx'
import { PeriodCards } from '../usage/figures.tsx'

type Props = { chrome: Chrome; user: ListedUser; usage: UserUsage }

/** What the user has used, day by day, in the zone in which it is counted. */
export const UsageSection = ({ chrome, user, usage: { stats, chart } }: Props) => {
  const { t } = chrome
  return (
    <section class="section" aria-labelledby="usage">
      <header>
        <div>
          <h2 id="usage">{t.admin.user.usage}</h2>
          <p class="muted">{t.admin.user.usageLead(user.timeZone ?? 'UTC')}</p>
        </div>
        <a class="btn small" href={paths.adminUsage(`?user=${encodeURIComponent(user.id)}`)}>
          <Icon name="chart" small />
          {t.admin.user.records}
        </a>
      </header>
      <PeriodCards chrome={chrome} stats={stats} />
      {chart.series.length === 0 ? (
        <p class="muted">{t.usage.quietDays(chart.days.length)}</p>
      ) : (
        <BarChart chrome={chrome} data={chart} title={t.usage.perSpan[chart.span]} short={t.usage.short} exact={t.number} />
      )}
    </section>
  )
}
