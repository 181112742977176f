/** Intl formatters are dear to make and cheap to use: one of each kind per language and time zone. */
const made = new Map<string, Intl.DateTimeFormat>()

const kinds = {
  time: { hour: '2-digit', minute: '2-digit' },
  date: { day: 'numeric', month: 'long', year: 'numeric' },
  dateTime: { day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit' },
  month: { month: 'long' },
  monthNumber: { month: 'numeric' },
  monthYear: { month: 'long', year: 'numeric' },
  dayMonth: { day: 'numeric', month: 'short' },
  shortDate: { day: 'numeric', month: 'short', year: 'numeric' },
  shortDateTime: { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>

export type DateKind = keyof typeof kinds

/** `timeZone`: an IANA name; null or one that this machine does not know is UTC. */
export function formatDate(locale: string, kind: DateKind, date: Date, timeZone: string | null): string {
  return dateFormat(locale, kind, timeZone).format(date)
}

function dateFormat(locale: string, kind: DateKind, timeZone: string | null): Intl.DateTimeFormat {
  return cached(`${locale} ${kind} ${timeZone}`, locale, kinds[kind], timeZone)
}

/** The calendar day that `date` falls on in that zone, as a number of days that can be subtracted. */
export function dayNumber(date: Date, timeZone: string | null): number {
  const day = partsOf(date, timeZone)
  return Math.floor(Date.UTC(day.year, day.month - 1, day.day) / 86_400_000)
}

export type CalendarParts = { year: number; month: number; day: number; hour: number }

export function partsOf(date: Date, timeZone: string | null): CalendarParts {
  const options = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', hourCycle: 'h23' } as const
  const parts = cached(`parts ${timeZone}`, 'en', options, timeZone).formatToParts(date)
  const value = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.find((part) => part.type === type)?.value)
  return { year: value('year'), month: value('month'), day: value('day'), hour: value('hour') }
}

function cached(key: string, locale: string, options: Intl.DateTimeFormatOptions, timeZone: string | null): Intl.DateTimeFormat {
  const known = made.get(key)
  if (known !== undefined) return known
  const format = build(locale, options, timeZone)
  made.set(key, format)
  return format
}

function build(locale: string, options: Intl.DateTimeFormatOptions, timeZone: string | null): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat(locale, { ...options, timeZone: timeZone ?? 'UTC' })
  } catch {
    return new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' })
  }
}

/** `micros`: millionths of the currency, whose name the admin chose and no list has to know. `digits`: at most so many after the point. */
export function formatMoney(locale: string, micros: number, currency = 'CNY', digits = 4): string {
  const options = { minimumFractionDigits: 2, maximumFractionDigits: digits }
  return `${currency} ${new Intl.NumberFormat(locale, options).format(micros / 1_000_000)}`
}
