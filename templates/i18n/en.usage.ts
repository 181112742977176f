import { formatDate, formatMoney } from './format.ts'

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 })
const seconds = new Intl.NumberFormat('en', { maximumFractionDigits: 1 })

/** What was used: records, figures, charts. */
export const usage = {
  title: 'Usage',
  short: (n: number): string => compact.format(n),
  /** of one call: to the millionth */
  cost: (micros: number, currency: string): string => formatMoney('en', micros, currency, 6),
  seconds: (ms: number): string => `${seconds.format(ms / 1_000)} s`,
  /** of a day that is a date at midnight UTC */
  day: (date: Date): string => formatDate('en-GB', 'dayMonth', date, 'UTC'),
  dayYear: (date: Date): string => formatDate('en-GB', 'shortDate', date, 'UTC'),
  when: (date: Date, timeZone: string | null): string => formatDate('en-GB', 'shortDateTime', date, timeZone),

  otherModels: 'Other models',
  asTable: 'The same as a table',
  tableOf: (title: string): string => `${title}, as a table`,
  spans: { day: 'Day', week: 'Week from' },
  sum: 'All',
  chart: (title: string, from: string, to: string, busiest: string, most: string): string =>
    `${title} by model, ${from} to ${to}. The most was ${most}, on ${busiest}.`,
  emptyChart: (title: string, from: string, to: string): string => `${title} by model, ${from} to ${to}: nothing yet.`,

  records: {
    title: 'Records',
    user: 'User',
    nobody: 'Deleted user',
    conversation: 'Conversation',
    deleted: 'Deleted conversation',
    model: 'Model',
    key: 'Key',
    input: 'Input',
    cached: 'of it cached',
    output: 'Output',
    cost: 'Cost',
    duration: 'Duration',
    firstToken: (text: string): string => `first token ${text}`,
    estimated: 'estimated',
    sources: { web: 'Web', api: 'API' },
    purposes: { answer: 'Answer', summary: 'Summary' },
    statuses: { open: 'running', complete: 'complete', stopped: 'stopped', interrupted: 'interrupted', failed: 'failed' },
  },
}
