import type { Price } from '../db/values.ts'
import type { TokenCount } from '../llm/llm.ts'

export type { Price }

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const formatters = new Map<string, Intl.DateTimeFormat>()

/** Weekday (1 = Monday), day (YYYY-MM-DD) and `HH:MM` of a moment in a zone. */
export function localTime(at: Date, zone: string): { weekday: number; day: string; time: string } {
  const formatter = formatters.get(zone) ?? clockOf(zone)
  formatters.set(zone, formatter)
  const parts = Object.fromEntries(formatter.formatToParts(at).map(({ type, value }) => [type, value]))
  return {
    weekday: WEEKDAYS.indexOf(parts.weekday ?? '') + 1,
    day: `${parts.year}-${parts.month}-${parts.day}`,
    time: `${parts.hour}:${parts.minute}`,
  }
}

const clockOf = (timeZone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })

/** Days, weekdays and hours are those of the window's zone. */
function holds({ start, end, zone, weekdays, holidays }: Price, at: Date): boolean {
  if (start === undefined || end === undefined) return true
  const { weekday, day, time } = localTime(at, zone ?? 'UTC')
  return (weekdays?.includes(weekday) ?? true) && !(holidays?.includes(day) ?? false) && time >= start && time < end
}

/** The price that applies: of the newest list that is in force, a line with a window goes before one without. */
export function priceAt(prices: readonly Price[], at: Date): Price | null {
  const begun = prices.filter((price) => Date.parse(price.from) <= at.getTime())
  const newest = Math.max(...begun.map((price) => Date.parse(price.from)))
  const current = begun.filter((price) => Date.parse(price.from) === newest && holds(price, at))
  return current.find((price) => price.start !== undefined) ?? current[0] ?? null
}

/** Cost in millionths of the price's currency, rounded half up once, at the end. */
export function costOf(tokens: TokenCount, price: Pick<Price, 'input' | 'cached_input' | 'output'>): number {
  const fresh = tokens.promptTokens - tokens.cachedTokens
  const millionths =
    BigInt(fresh) * BigInt(price.input) +
    BigInt(tokens.cachedTokens) * BigInt(price.cached_input) +
    BigInt(tokens.completionTokens) * BigInt(price.output)
  return Number((millionths + 500_000n) / 1_000_000n)
}
