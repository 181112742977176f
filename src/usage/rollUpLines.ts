import { bucketOf } from './firstToken.ts'
import { dayIn } from './periods.ts'
import type { Call, RollUps } from './rollUpQueries.ts'
import { add, type Figures, nothing } from './sums.ts'

/** The user who is charged for a call, and the zone in which his days are counted; who is gone is '', in UTC. */
export type Owner = { userId: string; timeZone: string }

/** Calls as figures of their users, to be added, or, for `times` −1, to be taken off. */
export function userLines(calls: readonly Call[], ownerOf: (call: Call) => Owner, times: 1 | -1 = 1): Pick<RollUps, 'days' | 'months'> {
  const dated = calls.map((call) => {
    const { userId, timeZone } = ownerOf(call)
    const { model, currency } = call
    return { call, userId, day: dayIn(timeZone, call.createdAt), model, currency }
  })
  return {
    days: sumUp(dated, ({ userId, day, model, currency }) => ({ userId, day, model, currency }), times),
    months: sumUp(dated, ({ userId, day, currency }) => ({ month: day.slice(0, 7), userId, currency }), times),
  }
}

/** Calls as figures of everybody, by the days of one zone. */
export function siteLines(calls: readonly Call[], timeZone: string): Pick<RollUps, 'totals' | 'firstTokens'> {
  const dated = calls.map((call) => {
    const { model, currency, keyLabel, ttftMs } = call
    return { call, day: dayIn(timeZone, call.createdAt), model, currency, keyId: call.keyId ?? '', keyLabel, ttftMs }
  })
  const labels = new Map(dated.toSorted(byTime).map(({ keyId, keyLabel }) => [keyId, keyLabel]))
  const answered = dated.filter(({ ttftMs }) => ttftMs !== null)
  return {
    totals: sumUp(dated, ({ day, model, keyId, currency }) => ({ day, model, keyId, currency })).map((row) => ({
      ...row,
      keyLabel: labels.get(row.keyId) ?? '',
    })),
    firstTokens: sumUp(answered, ({ day, model, keyId, ttftMs }) => ({ day, model, keyId, bucket: bucketOf(ttftMs ?? 0) })).map(
      ({ day, model, keyId, bucket, requests: calls }) => ({ day, model, keyId, bucket, calls }),
    ),
  }
}

const byTime = (a: { call: Call }, b: { call: Call }): number => a.call.createdAt.getTime() - b.call.createdAt.getTime()

/** Lines with the same names as one, in the order of these: who adds at the same time meets them in the same order. */
function sumUp<Line extends { call: Call }, Names extends object>(
  lines: readonly Line[],
  namesOf: (line: Line) => Names,
  times: 1 | -1 = 1,
): (Names & Figures)[] {
  const groups = new Map<string, Names & Figures>()
  for (const line of lines) {
    const names = namesOf(line)
    const key = Object.values(names).join('\u0000')
    const group = groups.get(key) ?? { ...names, ...nothing() }
    groups.set(key, group)
    add(group, figuresOf(line.call), times)
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group)
}

const figuresOf = (call: Call): Figures => ({ ...call, requests: 1, failed: call.status === 'failed' ? 1 : 0 })
