/** The words and JSON shapes that columns hold, the same in both databases. */
export const ROLES = ['user', 'admin'] as const
export const LOCALES = ['en', 'zh-CN'] as const
export const THEMES = ['light', 'dark'] as const
export const KEY_STATUSES = ['ok', 'cooling', 'set_aside', 'untested'] as const
export const TOKEN_SCOPES = ['read', 'chat', 'admin'] as const
export const TITLE_SOURCES = ['question', 'user', 'model'] as const
export const MESSAGE_ROLES = ['user', 'assistant', 'system'] as const
export const MESSAGE_STATUSES = ['streaming', 'complete', 'stopped', 'interrupted', 'failed'] as const
export const FILE_STATUSES = ['pending', 'ready', 'truncated', 'failed'] as const
export const USAGE_SOURCES = ['web', 'api'] as const
/** What a call was made for: an answer, the summary of what an answer's window has no room for, or an admin's test of a key. */
export const USAGE_PURPOSES = ['answer', 'summary', 'test'] as const
export const USAGE_STATUSES = ['open', 'complete', 'stopped', 'interrupted', 'failed'] as const

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

/** What a user may spend; a limit that is absent does not hold. Cost in micro-units of the model's currency. */
export type Quota = { tokens_day?: number; tokens_month?: number; cost_month?: number }

/** How a model is asked to think, whether it wants its earlier thoughts back (`replay_reasoning`), and whether it sees images. */
export type Abilities = { thinking?: 'deepseek' | 'effort' | 'none'; replay_reasoning?: boolean; images?: boolean }

/**
 * A price in micro-units of `currency` per million tokens, in force from the day `from` (ISO 8601). Where a window
 * is given (`weekdays` 1 = Monday … 7, `start` and `end` as HH:MM in `zone`), only within it.
 */
export type Price = {
  currency: string
  input: number
  cached_input: number
  output: number
  from: string
  zone?: string
  weekdays?: number[]
  start?: string
  end?: string
  /** days in `zone`, YYYY-MM-DD, on which the window does not hold */
  holidays?: string[]
}

/** How a key did when it was last tried: at (ISO 8601), after how many ms it answered, and why it did not (`upstreams/problems.ts`). */
export type KeyTest = {
  at: string
  ms: number | null
  reason: string | null
  balance?: { currency: string; micros: number }
  /** the upstream's name of the model that was asked, and how many models it lists */
  model?: string
  models?: number
  /** the vendor's own words, secrets masked */
  said?: string
}

/** Who may use a model: whoever one of the lists names; no audience at all means everybody. */
export type Audience = { roles?: (typeof ROLES)[number][]; userIds?: string[]; groupIds?: string[] }
