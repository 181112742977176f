import type { ChartData, Sums } from '../../src/usage/service.ts'
import { sampleRemaining } from '../admin/samples.tsx'
import type { Chrome } from '../chrome.ts'
import { sampleSidebar } from '../samples.ts'
import { DashboardPage, type DashboardProps } from './dashboard.tsx'
import type { Periods } from './figures.tsx'
import { sampleRecord } from './samples.ts'

const sampleSums = (over: Partial<Sums> = {}): Sums => ({
  requests: 23,
  failed: 1,
  promptTokens: 80_000,
  cachedTokens: 60_000,
  completionTokens: 19_000,
  reasoningTokens: 4_000,
  totalTokens: 99_000,
  costs: [
    { currency: 'CNY', cost: 410_000 },
    { currency: 'USD', cost: 20_000 },
  ],
  ...over,
})

const NOTHING = sampleSums({ requests: 0, failed: 0, promptTokens: 0, cachedTokens: 0, completionTokens: 0, totalTokens: 0, costs: [] })

const periods = (sums: Sums): Periods => ({ today: sums, week: sums, month: sums, total: sums })

const chart = (names: readonly string[]): ChartData => ({
  span: 'day',
  days: ['2026-11-20', '2026-11-21', '2026-11-22'],
  series: names.map((name, index) => ({ name: index === 5 ? null : name, values: [5_000, 0, 7_000] })),
})

/** The dashboard in the states that differ, with `text` wherever a person or a model may have put words. */
export function dashboardPages(chrome: Chrome, text: string) {
  const records = [
    sampleRecord({ model: text, username: text, keyLabel: text, requestId: text, currency: text }),
    sampleRecord({ id: 'r2', status: 'failed', conversationId: null, durationMs: null, ttftMs: null, estimated: true, purpose: 'summary' }),
  ]
  const view = { from: text, to: text, model: text, status: text, days: '90' }
  const own = { view, records, titles: new Map([['c1', text]]), isLater: true, next: text }
  const props: DashboardProps = {
    chrome: { ...chrome, timeZone: text },
    sidebar: sampleSidebar({ currentId: null }),
    stats: periods(sampleSums({ costs: [{ currency: text, cost: 1_234_567 }] })),
    quota: sampleRemaining(chrome.now, text),
    data: chart(['a', 'b', 'c', 'd', 'e'].map((name) => `${name} ${text}`).concat(text)),
    range: 90,
    own,
    models: [text, 'other'],
  }
  const nothing = { ...own, view: {}, records: [], titles: new Map(), isLater: false, next: null }
  const empty = { ...props, stats: periods(NOTHING), quota: [], data: chart([]), range: 30 } as const
  return {
    dashboard: <DashboardPage {...props} />,
    refusedRecords: <DashboardPage {...props} own={{ ...own, notice: text }} />,
    noRecords: <DashboardPage {...empty} own={{ ...nothing, view }} />,
    nothingUsed: <DashboardPage {...empty} own={nothing} />,
  }
}
