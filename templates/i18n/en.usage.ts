import { formatDate, formatMoney } from './format.ts'

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 })
const numbers = new Intl.NumberFormat('en')
const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 0 })
const count = (n: number, one: string, other: string): string => `${numbers.format(n)} ${n === 1 ? one : other}`
const seconds = new Intl.NumberFormat('en', { maximumFractionDigits: 1 })

/** What was used: records, figures, charts. */
export const usage = {
  title: 'Usage',
  short: (n: number): string => compact.format(n),
  /** of one call: to the millionth */
  cost: (micros: number, currency: string): string => formatMoney('en', micros, currency, 6),
  /** of many calls: to the hundredth, where that is anything */
  spent: (micros: number, currency: string): string => formatMoney('en', micros, currency, micros < 1_000_000 ? 4 : 2),
  seconds: (ms: number): string => `${seconds.format(ms / 1_000)} s`,
  /** of a day that is a date at midnight UTC */
  day: (date: Date): string => formatDate('en-GB', 'dayMonth', date, 'UTC'),
  dayYear: (date: Date): string => formatDate('en-GB', 'shortDate', date, 'UTC'),
  when: (date: Date, timeZone: string | null): string => formatDate('en-GB', 'shortDateTime', date, timeZone),

  exportCsv: 'Export CSV',
  glance: 'At a glance',
  periods: { today: 'Today', week: 'This week', month: 'This month', total: 'Total' },
  tokens: 'tokens',
  requests: (n: number): string => count(n, 'request', 'requests'),
  failed: (n: number): string => `${numbers.format(n)} failed`,
  cached: (share: number): string => `${percent.format(share)} of the input cached`,
  zone: (name: string): string => `Days begin at midnight in ${name}, weeks on Monday.`,
  changeZone: 'Change time zone',
  left: 'What is left',
  perSpan: { day: 'Tokens per day', week: 'Tokens per week' },
  range: 'Range',
  days: (n: number): string => `${numbers.format(n)} days`,
  quietDays: (n: number): string => `Nothing was used in the last ${numbers.format(n)} days.`,
  emptyTitle: 'Nothing used yet',
  emptyLead: 'Every answer is listed here, with its tokens and what it cost.',
  otherModels: 'Other models',
  asTable: 'The same as a table',
  tableOf: (title: string): string => `${title}, as a table`,
  spans: { day: 'Day', week: 'Week from' },
  sum: 'All',
  chart: (title: string, from: string, to: string, busiest: string, most: string): string =>
    `${title} by model, ${from} to ${to}. The most was ${most}, on ${busiest}.`,
  emptyChart: (title: string, from: string, to: string): string => `${title} by model, ${from} to ${to}: nothing yet.`,

  filter: {
    label: 'Filter records',
    from: 'From',
    to: 'To',
    model: 'Model',
    anyModel: 'All models',
    status: 'Outcome',
    anyStatus: 'All that ended',
    submit: 'Show',
    clear: 'Show all',
  },

  records: {
    title: 'Records',
    shown: (n: number): string => `${count(n, 'record', 'records')} shown.`,
    noneTitle: 'No records',
    noneLead: 'Nothing fits what you are looking for.',
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
