import type { ChartData } from '../../src/usage/chart.ts'
import type { Chrome } from '../chrome.ts'
import { Icon } from './icon.tsx'

export type ChartProps = {
  chrome: Chrome
  data: ChartData
  /** what the bars are of: "Tokens per day" */
  title: string
  /** a figure as the axis says it: short */
  short: (figure: number) => string
  /** a figure as the table says it: exact */
  exact: (figure: number) => string
}

/** units of the drawing: it is stretched to where it stands */
const COLUMN = 10
const HEIGHT = 1_000
const GAP = 1.5
/** what is little is seen, too */
const LEAST = 6
const MOST_LABELS = 6

/** Bars per day and model, stacked, the largest model at the bottom; the same figures stand behind them as a table. */
export const BarChart = (props: ChartProps) => (
  <figure class="chart">
    <Legend {...props} />
    <Plot {...props} />
    <Figures {...props} />
  </figure>
)

const nameOf = ({ t }: Chrome, name: string | null): string => name ?? t.usage.otherModels
const dateOf = (day: string): Date => new Date(`${day}T00:00:00Z`)

const Legend = ({ chrome, data }: ChartProps) => (
  <ul class="legend">
    {data.series.map(({ name }, index) => (
      <li class={colour(name, index)}>
        <span>{nameOf(chrome, name)}</span>
      </li>
    ))}
  </ul>
)

const colour = (name: string | null, index: number): string => (name === null ? 'c6' : `c${index + 1}`)

const totalsOf = ({ days, series }: ChartData): number[] =>
  days.map((_, column) => series.reduce((total, { values }) => total + (values[column] ?? 0), 0))

/** Round figures from nothing to just above the most: four to six of them. */
export function axisOf(most: number): number[] {
  const rough = Math.max(most, 1) / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const steps = [1, 2, 2.5, 5, 10].map((factor) => factor * power).filter((size) => size >= 1 && Number.isInteger(size))
  const step = steps.find((size) => size >= rough) ?? 1
  const count = Math.max(1, Math.ceil(most / step))
  return Array.from({ length: count + 1 }, (_, index) => index * step)
}

const Plot = (props: ChartProps) => {
  const { chrome, data, title, short } = props
  const totals = totalsOf(data)
  const ticks = axisOf(Math.max(0, ...totals))
  const top = ticks.at(-1) ?? 1
  const width = data.days.length * COLUMN
  return (
    <div class="plot">
      <div class="y" aria-hidden="true">
        {ticks.toReversed().map((tick) => (
          <span>{short(tick)}</span>
        ))}
      </div>
      <svg viewBox={`0 0 ${width} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={spoken(chrome, title, data, totals, short)}>
        {ticks.map((tick) => {
          const y = HEIGHT - Math.round((tick / top) * HEIGHT)
          return <line x2={width} y1={y} y2={y} />
        })}
        <Bars data={data} top={top} />
        <g>
          {data.days.map((day, column) => (
            <rect x={column * COLUMN} width={COLUMN} height={HEIGHT}>
              <title>{`${chrome.t.usage.day(dateOf(day))}: ${short(totals[column] ?? 0)}`}</title>
            </rect>
          ))}
        </g>
      </svg>
      <DayLabels {...props} />
    </div>
  )
}

function spoken({ t }: Chrome, title: string, { days }: ChartData, totals: readonly number[], short: (figure: number) => string): string {
  const most = Math.max(0, ...totals)
  const busiest = days[totals.indexOf(most)] ?? ''
  const [from, to] = [t.usage.day(dateOf(days[0] ?? '')), t.usage.day(dateOf(days.at(-1) ?? ''))]
  return most === 0 ? t.usage.emptyChart(title, from, to) : t.usage.chart(title, from, to, t.usage.day(dateOf(busiest)), short(most))
}

/** One path for each series: a page of ninety days and five models stays a light one. */
const Bars = ({ data, top }: { data: ChartData; top: number }) => {
  const reached = data.days.map(() => 0)
  return (
    <>
      {data.series.map(({ name, values }, index) => (
        <path class={colour(name, index)} d={values.map((value, column) => bar(value, column, top, reached)).join('')} />
      ))}
    </>
  )
}

/** `reached`: how high the bars below it are; this one is added. */
function bar(value: number, column: number, top: number, reached: number[]): string {
  if (value === 0) return ''
  const height = Math.max(LEAST, Math.round((value / top) * HEIGHT))
  const bottom = reached[column] ?? 0
  reached[column] = bottom + height
  return `M${column * COLUMN + GAP} ${HEIGHT - bottom}h${COLUMN - 2 * GAP}v-${height}h-${COLUMN - 2 * GAP}z`
}

/** A few days below the bars, counted back from today. */
const DayLabels = ({ chrome: { t }, data: { days } }: ChartProps) => {
  const step = Math.ceil(days.length / MOST_LABELS)
  const columns = days.keys().filter((column) => (days.length - 1 - column) % step === 0)
  return (
    <svg class="x" aria-hidden="true">
      {[...columns].toReversed().map((column) => {
        const isLast = column === days.length - 1
        const x = isLast ? 100 : ((column + 0.5) / days.length) * 100
        return (
          <text x={`${x.toFixed(1)}%`} y="12" text-anchor={isLast ? 'end' : 'middle'}>
            {t.usage.day(dateOf(days[column] ?? ''))}
          </text>
        )
      })}
    </svg>
  )
}

/** The same as words, the newest first; days without anything are left out. */
const Figures = ({ chrome, data, title, exact }: ChartProps) => {
  const { t } = chrome
  const totals = totalsOf(data)
  const columns = [...data.days.keys()].filter((column) => (totals[column] ?? 0) > 0).toReversed()
  return (
    <details class="more">
      <summary>
        <Icon name="chev" small />
        {t.usage.asTable}
      </summary>
      <div class="table-wrap" tabindex={0} role="region" aria-label={t.usage.tableOf(title)}>
        <table class="table figures">
          <thead>
            <tr>
              <th>{t.usage.spans[data.span]}</th>
              {data.series.map(({ name }) => (
                <th>{nameOf(chrome, name)}</th>
              ))}
              <th>{t.usage.sum}</th>
            </tr>
          </thead>
          <tbody>
            {columns.map((column) => (
              <tr>
                <th scope="row">{t.usage.dayYear(dateOf(data.days[column] ?? ''))}</th>
                {data.series.map(({ values }) => (
                  <td>{exact(values[column] ?? 0)}</td>
                ))}
                <td>{exact(totals[column] ?? 0)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}
