import * as z from 'zod'
import { type Config, parseRateLimits, REGISTRATIONS, UPLOAD_MB } from '../config.ts'
import type { Quota } from '../db/values.ts'
import type { Reason } from '../errors.ts'
import type { Window } from '../kv/kv.ts'
import { zoneNamed } from './zones.ts'

/** tokens or millionths of a currency: whole, and exact in a number */
const amount = z.int().min(0).max(1_000_000_000_000)
const days = (least: number, reason: Reason) => z.int(reason).min(least, reason).max(36_500, reason)
/**
 * Younger records are kept, whatever is set: quotas of this month and who asks again under the same client id need them, and in another
 * time zone so many days are counted anew, this month and the last week, wherever the month begins.
 */
export const LEAST_USAGE_DAYS = 40

/** Forms end their lines as HTTP does; what is stored has the same bytes whoever sent it. */
const text = (most: number) =>
  z
    .string()
    .transform((given) => given.replaceAll(/\r\n?/g, '\n').trim())
    .pipe(z.string().max(most, 'text_too_long'))

/** By whichever of its names: kept is the one that pages list. */
export const zone = z
  .string()
  .max(100)
  .transform((name) => zoneNamed(name))
  .pipe(z.string())

const rateLimits = z
  .string()
  .max(200)
  .transform((given) => given.replaceAll(/\s/g, ''))
  .refine((given) => parseRateLimits(given) !== null, 'rate_limits_invalid')

/** Everything that an administrator can set at run time, by its name in the API and in the table. */
export const SETTINGS = {
  registration: z.enum(REGISTRATIONS),
  /** as RATE_LIMITS */
  rate_limits: rateLimits,
  /** the quota of who has no limit of that kind, nor his group */
  quota_tokens_day: amount,
  quota_tokens_month: amount,
  quota_cost_month: amount,
  /** stands first in every conversation */
  system_prompt: text(8_000),
  /** Markdown, on every page */
  banner: text(2_000),
  max_upload_mb: z.int().min(UPLOAD_MB.min).max(UPLOAD_MB.max),
  usage_retention_days: days(LEAST_USAGE_DAYS, 'usage_days_invalid'),
  log_retention_days: days(1, 'days_invalid'),
  audit_retention_days: days(1, 'days_invalid'),
  /** has what a conversation's window has no room for summed up */
  summarize: z.boolean(),
  /** where the days of everybody's figures begin */
  time_zone: zone,
} as const satisfies Record<string, z.ZodType>

export type SettingName = keyof typeof SETTINGS
export const SETTING_NAMES = Object.keys(SETTINGS) as SettingName[]

type Values = { [Name in SettingName]: z.output<(typeof SETTINGS)[Name]> }
/** Null: the environment's value holds, or none. */
export type SettingValues = { [Name in SettingName]: Values[Name] | null }
/** What is to be changed; null takes an own value away. */
export type SettingChange = { [Name in SettingName]?: Values[Name] | null | undefined }

/** The settings as they hold. */
export type Site = {
  registration: Values['registration']
  /** none: turns are not limited */
  rateLimits: readonly Window[]
  /** what holds for everybody, field by field, where neither a user nor his group has a limit */
  quota: Quota | null
  systemPrompt: string | null
  banner: string | null
  maxUploadMb: number
  /** how long records are kept; null: for ever */
  retentionDays: { usage: number | null; logs: number | null; audit: number | null }
  summarize: boolean
  /** where the days of everybody's figures begin; null: nobody has said so, and they are those of UTC */
  timeZone: string | null
}

export type SiteConfig = Pick<Config, 'registration' | 'rateLimits' | 'maxUploadMb'>

/** What holds where nothing is set. */
export const defaultsOf = (config: SiteConfig): SettingValues => ({
  registration: config.registration,
  rate_limits: formatRateLimits(config.rateLimits),
  quota_tokens_day: null,
  quota_tokens_month: null,
  quota_cost_month: null,
  system_prompt: null,
  banner: null,
  max_upload_mb: config.maxUploadMb,
  usage_retention_days: null,
  log_retention_days: null,
  audit_retention_days: null,
  summarize: false,
  time_zone: 'UTC',
})

/** What holds: own values over the environment's. */
export function siteOf(config: SiteConfig, own: SettingValues): Site {
  return {
    registration: own.registration ?? config.registration,
    rateLimits: own.rate_limits === null ? config.rateLimits : (parseRateLimits(own.rate_limits) ?? config.rateLimits),
    quota: quotaOf(own),
    systemPrompt: own.system_prompt || null,
    banner: own.banner || null,
    maxUploadMb: own.max_upload_mb ?? config.maxUploadMb,
    retentionDays: { usage: own.usage_retention_days, logs: own.log_retention_days, audit: own.audit_retention_days },
    summarize: own.summarize ?? false,
    timeZone: own.time_zone,
  }
}

export const siteZoneOf = ({ timeZone }: Pick<Site, 'timeZone'>): string => timeZone ?? 'UTC'

function quotaOf({ quota_tokens_day: day, quota_tokens_month: month, quota_cost_month: cost }: SettingValues): Quota | null {
  if (day === null && month === null && cost === null) return null
  return {
    ...(day === null ? {} : { tokens_day: day }),
    ...(month === null ? {} : { tokens_month: month }),
    ...(cost === null ? {} : { cost_month: cost }),
  }
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
] as const

const span = (ms: number): string => {
  const [unit, size] = UNITS.find(([, long]) => ms % long === 0) ?? ['s', 1_000]
  return `${ms / size}${unit}`
}

/** As `parseRateLimits` reads it: `5/1m,100/1d`, or `off`. */
const formatRateLimits = (windows: readonly Window[]): string =>
  windows.length === 0 ? 'off' : windows.map(({ limit, windowMs }) => `${limit}/${span(windowMs)}`).join(',')
