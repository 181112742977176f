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

/** The first moment of a day. Days and months past their end run on into the next. */
function startOf({ year, month, day }: Day, zone: string): Date {
  const wanted = Date.UTC(year, month - 1, day)
  const offsetAt = (ms: number): number => localTime(new Date(ms), zone).asUtc - ms
  const guess = wanted - offsetAt(wanted)
  return new Date(wanted - offsetAt(guess))
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
