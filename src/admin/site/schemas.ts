import * as z from 'zod'
import { SETTINGS } from '../../site/settings.ts'
import { money, tokens } from '../forms.ts'
import { wholeNumberIn } from '../../web/schemas.ts'
import { id } from '../schemas.ts'

const model = id.nullable().optional()

type Changes<Shape extends z.core.$ZodShape> = { [Name in keyof Shape]: z.ZodOptional<z.ZodNullable<Shape[Name]>> }

const changes = Object.fromEntries(
  Object.entries(SETTINGS).map(([name, schema]) => [name, (schema as z.ZodType).nullable().optional()]),
) as Changes<typeof SETTINGS>

/** Any part of the settings; a name that is none of them is refused by name. */
export const settingsChange = z.strictObject({ ...changes, default_model: model })

export const SECTIONS = ['registration', 'limits', 'quota', 'conversation', 'banner', 'days', 'retention'] as const
export type SiteSection = (typeof SECTIONS)[number]

/** What a form leaves empty is not set: the environment's value holds, or none. */
const orNothing = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((text) => (text === '' ? null : text), schema.nullable()).optional()

const days = (setting: typeof SETTINGS.log_retention_days) => z.string().transform(wholeNumberIn).pipe(setting.nullable()).optional()

/** One section of the page; what it does not have stays as it is. */
export const settingsForm = z
  .object({
    section: z.enum(SECTIONS),
    registration: orNothing(SETTINGS.registration),
    rate_limits: orNothing(SETTINGS.rate_limits),
    quota_tokens_day: tokens,
    quota_tokens_month: tokens,
    quota_cost_month: money,
    default_model: orNothing(id),
    system_prompt: SETTINGS.system_prompt.optional(),
    banner: SETTINGS.banner.optional(),
    summarize: z
      .enum(['true', 'false'])
      .transform((text) => text === 'true')
      .optional(),
    time_zone: orNothing(SETTINGS.time_zone),
    usage_retention_days: days(SETTINGS.usage_retention_days),
    log_retention_days: days(SETTINGS.log_retention_days),
    audit_retention_days: days(SETTINGS.audit_retention_days),
  })
  .transform(({ section, ...change }) => ({ section, change }))
