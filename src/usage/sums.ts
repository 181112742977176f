import type { Line } from './figureQueries.ts'
import { dayIn } from './periods.ts'

/** Money in millionths of its currency: never added up over several. */
export type Cost = { currency: string; cost: number }

export type Counts = {
  /** settled calls, however they ended */
  requests: number
  failed: number
  promptTokens: number
  cachedTokens: number
  completionTokens: number
  reasoningTokens: number
  totalTokens: number
}

/** What calls came to. `costs`: the currency first in which most was spent. */
export type Sums = Counts & { costs: Cost[] }

export type Figures = Counts & { cost: number }

export const nothing = (): Figures => ({
  requests: 0,
  failed: 0,
  promptTokens: 0,
  cachedTokens: 0,
  completionTokens: 0,
  reasoningTokens: 0,
  totalTokens: 0,
  cost: 0,
})

export const FIGURES = Object.keys(nothing()) as readonly (keyof Figures)[]

/** Adds `more` to `figures`, which are changed; `times` −1 takes it off. */
export function add(figures: Figures, more: Figures, times: 1 | -1 = 1): void {
  for (const name of FIGURES) figures[name] += times * more[name]
}

export function sumsOf(lines: Iterable<Figures & { currency: string }>): Sums {
  const total = nothing()
  const costs = new Map<string, number>()
  for (const line of lines) {
    add(total, line)
    if (line.requests > 0) costs.set(line.currency, (costs.get(line.currency) ?? 0) + line.cost)
  }
  const { cost: _, ...counts } = total
  return { ...counts, costs: Array.from(costs, ([currency, cost]) => ({ currency, cost })).sort(byCost) }
}

const byCost = (a: Cost, b: Cost): number => b.cost - a.cost || (a.currency < b.currency ? -1 : 1)

/** The day of a line: of a call that is still queued in the zone given, or else as its user counts it now. */
export const dayOfLine = ({ createdAt, timeZone, period }: Dated, zone: string = timeZone ?? 'UTC'): string =>
  createdAt ? dayIn(zone, createdAt) : period

type Dated = Pick<Line, 'createdAt' | 'timeZone' | 'period'>

/** As the API tells it. */
export const countsJson = (counts: Counts) => ({
  prompt_tokens: counts.promptTokens,
  completion_tokens: counts.completionTokens,
  total_tokens: counts.totalTokens,
  cached_tokens: counts.cachedTokens,
  reasoning_tokens: counts.reasoningTokens,
  requests: counts.requests,
  failed: counts.failed,
})

/** The same with what it cost; `cost`: in the currency in which most was spent. */
export const sumsJson = ({ costs, ...counts }: Sums) => ({
  ...countsJson(counts),
  cost: costs[0]?.cost ?? 0,
  currency: costs[0]?.currency ?? null,
  costs,
})
