import { localTime, type Price, priceAt } from './price.ts'

const MINUTE = 60_000

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

/** The price that applies, and when its window ends; null: it is in none. */
export function priceNow(prices: readonly Price[], at: Date): { price: Price; until: Date | null } | null {
  const price = priceAt(prices, at)
  if (!price) return null
  return { price, until: price.end === undefined ? null : endOf(price.end, price.zone ?? 'UTC', at) }
}

/** The clock may be put forward or back before the end comes: where it does, the end is looked at once more. */
function endOf(end: string, zone: string, at: Date): Date {
  const thisMinute = Math.floor(at.getTime() / MINUTE) * MINUTE
  const left = minutesOf(end) - minutesOf(localTime(at, zone).time)
  const guess = new Date(thisMinute + left * MINUTE)
  const drift = ((minutesOf(localTime(guess, zone).time) - minutesOf(end) + 720 + 1440) % 1440) - 720
  return new Date(guess.getTime() - drift * MINUTE)
}
