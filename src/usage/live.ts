import type { Store } from '../db/store.ts'
import { bucketOf, percentileOf } from './firstToken.ts'
import { countRunning, type FirstTokenBy, type FirstTokenLine, listActive, listFirstTokens, type Running } from './liveQueries.ts'
import { dayIn, daysFrom } from './periods.ts'

/** How many users have used something on a day, each as he counts his days. */
export async function activeUsers(store: Store, day: string): Promise<number> {
  const lines = await listActive(store, day)
  const queued = lines.filter(({ timeZone, createdAt }) => createdAt !== null && dayIn(timeZone ?? 'UTC', createdAt) === day)
  return lines.reduce((sum, { users }) => sum + users, 0) + new Set(queued.map(({ userId }) => userId)).size
}

export type RunningCalls = { total: number; byKey: Running[] }

/** Calls that are under way now: a turn has one at a time. */
export async function runningCalls(store: Store): Promise<RunningCalls> {
  const byKey = await countRunning(store)
  return { total: byKey.reduce((sum, { calls }) => sum + calls, 0), byKey }
}

/** `name`: a model, the id of a key, or '' for all. `p50` and `p95` in ms, of the `calls` that had a first token. */
export type FirstTokenTimes = { name: string; p50: number; p95: number; calls: number }

/** How long the first token took, on days from `from` to `to`; the most calls first. */
export async function firstTokenOf(store: Store, from: string, to: string, by: FirstTokenBy): Promise<FirstTokenTimes[]> {
  const lines = (await listFirstTokens(store, by, daysFrom(from, to))).filter((line) => isWithin(line, from, to))
  const byName = Map.groupBy(lines, ({ name }) => name)
  return Array.from(byName, ([name, group]) => timesOf(name, group))
    .filter(({ calls }) => calls > 0)
    .sort((a, b) => b.calls - a.calls)
}

function isWithin({ createdAt, timeZone }: FirstTokenLine, from: string, to: string): boolean {
  if (createdAt === null) return true
  const day = dayIn(timeZone ?? 'UTC', createdAt)
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
