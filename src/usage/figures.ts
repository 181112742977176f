import type { Store } from '../db/store.ts'
import { type Line, listDays, listStats, listTopMonths, listTotals } from './figureQueries.ts'
import { dayIn, daysFrom, mondayOf } from './periods.ts'
import { add, countsJson, dayOfLine, type Figures, nothing, type Sums, sumsOf } from './sums.ts'

export type Stats = { today: Sums; week: Sums; month: Sums; total: Sums }

/**
 * What a user has used, or everybody (null): today, this week (from Monday), this month and in all, in the time zone that is set for him, or
 * for the site.
 */
export async function statsOf(store: Store, userId: string | null, timeZone: string, at: Date): Promise<Stats> {
  const today = dayIn(timeZone, at)
  const [monday, month] = [mondayOf(today), today.slice(0, 7)]
  const days: Line[] = []
  const months: Line[] = []
  for (const line of await listStats(store, userId, monday)) {
    const period = dayOfLine(line, timeZone)
    if (period.length === DAY) days.push({ ...line, period })
    if (line.createdAt || period.length < DAY) months.push({ ...line, period: period.slice(0, 7) })
  }
  return {
    today: sumsOf(days.filter(({ period }) => period === today)),
    week: sumsOf(days.filter(({ period }) => period >= monday)),
    month: sumsOf(months.filter(({ period }) => period === month)),
    total: sumsOf(months),
  }
}

const DAY = 'YYYY-MM-DD'.length

/** One model on one day, in one currency. */
export type DayLine = { day: string; model: string; currency: string } & Figures

/** As the API tells it. */
export const dayJson = ({ day, model, currency, cost, ...counts }: DayLine) => ({ day, model, ...countsJson(counts), cost, currency })

/** Days `YYYY-MM-DD`, both included, in the zone that is set for a user, or where everybody is meant, for the site. */
export type Span = { from: string; to: string; zone: string }

/** By day, model and currency, in this order; null: everybody's. */
export async function daysOf(store: Store, userId: string | null, span: Span): Promise<DayLine[]> {
  const lines = within(await listDays(store, userId, daysFrom(span.from, span.to)), span)
  return grouped(lines, ({ period: day, model, currency }) => ({ day, model, currency })).sort(byNames)
}

export type OfModel = { model: string } & Sums

/** Everybody's use of each model, the most tokens first. */
export async function totalsByModel(store: Store, span: Span): Promise<OfModel[]> {
  const lines = within(await listTotals(store, 'model', daysFrom(span.from, span.to)), span)
  return Array.from(
    Map.groupBy(lines, ({ model }) => model),
    ([model, calls]) => ({ model, ...sumsOf(calls) }),
  ).sort(byTokens)
}

/** `keyId` is '' where no key was needed; `keyLabel` as it was called last. */
export type OfKey = { keyId: string; keyLabel: string } & Sums

export async function totalsByKey(store: Store, span: Span): Promise<OfKey[]> {
  const lines = within(await listTotals(store, 'key', daysFrom(span.from, span.to)), span)
  return Array.from(
    Map.groupBy(lines, ({ keyId }) => keyId),
    ([keyId, calls]) => ({ keyId, keyLabel: lastLabel(calls), ...sumsOf(calls) }),
  ).sort(byTokens)
}

const lastLabel = (lines: readonly Line[]): string => lines.reduce((last, line) => (line.period >= last.period ? line : last)).keyLabel

/** `userId` is '' for all those who are gone. */
export type OfUser = { userId: string } & Sums

/** Who has used most tokens in a month `YYYY-MM`, as each of them counts it: the same that his own page says. */
export async function topUsers(store: Store, month: string, limit: number): Promise<OfUser[]> {
  const { since, until } = daysFrom(`${month}-01`, `${month}-31`)
  const lines = await listTopMonths(store, month, limit, { since, until })
  const calls = lines.filter((line) => line.createdAt !== null && dayOfLine(line).startsWith(month))
  const rolledUp = lines.filter(({ createdAt }) => createdAt === null)
  const meant = [...calls, ...new Map(rolledUp.map((line) => [`${line.userId} ${line.currency}`, line])).values()]
  return Array.from(
    Map.groupBy(meant, ({ userId }) => userId),
    ([userId, group]) => ({ userId, ...sumsOf(group) }),
  )
    .filter(({ requests }) => requests > 0)
    .sort(byTokens)
    .slice(0, limit)
}

const byTokens = (a: Sums, b: Sums): number => b.totalTokens - a.totalTokens || b.requests - a.requests
const namesOf = ({ day, model, currency }: DayLine): string => `${day} ${model} ${currency}`
const byNames = (a: DayLine, b: DayLine): number => (namesOf(a) < namesOf(b) ? -1 : 1)

/** Of what is in the queue the day is only known now. */
function within(lines: readonly Line[], { from, to, zone }: Span): Line[] {
  const dated = lines.map((line) => ({ ...line, period: dayOfLine(line, zone) }))
  return dated.filter(({ createdAt, period, requests }) => requests !== 0 && (createdAt === null || (period >= from && period <= to)))
}

function grouped(lines: readonly Line[], namesIn: (line: Line) => Omit<DayLine, keyof Figures>): DayLine[] {
  const groups = new Map<string, DayLine>()
  for (const line of lines) {
    const names = namesIn(line)
    const key = JSON.stringify(names)
    const group = groups.get(key) ?? { ...names, ...nothing() }
    groups.set(key, group)
    add(group, line)
  }
  return [...groups.values()]
}
