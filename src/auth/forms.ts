import * as z from 'zod'
import { AppError } from '../errors.ts'
import type { AppContext } from '../web/context.ts'
import { errorText } from '../web/errors.tsx'

/** Longer than anything that is allowed, so that what is too long is told by the rule and not by the form. */
const field = z.string().max(5000)
const optional = field.optional()

export const loginForm = z.object({ username: field, password: field, next: optional })
export const registerForm = z.object({ username: field, password: field, password_confirm: field, invite: optional, next: optional })
export const setupForm = z.object({
  token: z.string().max(200),
  username: field,
  password: field,
  password_confirm: field,
  key: z.string().trim().max(500).optional(),
  base_url: z.string().trim().max(500).optional(),
})
export const resetForm = z.object({ token: z.string().max(200), password: field, password_confirm: field })
export const tokenRequest = z.object({ username: field, password: field, name: z.string().trim().max(100).optional() })

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
