import type { Store } from '../db/store.ts'
import { bucketOf, percentileOf } from './firstToken.ts'
import { countRunning, type FirstTokenBy, type FirstTokenLine, listFirstTokens, type Running } from './liveQueries.ts'
import type { Span } from './figures.ts'
import { dayIn, daysFrom } from './periods.ts'

export type RunningCalls = { total: number; byKey: Running[] }

/** Calls that are under way now: a turn has one at a time. */
export async function runningCalls(store: Store): Promise<RunningCalls> {
  const byKey = await countRunning(store)
  return { total: byKey.reduce((sum, { calls }) => sum + calls, 0), byKey }
}

/** `name`: a model, the id of a key, or '' for all. `p50` and `p95` in ms, of the `calls` that had a first token. */
export type FirstTokenTimes = { name: string; p50: number; p95: number; calls: number }

/** How long the first token took, on the days of a span; the most calls first. */
export async function firstTokenOf(store: Store, span: Span, by: FirstTokenBy): Promise<FirstTokenTimes[]> {
  const lines = (await listFirstTokens(store, by, daysFrom(span.from, span.to))).filter((line) => isWithin(line, span))
  const byName = Map.groupBy(lines, ({ name }) => name)
  return Array.from(byName, ([name, group]) => timesOf(name, group))
    .filter(({ calls }) => calls > 0)
    .sort((a, b) => b.calls - a.calls)
}

function isWithin({ createdAt }: FirstTokenLine, { from, to, zone }: Span): boolean {
  if (createdAt === null) return true
  const day = dayIn(zone, createdAt)
  return day >= from && day <= to
}

function timesOf(name: string, lines: readonly FirstTokenLine[]): FirstTokenTimes {
  const buckets = new Map<number, number>()
  for (const { bucket, ttftMs, calls } of lines) {
    const into = bucket ?? bucketOf(ttftMs ?? 0)
    buckets.set(into, (buckets.get(into) ?? 0) + calls)
  }
  const calls = lines.reduce((sum, line) => sum + line.calls, 0)
  return { name, p50: percentileOf(buckets, 0.5), p95: percentileOf(buckets, 0.95), calls }
}
