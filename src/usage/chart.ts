import * as z from 'zod'
import { mondayOf } from './periods.ts'

/** How many days a chart shows; a year by the week, as more than a hundred bars are none. */
export const RANGES = [30, 90, 365] as const

export type Range = (typeof RANGES)[number]

/** As pages and the API ask for a chart: what is none of these, or not said, is the shortest. */
export const range = z.coerce.number().pipe(z.literal(RANGES)).catch(RANGES[0])

const DAY_MS = 86_400_000
/** more models than these share a colour */
const MOST_SERIES = 5

/** One model's part of each column; the name is null for all models that are too small to have their own. */
export type Series = { name: string | null; values: number[] }

/** `days`: the first day of each column, `YYYY-MM-DD`, the oldest first; the last column holds today. */
export type ChartData = { span: 'day' | 'week'; days: string[]; series: Series[] }

export type ChartLine = { day: string; model: string; totalTokens: number }

const msOf = (day: string): number => Date.parse(day)
const dayAt = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

/** The first day of a chart that ends today; that of a year begins on a Monday. */
export function firstDayOf(range: Range, today: string): string {
  const first = dayAt(msOf(today) - (range - 1) * DAY_MS)
  return range === 365 ? mondayOf(first) : first
}

/** Columns and stacked series out of what each day and model came to; the largest series first. */
export function chartOf<Line extends ChartLine>(
  lines: readonly Line[],
  range: Range,
  today: string,
  figure: (line: Line) => number = ({ totalTokens }) => totalTokens,
): ChartData {
  const step = range === 365 ? 7 * DAY_MS : DAY_MS
  const first = msOf(firstDayOf(range, today))
  const columns = Math.floor((msOf(today) - first) / step) + 1
  const byModel = new Map<string, number[]>()
  for (const line of lines) {
    const column = Math.floor((msOf(line.day) - first) / step)
    if (column < 0 || column >= columns) continue
    const values = byModel.get(line.model) ?? Array.from({ length: columns }, () => 0)
    values[column] = (values[column] ?? 0) + figure(line)
    byModel.set(line.model, values)
  }
  const days = Array.from({ length: columns }, (_, index) => dayAt(first + index * step))
  return { span: range === 365 ? 'week' : 'day', days, series: largest(byModel) }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

function largest(byModel: ReadonlyMap<string, number[]>): Series[] {
  const all = Array.from(byModel, ([name, values]) => ({ name, values })).filter(({ values }) => sum(values) > 0)
  all.sort((one, other) => sum(other.values) - sum(one.values) || (one.name < other.name ? -1 : 1))
  const rest = all.slice(MOST_SERIES)
  if (rest.length === 0) return all
  const values = (rest[0]?.values ?? []).map((_, column) => sum(rest.map((series) => series.values[column] ?? 0)))
  return [...all.slice(0, MOST_SERIES), { name: null, values }]
}
