import * as z from 'zod'
import { SETTINGS } from '../../site/settings.ts'
import { money, tokens } from '../forms.ts'
import { id } from '../schemas.ts'

const model = id.nullable().optional()

type Changes<Shape extends z.core.$ZodShape> = { [Name in keyof Shape]: z.ZodOptional<z.ZodNullable<Shape[Name]>> }

const changes = Object.fromEntries(
  Object.entries(SETTINGS).map(([name, schema]) => [name, (schema as z.ZodType).nullable().optional()]),
) as Changes<typeof SETTINGS>

/** Any part of the settings; a name that is none of them is refused by name. */
export const settingsChange = z.strictObject({ ...changes, default_model: model })

export const SECTIONS = ['registration', 'limits', 'quota', 'conversation', 'banner', 'retention'] as const
export type SiteSection = (typeof SECTIONS)[number]

/** What a form leaves empty is not set: the environment's value holds, or none. */
const orNothing = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((text) => (text === '' ? null : text), schema.nullable()).optional()

const days = z
  .string()
  .transform((text) => text.replace(/[\s,'’_]/g, ''))
  .pipe(z.string().regex(/^\d{0,9}$/, 'days_invalid'))
  .transform((text) => (text === '' ? null : Number(text)))
  .pipe(SETTINGS.usage_retention_days.nullable())
  .optional()

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
    usage_retention_days: days,
    log_retention_days: days,
    audit_retention_days: days,
  })
  .transform(({ section, ...change }) => ({ section, change }))
