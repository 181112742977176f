import * as z from 'zod'
import { TOKEN_SCOPES } from '../db/values.ts'
import { AppError } from '../errors.ts'
import type { AppContext } from '../web/context.ts'
import { errorText } from '../web/errors.tsx'
import { LONGEST_LIFETIME, TOKEN_LIFETIMES, TOKEN_NAME_MAX } from './apiTokens.ts'

/** Longer than anything that is allowed, so that what is too long is told by the rule and not by the form. */
const field = z.string().max(5000)
const optional = field.optional()

export const loginForm = z.object({ username: field, password: field, next: optional })
export const codeForm = z.object({ pending: field, code: optional, recovery_code: optional, next: optional })
export const confirmForm = z.object({ password: optional, code: optional, next: optional, form: z.string().max(200_000).optional() })
export const registerForm = z.object({ username: field, password: field, password_confirm: field, invite: optional, next: optional })
export const setupForm = z.object({
  token: z.string().max(200),
  username: field,
  password: field,
  password_confirm: field,
  key: z.string().trim().max(500).optional(),
  base_url: z.string().trim().max(500).optional(),
})

/** A form sends one choice of several as a text. */
const scopes = z.preprocess(
  (value) => (typeof value === 'string' ? [value] : value),
  z.array(z.enum(TOKEN_SCOPES)).min(1).max(TOKEN_SCOPES.length),
)
const tokenName = z.string().trim().max(TOKEN_NAME_MAX)
export const tokenRequest = z.object({
  username: field,
  password: field,
  code: optional,
  name: tokenName.optional(),
  scopes: scopes.optional(),
})
export const newToken = z.object({
  name: tokenName.min(1),
  scopes: scopes.default(['read', 'chat']),
  expires_in_days: z.union([z.literal(TOKEN_LIFETIMES), z.null()]).default(LONGEST_LIFETIME),
})
export const resetForm = z.object({ token: z.string().max(200), password: field, password_confirm: field })

export const mismatch = (form: { password: string; password_confirm: string }): AppError[] =>
  form.password === form.password_confirm ? [] : [new AppError('password_mismatch', { field: 'password_confirm' })]

export type FieldErrors<Name extends string> = Partial<Record<Name, string>>

/** Sentences at the fields that they are about, the first of each; what is about no field of the form is its notice. */
export function faultsByField<Name extends string>(c: AppContext, faults: readonly AppError[], names: readonly Name[]) {
  const errors: FieldErrors<Name> = {}
  let notice: string | undefined
  for (const fault of faults) {
    const name = names.find((candidate) => candidate === fault.detail.field)
    if (name === undefined) notice ??= errorText(c, fault)
    else errors[name] ??= errorText(c, fault)
  }
  return { errors, notice }
}
