import type { Price } from '../db/values.ts'
import type { TokenCount } from '../llm/llm.ts'

export type { Price }

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const formatters = new Map<string, Intl.DateTimeFormat>()

/** Weekday (1 = Monday) and `HH:MM` of a moment in a zone. */
function localTime(at: Date, zone: string): { weekday: number; time: string } {
  const formatter =
    formatters.get(zone) ??
    new Intl.DateTimeFormat('en-GB', { timeZone: zone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  formatters.set(zone, formatter)
  const parts = Object.fromEntries(formatter.formatToParts(at).map(({ type, value }) => [type, value]))
  return { weekday: WEEKDAYS.indexOf(parts.weekday ?? '') + 1, time: `${parts.hour}:${parts.minute}` }
}

function holds(price: Price, at: Date): boolean {
  if (price.start === undefined || price.end === undefined) return true
  const { weekday, time } = localTime(at, price.zone ?? 'UTC')
  return (price.weekdays?.includes(weekday) ?? true) && time >= price.start && time < price.end
}

/** The price that applies: of the newest list, a line with a window goes before one without. */
export function priceAt(prices: readonly Price[], at: Date): Price | null {
  const valid = prices.filter((price) => Date.parse(price.from) <= at.getTime() && holds(price, at))
  const newest = Math.max(...valid.map((price) => Date.parse(price.from)))
  const current = valid.filter((price) => Date.parse(price.from) === newest)
  return current.find((price) => price.start !== undefined) ?? current[0] ?? null
}

/** Cost in millionths of the price's currency, rounded half up once, at the end. */
export function costOf(tokens: TokenCount, price: Price): number {
  const fresh = tokens.promptTokens - tokens.cachedTokens
  const millionths =
    BigInt(fresh) * BigInt(price.input) +
    BigInt(tokens.cachedTokens) * BigInt(price.cached_input) +
    BigInt(tokens.completionTokens) * BigInt(price.output)
  return Number((millionths + 500_000n) / 1_000_000n)
}
