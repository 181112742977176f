const BYTES = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

const unitFormat = (locale: string, unit: string, digits: number): Intl.NumberFormat =>
  new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: digits })

const made = new Map<string, Intl.NumberFormat>()

function formatUnit(locale: string, n: number, unit: string, digits: number): string {
  const key = `${locale} ${unit} ${digits}`
  const format = made.get(key) ?? unitFormat(locale, unit, digits)
  made.set(key, format)
  return format.format(n)
}

/** In the largest unit of which there is one, with three figures at most. */
export function formatBytes(locale: string, bytes: number): string {
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), BYTES.length - 1)
  const amount = bytes / 1000 ** power
  return formatUnit(locale, amount, BYTES[power] ?? 'byte', power === 0 || amount >= 10 ? 0 : 1)
}

/** Milliseconds below a second, seconds below two minutes, then minutes. */
export function formatDuration(locale: string, ms: number): string {
  if (ms < 1_000) return formatUnit(locale, Math.round(ms), 'millisecond', 0)
  if (ms < 120_000) return formatUnit(locale, ms / 1_000, 'second', ms < 10_000 ? 1 : 0)
  return formatUnit(locale, Math.round(ms / 60_000), 'minute', 0)
}
