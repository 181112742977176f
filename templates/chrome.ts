import type { Locale, Strings } from './i18n/index.ts'

export type Theme = 'light' | 'dark'

export type Viewer = { id: string; name: string; role: 'user' | 'admin' }

/** What every page needs besides its own props. */
export type Chrome = {
  t: Strings
  locale: Locale
  /** null follows the system */
  theme: Theme | null
  /** URL of a file of `static/` under its hashed name: `asset('app.css')` */
  asset: (name: string) => string
  /** path and query of this page, for the language link to come back to */
  back: string
  user: Viewer | null
  /** what the administrator tells everybody, as safe HTML; null: nothing */
  banner: string | null
  /** IANA name; null is UTC */
  timeZone: string | null
  now: Date
}
