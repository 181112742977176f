import * as z from 'zod'
import { ROLES, type Audience, type Price } from '../../db/values.ts'
import { id } from '../schemas.ts'

const MAX_TOKENS = 100_000_000
const MAX_PEOPLE = 200

/** `null` says that it is not there. */
const maybe = <Schema extends z.ZodType>(schema: Schema) =>
  schema
    .nullable()
    .optional()
    .transform((value) => value ?? undefined)

/** Without the fields that nothing was said of. */
const said = <Fields extends object>(fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields

/** Only its shape: what a price may be, the list of prices knows. */
const price = z
  .object({
    currency: z.string().max(10),
    input: z.number(),
    cached_input: z.number(),
    output: z.number(),
    from: z.string().max(40),
    zone: maybe(z.string().max(64)),
    weekdays: maybe(z.array(z.number()).max(20)),
    start: maybe(z.string().max(10)),
    end: maybe(z.string().max(10)),
    holidays: maybe(z.array(z.string().max(20)).max(400)),
  })
  .transform((line) => said(line) as Price)

const audience = z
  .object({
    roles: maybe(z.array(z.enum(ROLES))),
    user_ids: maybe(z.array(id).max(MAX_PEOPLE)),
    group_ids: maybe(z.array(id).max(MAX_PEOPLE)),
  })
  .transform(({ roles, user_ids: userIds, group_ids: groupIds }) => said({ roles, userIds, groupIds }) as Audience)

export const name = z.string().trim().min(1).max(128)
export const upstreamId = z.string().trim().min(1).max(200)
export const provider = z.string().trim().min(1).max(64)
export const alias = z
  .string()
  .trim()
  .max(128)
  .transform((text) => text || null)
export const contextTokens = z.int().min(1_000).max(MAX_TOKENS)
export const maxOutputTokens = z.int().min(1).max(MAX_TOKENS)
export const THINKING = ['none', 'deepseek', 'effort'] as const

const abilities = z
  .object({ thinking: z.enum(THINKING), replay_reasoning: z.boolean(), images: z.boolean() })
  .partial()
  .transform((kinds) => said(kinds) as { thinking?: (typeof THINKING)[number]; replay_reasoning?: boolean; images?: boolean })

const fields = {
  name: name.optional(),
  alias: alias.nullable().optional(),
  context_tokens: contextTokens.optional(),
  max_output_tokens: maxOutputTokens.nullable().optional(),
  abilities: abilities.optional(),
  params: z.record(z.string().max(100), z.json()).optional(),
  prices: z.array(price).max(1_000).optional(),
  enabled: z.boolean().optional(),
  default: z.boolean().optional(),
  audience: audience.nullable().optional(),
  position: z.int().min(0).max(100_000).optional(),
}

type Said = z.output<z.ZodObject<typeof fields>>

function named<Fields extends Said>({ context_tokens, max_output_tokens, default: isDefault, ...rest }: Fields) {
  return { ...rest, contextTokens: context_tokens, maxOutputTokens: max_output_tokens, isDefault }
}

/** Without a provider it is that of the first key. */
export const newModel = z
  .object({ ...fields, upstream_id: upstreamId, provider: provider.optional() })
  .transform(({ upstream_id, ...rest }) => ({ ...named(rest), upstreamId: upstream_id }))

export const modelChange = z
  .object({ ...fields, upstream_id: upstreamId.optional(), provider: provider.optional() })
  .transform(({ upstream_id, ...rest }) => ({ ...named(rest), upstreamId: upstream_id }))

export const fetchBody = z.object({ key_id: id.optional() })
