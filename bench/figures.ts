/** One thing measured, once a round. `most` and `least` are goals. */
export type Figure = { what: string; unit: string; rounds: readonly number[]; most?: number; least?: number }

/** The smallest value that the given share of all values does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

export const median = (values: readonly number[]): number => percentile(values, 0.5)

function number(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 1_000) return Math.round(value).toLocaleString('en')
  return value.toFixed(Math.abs(value) < 10 ? 2 : 1)
}

export const isMissed = ({ rounds, most = Infinity, least = -Infinity }: Figure): boolean =>
  !(median(rounds) <= most && median(rounds) >= least)

function goal({ most, least }: Figure): string {
  if (most !== undefined) return `≤ ${number(most)}`
  return least === undefined ? '' : `≥ ${number(least)}`
}

function row(figure: Figure): string {
  const { what, unit, rounds } = figure
  const value = `${number(median(rounds))} ${unit}`.trim()
  const range = rounds.length > 1 ? `${number(Math.min(...rounds))} – ${number(Math.max(...rounds))}` : ''
  return `| ${what} | ${goal(figure)} | ${isMissed(figure) ? `**${value}, missed**` : value} | ${range} |`
}

/** A table of Markdown. */
export const tableOf = (figures: readonly Figure[]): string =>
  ['| measured | goal | median | rounds |', '| --- | ---: | ---: | ---: |', ...figures.map(row)].join('\n')
