import type { Price } from '../db/values.ts'

/** What can be wrong with a list of prices (reasons of `errors.ts`): where, and in which lines of it, from 0. */
export type PriceFault = { reason: PriceReason; lines: number[]; part: keyof Price }

export type PriceReason =
  | 'price_amount'
  | 'price_base'
  | 'price_currencies'
  | 'price_currency'
  | 'price_from'
  | 'price_holidays'
  | 'price_lines'
  | 'price_midnight'
  | 'price_overlap'
  | 'price_time'
  | 'price_twice'
  | 'price_weekdays'
  | 'price_window'
  | 'price_zone'
  | 'price_zones'

/** a form has room for so many */
export const MAX_PRICES = 20
const MAX_HOLIDAYS = 200
/** micro-units per million tokens: a million units for one token more than any vendor asks */
const MAX_AMOUNT = 1_000_000_000_000

const AMOUNTS = ['input', 'cached_input', 'output'] as const
const START = /^([01]\d|2[0-3]):[0-5]\d$/
const END = /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/
const DAY = /^(\d{4})-(\d\d)-(\d\d)$/
const TIME = /^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,3})?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/

/** A day of the calendar as it is written, YYYY-MM-DD. */
function isDay(text: string): boolean {
  const [, year, month, day] = DAY.exec(text) ?? []
  if (year === undefined || Number(year) < 2000) return false
  return new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).toISOString().startsWith(text)
}

/** A day begins at 00:00 UTC; a time says where its zone is. */
const isFrom = (text: string): boolean => isDay(text) || (TIME.test(text) && isDay(text.slice(0, 10)))

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).format(0) !== ''
  } catch {
    return false
  }
}

const isWindow = ({ zone, weekdays, start, end, holidays }: Price): boolean =>
  [zone, weekdays, start, end, holidays].some((part) => part !== undefined)

/** All that is wrong with the lines one by one; where nothing is, all that is wrong between them. None: the list can be used. */
export function priceFaults(prices: readonly Price[]): PriceFault[] {
  if (prices.length > MAX_PRICES) return [{ reason: 'price_lines', lines: [MAX_PRICES], part: 'from' }]
  const own = prices.flatMap((price, line) => lineFaults(price).map((fault) => ({ ...fault, lines: [line] })))
  return own.length > 0 ? own : listFaults(prices)
}

type LineFault = Omit<PriceFault, 'lines'>

function lineFaults(price: Price): LineFault[] {
  const faults: LineFault[] = AMOUNTS.filter((part) => !isAmount(price[part])).map((part) => ({ reason: 'price_amount', part }))
  if (!/^[A-Z]{3}$/.test(price.currency)) faults.push({ reason: 'price_currency', part: 'currency' })
  if (!isFrom(price.from)) faults.push({ reason: 'price_from', part: 'from' })
  return isWindow(price) ? [...faults, ...windowFaults(price)] : faults
}

const isAmount = (amount: number): boolean => Number.isSafeInteger(amount) && amount >= 0 && amount <= MAX_AMOUNT

function windowFaults({ zone, weekdays, start, end, holidays = [] }: Price): LineFault[] {
  if (zone === undefined) return [{ reason: 'price_window', part: 'zone' }]
  if (start === undefined) return [{ reason: 'price_window', part: 'start' }]
  if (end === undefined) return [{ reason: 'price_window', part: 'end' }]
  const faults: (LineFault | false)[] = [
    !isZone(zone) && { reason: 'price_zone', part: 'zone' },
    weekdays !== undefined && !areWeekdays(weekdays) && { reason: 'price_weekdays', part: 'weekdays' },
    !START.test(start) && { reason: 'price_time', part: 'start' },
    !END.test(end) && { reason: 'price_time', part: 'end' },
    START.test(start) && END.test(end) && start >= end && { reason: 'price_midnight', part: 'end' },
    !(holidays.length <= MAX_HOLIDAYS && holidays.every(isDay)) && { reason: 'price_holidays', part: 'holidays' },
  ]
  return faults.filter((fault) => fault !== false)
}

const areWeekdays = (days: readonly number[]): boolean =>
  days.length > 0 && new Set(days).size === days.length && days.every((day) => Number.isInteger(day) && day >= 1 && day <= 7)

type Numbered = Price & { line: number }

/** Lines of one `from` are one list: it is in one currency, has one price without a window, and at no time two with one. */
function listFaults(prices: readonly Price[]): PriceFault[] {
  const numbered = prices.map((price, line): Numbered => ({ ...price, line }))
  return [...Map.groupBy(numbered, ({ from }) => Date.parse(from)).values()].flatMap((list) => {
    const windows = list.filter((price) => price.start !== undefined)
    const bases = list.filter((price) => price.start === undefined)
    return [
      ...differing(list, 'currency', 'price_currencies'),
      ...differing(windows, 'zone', 'price_zones'),
      ...(bases.length === 0 ? [faultOf('price_base', list.slice(0, 1), 'from')] : []),
      ...(bases.length > 1 ? [faultOf('price_twice', bases.slice(0, 2), 'from')] : []),
      ...overlaps(windows),
    ]
  })
}

const faultOf = (reason: PriceReason, lines: readonly Numbered[], part: keyof Price): PriceFault => ({
  reason,
  lines: lines.map(({ line }) => line),
  part,
})

/** The first line that differs from the first of all. */
function differing(list: readonly Numbered[], part: 'currency' | 'zone', reason: PriceReason): PriceFault[] {
  const other = list.find((price) => price[part] !== list[0]?.[part])
  return list[0] && other ? [faultOf(reason, [list[0], other], part)] : []
}

const overlaps = (windows: readonly Numbered[]): PriceFault[] =>
  windows.flatMap((one, index) =>
    windows
      .slice(index + 1)
      .filter((other) => overlap(one, other))
      .map((other) => faultOf('price_overlap', [one, other], 'start')),
  )

/** In one zone. A holiday parts no two windows: it is one day of a year. */
function overlap(a: Price, b: Price): boolean {
  const shareDay = (a.weekdays ?? EVERY_DAY).some((day) => (b.weekdays ?? EVERY_DAY).includes(day))
  return shareDay && (a.start ?? '') < (b.end ?? '') && (b.start ?? '') < (a.end ?? '')
}

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]

/** A list without faults as it is kept: times in UTC, days in their order and once. */
export const keptPrices = (prices: readonly Price[]): Price[] =>
  prices.map(({ weekdays, holidays, ...price }) => ({
    ...price,
    from: new Date(price.from).toISOString(),
    ...(weekdays && { weekdays: weekdays.toSorted((a, b) => a - b) }),
    ...(holidays && holidays.length > 0 && { holidays: [...new Set(holidays)].toSorted() }),
  }))
