import type { Now } from '../../src/admin/overview/overview.ts'
import type { Total, Totals } from '../../src/admin/overview/totals.ts'
import type { ChartData, Sums } from '../../src/usage/service.ts'
import type { Chrome } from '../chrome.ts'
import { OverviewPage } from './overview.tsx'
import { sampleCall } from './logsSamples.tsx'

const NOTHING: Sums = {
  requests: 0,
  failed: 0,
  promptTokens: 0,
  cachedTokens: 0,
  completionTokens: 0,
  reasoningTokens: 0,
  totalTokens: 0,
  costs: [],
}

const sumsIn = (currency: string): Sums => ({
  ...NOTHING,
  requests: 740,
  failed: 3,
  totalTokens: 4_100_000,
  costs: [
    { currency, cost: 17_900_000 },
    { currency: 'USD', cost: 120_000 },
  ],
})

/** For tests: a moment in which a good deal happens. */
export const sampleNow = (at: Date, text: string): Now => ({
  at,
  running: 4,
  firstToken: { p50: 612, p95: 2_140, calls: 700 },
  users: { all: 38, active: 21, fresh: 3 },
  today: sumsIn(text),
  yesterday: sumsIn(text),
  hour: { calls: 740, failed: 3, byKey: [{ keyLabel: text, failed: 3 }] },
  health: {
    database: { kind: 'sqlite', pingMs: 0.4, bytes: 214_000_000 },
    redis: { isUsed: true, pingMs: null },
    disk: { free: 900_000_000, total: 40_000_000_000 },
  },
  keys: { all: 4, working: 2, cooling: 1, setAside: 1, disabled: 0 },
  events: [
    { kind: 'failed', at, call: sampleCall(at, text) },
    { kind: 'setAside', at, keyId: 'k1', keyLabel: text, problem: 'key_refused', until: null },
    { kind: 'cooling', at, keyId: 'k2', keyLabel: text, problem: null, until: at },
  ],
})

/** Nothing has happened yet. */
export const quietNow = (at: Date): Now => ({
  at,
  running: 0,
  firstToken: null,
  users: { all: 1, active: 0, fresh: 0 },
  today: NOTHING,
  yesterday: NOTHING,
  hour: { calls: 0, failed: 0, byKey: [] },
  health: { database: { kind: 'mysql', pingMs: null, bytes: null }, redis: { isUsed: false, pingMs: null }, disk: null },
  keys: { all: 0, working: 0, cooling: 0, setAside: 0, disabled: 0 },
  events: [],
})

const sampleTotals = (text: string): Totals => {
  const line: Total = { ...sumsIn(text), id: 'x', name: text, firstToken: { p50: 612, p95: 2_140, calls: 700 } }
  const gone: Total = { ...line, id: null, name: null, firstToken: null }
  return { models: [line], keys: [line, gone], users: [line, gone] }
}

const NO_TOTALS: Totals = { models: [], keys: [], users: [] }

const chartOf = (text: string): ChartData => ({
  span: 'day',
  days: ['2026-11-21', '2026-11-22'],
  series: [{ name: text, values: [1, 2] }],
})

const NO_CHART: ChartData = { span: 'day', days: ['2026-11-22'], series: [] }

/** For tests: the overview, with `text` wherever a person or a server may have put words. */
export function overviewPages(chrome: Chrome, text: string) {
  const now = sampleNow(chrome.now, text)
  const dead = { ...now, keys: { all: 2, working: 0, cooling: 0, setAside: 1, disabled: 1 } }
  const shown = { chrome, chart: chartOf(text), range: 30, totals: sampleTotals(text) } as const
  return {
    overview: <OverviewPage {...shown} now={now} />,
    deadOverview: <OverviewPage {...shown} now={dead} />,
    quietOverview: <OverviewPage chrome={chrome} now={quietNow(chrome.now)} chart={NO_CHART} range={90} totals={NO_TOTALS} />,
  }
}
