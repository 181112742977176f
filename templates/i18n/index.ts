import { en } from './en.ts'
import { zhCN } from './zh-CN.ts'

/** Every word that a person reads; a language with one missing does not compile. */
export type Strings = typeof en

export const locales = ['en', 'zh-CN'] as const

export type Locale = (typeof locales)[number]

const tables: Record<Locale, Strings> = { en, 'zh-CN': zhCN }

export const stringsFor = (locale: Locale): Strings => tables[locale]

export const isLocale = (value: string): value is Locale => value === 'en' || value === 'zh-CN'

/** The best of our languages for an `Accept-Language` header (RFC 9110 §12.5.4); English when none fits. */
export function negotiateLocale(acceptLanguage: string | undefined): Locale {
  let best: Locale = 'en'
  let bestQuality = 0
  for (const range of (acceptLanguage ?? '').slice(0, 500).split(',')) {
    const [tag = '', ...parameters] = range.trim().toLowerCase().split(';')
    const locale = localeOf(tag.trim())
    const quality = qualityOf(parameters)
    if (locale === null || quality <= bestQuality) continue
    best = locale
    bestQuality = quality
  }
  return best
}

function localeOf(tag: string): Locale | null {
  if (tag === 'zh' || tag.startsWith('zh-')) return 'zh-CN'
  return tag === 'en' || tag.startsWith('en-') || tag === '*' ? 'en' : null
}

function qualityOf(parameters: readonly string[]): number {
  const given = parameters.map((text) => text.trim()).find((text) => text.startsWith('q='))
  if (given === undefined) return 1
  const quality = Number(given.slice(2))
  return Number.isFinite(quality) ? Math.min(Math.max(quality, 0), 1) : 0
}
