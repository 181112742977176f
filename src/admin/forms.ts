import * as z from 'zod'
import { ticked, typedNumber } from '../web/schemas.ts'
import { ROLES } from '../db/values.ts'
import { clientSecret, id, issuer, providerFields, providerScopes } from './schemas.ts'

/** What the forms of the pages say, all of it text; an empty field is a limit that does not hold, or a group that there is not. */
const MICRO = 1_000_000
const DAY = 86_400_000

const amount = z.int('amount_invalid').min(0, 'amount_invalid')

export const tokens = typedNumber.pipe(amount.nullable()).optional()

/** Money, `12.50`, in millionths; a comma would be a point to some and nothing to others. */
export const money = z
  .string()
  .transform((text) => text.replace(/\s/g, ''))
  .pipe(z.string().regex(/^(\d{1,6}(\.\d{0,6})?)?$/, 'amount_invalid'))
  .transform((text) => (text === '' ? null : Math.round(Number(text) * MICRO)))
  .optional()

const quotaFields = { tokens_day: tokens, tokens_month: tokens, cost_month: money }

type QuotaFields = {
  tokens_day?: number | null | undefined
  tokens_month?: number | null | undefined
  cost_month?: number | null | undefined
}

/** `rest` with its limits as one; a form that has none of them leaves them alone. */
function withQuota<Fields extends QuotaFields>({ tokens_day, tokens_month, cost_month, ...rest }: Fields) {
  const quota = { tokens_day, tokens_month, cost_month }
  return Object.values(quota).every((limit) => limit === undefined) ? rest : { ...rest, quota }
}

const group = z
  .string()
  .transform((text) => text || null)
  .pipe(id.nullable())
  .optional()

const notes = z
  .string()
  .trim()
  .max(2000)
  .transform((text) => text || null)
  .optional()

const active = z
  .enum(['true', 'false'])
  .transform((text) => text === 'true')
  .optional()

const userFields = { role: z.enum(ROLES).optional(), active, group_id: group, notes, ...quotaFields }

const named = <Fields extends QuotaFields & { group_id?: string | null | undefined }>({ group_id: groupId, ...rest }: Fields) => ({
  ...withQuota(rest),
  groupId,
})

export const userForm = z.object({ username: z.string().max(5000).optional(), ...userFields }).transform(named)
export const newUserForm = z
  .object({ username: z.string().max(5000), password: z.string().max(5000).optional(), ...userFields })
  .transform(({ password, ...rest }) => ({ ...named(rest), ...(password ? { password } : {}) }))

/** The name of who is to be removed, typed once more. */
export const deletionForm = z.object({ confirm: z.string().max(5000) })

const groupName = z.string().trim().min(1).max(64)
export const groupForm = z.object({ name: groupName, ...quotaFields }).transform(withQuota)

const providerFormFields = { ...providerFields, scopes: providerScopes, client_secret: clientSecret, enabled: ticked, registers: ticked }

export const newProviderForm = z
  .object({ ...providerFormFields, issuer })
  .transform(({ client_id: clientId, client_secret: secret, ...rest }) => ({ ...rest, clientId, secret: secret || null }))

/** Without a new secret the old one stays, unless it is to go. */
export const providerForm = z
  .object({ ...providerFormFields, without_secret: ticked })
  .transform(({ client_id: clientId, client_secret: secret, without_secret: isWithout, ...rest }) => ({
    ...rest,
    clientId,
    secret: isWithout ? null : secret || undefined,
  }))

export const inviteForm = z.object({
  uses: typedNumber.pipe(amount.min(1, 'amount_invalid').max(10_000, 'amount_invalid')),
  /** days until it ends; empty: never */
  days: typedNumber.pipe(amount.max(999, 'amount_invalid').nullable()).transform((days) => days && days * DAY),
  note: z
    .string()
    .trim()
    .max(200)
    .transform((text) => text || null),
})
