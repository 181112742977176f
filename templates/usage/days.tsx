import type { ChartData, Range } from '../../src/usage/service.ts'
import type { Chrome } from '../chrome.ts'
import { BarChart } from '../ui/chart.tsx'

type DaysProps = {
  chrome: Chrome
  data: ChartData
  range: Range
  /** the page with another range; null: the one that is shown anyway */
  addressOf: (days: string | undefined) => string
}

const RANGES: readonly Range[] = [30, 90, 365]

/** Tokens by day and model, in as many days as one likes; replaced as a whole. */
export const Days = ({ chrome, data, range, addressOf }: DaysProps) => {
  const { t } = chrome
  const title = t.usage.perSpan[data.span]
  return (
    <section class="section" id="days" aria-labelledby="days-h">
      <header>
        <h2 id="days-h">{title}</h2>
        <nav class="segmented" aria-label={t.usage.range}>
          {RANGES.map((days) => (
            <RangeLink chrome={chrome} days={days} address={addressOf(days === 30 ? undefined : String(days))} isShown={days === range} />
          ))}
        </nav>
      </header>
      {data.series.length === 0 ? (
        <p class="muted">{t.usage.quietDays(range)}</p>
      ) : (
        <BarChart chrome={chrome} data={data} title={title} short={t.usage.short} exact={t.number} />
      )}
    </section>
  )
}

const RangeLink = ({ chrome, days, address, isShown }: { chrome: Chrome; days: Range; address: string; isShown: boolean }) => (
  <a href={address} hx-get={address} hx-target="#days" hx-swap="outerMorph" {...(isShown ? { 'aria-current': 'true' } : {})}>
    {chrome.t.usage.days(days)}
  </a>
)
