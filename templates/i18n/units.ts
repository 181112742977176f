import type { Locale } from './index.ts'

const BYTES = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** A sign stays with its figure, behind a space; Chinese has no such space. */
const TIMES: Record<Locale, { ms: string; s: string; min: string }> = {
  en: { ms: '\u00a0ms', s: '\u00a0s', min: '\u00a0min' },
  'zh-CN': { ms: '毫秒', s: '秒', min: '分钟' },
}

const tenths = new Intl.NumberFormat('en', { maximumFractionDigits: 1 })
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })

const figure = (amount: number, isFine: boolean): string => (isFine ? tenths : whole).format(amount)

/** In the largest unit of which there is one: two figures, or whole. */
export function formatBytes(bytes: number): string {
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), BYTES.length - 1)
  const amount = bytes / 1000 ** power
  return `${figure(amount, power > 0 && amount < 10)}\u00a0${BYTES[power]}`
}

/** Milliseconds below a second, seconds below two minutes, then minutes. */
export function formatDuration(locale: Locale, ms: number): string {
  const { ms: milliseconds, s, min } = TIMES[locale]
  if (ms < 999.5) return figure(ms, ms < 10) + milliseconds
  if (ms < 120_000) return figure(ms / 1_000, ms < 10_000) + s
  return figure(ms / 60_000, false) + min
}
