import * as z from 'zod'
import { ticked, typedNumber } from '../../web/schemas.ts'
import { type Audience, ROLES } from '../../db/values.ts'
import type { Store } from '../../db/store.ts'
import { AppError } from '../../errors.ts'
import { isId } from '../../ids.ts'
import type { Fields } from '../../web/fields.ts'
import { errorOf } from '../../web/validate.ts'
import { usersNamed } from './audience.ts'
import type { ModelEdit } from './models.ts'
import { PARAM_FIELDS, readParams } from './paramForm.ts'
import { PRICE_FIELDS, readPrices } from './priceForm.ts'
import { alias, contextTokens, maxOutputTokens, name, provider, THINKING, upstreamId } from './schemas.ts'

/** Where a sentence can stand. */
export const MODEL_FIELDS = [
  'name',
  'upstream_id',
  'provider',
  'alias',
  'context_tokens',
  'max_output_tokens',
  'thinking',
  'default',
  'users',
  'open_to',
  'extra',
  ...PARAM_FIELDS,
  ...PRICE_FIELDS,
]

const modelForm = z
  .object({
    name,
    upstream_id: upstreamId,
    provider,
    alias,
    context_tokens: typedNumber.pipe(contextTokens),
    max_output_tokens: typedNumber.pipe(maxOutputTokens.nullable()),
    thinking: z.enum(THINKING),
    replay_reasoning: ticked,
    images: ticked,
    enabled: ticked,
    default: ticked,
  })
  .transform(({ upstream_id, context_tokens, max_output_tokens, thinking, replay_reasoning, images, default: isDefault, ...rest }) => ({
    ...rest,
    upstreamId: upstream_id,
    contextTokens: context_tokens,
    maxOutputTokens: max_output_tokens,
    abilities: { thinking, ...(replay_reasoning && { replay_reasoning }), ...(images && { images }) },
    isDefault,
  }))

const GROUP = 'group_'

/** Names stand one in a line, or with commas between them. */
const namesIn = (text: unknown): string[] =>
  typeof text === 'string'
    ? text
        .split(/[\n,，]+/)
        .map((part) => part.trim())
        .filter(Boolean)
    : []

async function readAudience(store: Store, fields: Fields): Promise<Audience | null> {
  if (fields['open_to'] !== 'some') return null
  const roles = ROLES.filter((role) => `role_${role}` in fields)
  const groupIds = Object.keys(fields)
    .filter((field) => field.startsWith(GROUP))
    .map((field) => field.slice(GROUP.length))
    .filter(isId)
  const userIds = await usersNamed(store, namesIn(fields['users']), 'users')
  if (roles.length + groupIds.length + userIds.length === 0) throw new AppError('audience_empty', { field: 'open_to' })
  return { roles, groupIds, userIds }
}

/** All that a form says of a model, and all that is wrong with it, each fault at its field. */
export async function readModelForm(store: Store, fields: Fields): Promise<{ edit: ModelEdit; faults: AppError[] }> {
  const parsed = modelForm.safeParse(fields)
  const faults = parsed.success ? [] : parsed.error.issues.map((issue) => errorOf([issue]))
  const { params, faults: ofParams } = readParams(fields)
  const { prices, faults: ofPrices } = readPrices(fields)
  const audience = await readAudience(store, fields).catch((error: unknown) => {
    if (!(error instanceof AppError)) throw error
    faults.push(error)
    return null
  })
  return { edit: { ...parsed.data, params, prices, audience }, faults: [...faults, ...ofParams, ...ofPrices] }
}
