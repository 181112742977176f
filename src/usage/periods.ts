/** Days and months as a user counts them: in his time zone (IANA), whose days may have 23 or 25 hours. */
type Day = { year: number; month: number; day: number }

const formatters = new Map<string, Intl.DateTimeFormat>()

const OPTIONS = {
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
  hourCycle: 'h23',
} as const

function formatterFor(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone)
  if (known) return known
  const made = makeFormatter(zone)
  formatters.set(zone, made)
  return made
}

/** A zone that this machine does not know is UTC. */
function makeFormatter(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en', { ...OPTIONS, timeZone })
  } catch {
    return new Intl.DateTimeFormat('en', { ...OPTIONS, timeZone: 'UTC' })
  }
}

function localTime(at: Date, zone: string): Day & { asUtc: number } {
  const parts = Object.fromEntries(
    formatterFor(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  return { year, month, day, asUtc: Date.UTC(year, month - 1, day, hour, minute, second) }
}

/** The first moment of a day, which is one o'clock where midnight is skipped. Days and months past their end run on into the next. */
function startOf({ year, month, day }: Day, zone: string): Date {
  const wanted = Date.UTC(year, month - 1, day)
  const offsetAt = (ms: number): number => localTime(new Date(ms), zone).asUtc - ms
  const guess = wanted - offsetAt(wanted)
  const midnight = wanted - offsetAt(guess)
  return new Date(midnight + offsetAt(midnight) < wanted ? guess : midnight)
}

export type Period = { start: Date; end: Date }

export function dayOf(at: Date, zone: string): Period {
  const today = localTime(at, zone)
  return { start: startOf(today, zone), end: startOf({ ...today, day: today.day + 1 }, zone) }
}

export function monthOf(at: Date, zone: string): Period {
  const first = { ...localTime(at, zone), day: 1 }
  return { start: startOf(first, zone), end: startOf({ ...first, month: first.month + 1 }, zone) }
}

/** The day that is written as `YYYY-MM-DD`; null where there is no such day. */
export function dayNamed(text: string, zone: string): Period | null {
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number)
  const named = new Date(Date.UTC(year, month - 1, day))
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || named.toISOString().slice(0, 10) !== text) return null
  return { start: startOf({ year, month, day }, zone), end: startOf({ year, month, day: day + 1 }, zone) }
}

const two = (number: number): string => String(number).padStart(2, '0')

const QUARTER_MS = 900_000
/** a month's quarters of an hour in a few zones */
const MOST_KEPT = 20_000
const days = new Map<string, string>()

/** `YYYY-MM-DD`. Asked for each of thousands of calls: within a quarter of an hour no day ends, in any zone. */
export function dayIn(zone: string, at: Date): string {
  const key = `${zone} ${Math.floor(at.getTime() / QUARTER_MS)}`
  const known = days.get(key)
  if (known !== undefined) return known
  if (days.size >= MOST_KEPT) days.clear()
  const day = nameOfDay(localTime(at, zone))
  days.set(key, day)
  return day
}

function nameOfDay({ year, month, day }: Day): string {
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`
}

const DAY_MS = 86_400_000

/** The Monday of the week of a day `YYYY-MM-DD`. */
export function mondayOf(day: string): string {
  const noon = new Date(`${day}T12:00:00Z`)
  return new Date(noon.getTime() - ((noon.getUTCDay() + 6) % 7) * DAY_MS).toISOString().slice(0, 10)
}

/** Days `YYYY-MM-DD`, both included, and a stretch of time in which all their calls were made. */
export type Days = { from: string; to: string; since: Date; until: Date }

/** Zones are up to 14 hours before and 12 behind UTC. A month may be said to end on a 31st that it does not have. */
export function daysFrom(from: string, to: string): Days {
  const [year = 0, month = 1, day = 1] = to.split('-').map(Number)
  return { from, to, since: new Date(Date.parse(`${from}T00:00:00Z`) - DAY_MS), until: new Date(Date.UTC(year, month - 1, day + 2)) }
}
