import type { Remaining, Sums } from '../../src/usage/service.ts'
import type { Chrome } from '../chrome.ts'
import { RemainingList } from '../ui/remaining.tsx'

const PERIODS = ['today', 'week', 'month', 'total'] as const

export type Periods = Record<(typeof PERIODS)[number], Sums>

/** One figure for each period, with what it cost: of one user, or of everybody. */
export const PeriodCards = ({ chrome, stats }: { chrome: Chrome; stats: Periods }) => (
  <div class="cards">
    {PERIODS.map((period) => (
      <PeriodCard chrome={chrome} title={chrome.t.usage.periods[period]} sums={stats[period]} />
    ))}
  </div>
)

const PeriodCard = ({ chrome: { t }, title, sums }: { chrome: Chrome; title: string; sums: Sums }) => {
  const { requests, failed, promptTokens, cachedTokens, totalTokens, costs } = sums
  const calls = [t.usage.requests(requests), ...(failed > 0 ? [t.usage.failed(failed)] : [])].join(' · ')
  return (
    <div class="stat">
      <h3>{title}</h3>
      <p class="figure">
        <data value={totalTokens} title={t.number(totalTokens)}>
          {t.usage.short(totalTokens)}
        </data>{' '}
        <small>{t.usage.tokens}</small>
      </p>
      {costs.map(({ currency, cost }) => (
        <p>{t.usage.spent(cost, currency)}</p>
      ))}
      <p>{calls}</p>
      {promptTokens > 0 && <p>{t.usage.cached(cachedTokens / promptTokens)}</p>}
    </div>
  )
}

/** What is left of one's own limits; nothing where none holds. */
export const Left = ({ chrome, quota }: { chrome: Chrome; quota: readonly Remaining[] }) =>
  quota.length === 0 ? null : (
    <section class="left" aria-labelledby="left-h">
      <h3 id="left-h">{chrome.t.usage.left}</h3>
      <RemainingList chrome={chrome} lines={quota} timeZone={chrome.timeZone} />
    </section>
  )
