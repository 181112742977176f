import type * as z from 'zod'
import type { FormState } from '../../templates/admin/form.tsx'
import { AppError } from '../errors.ts'
import type { AppContext } from '../web/context.ts'
import { errorText } from '../web/errors.tsx'
import type { Fields } from '../web/fields.ts'
import { errorOf, readFields } from '../web/validate.ts'

/** Never shown again, whatever else is */
const SECRETS = ['password']

const typedOf = (fields: Fields): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (typeof value === 'string' && !SECRETS.includes(name) ? [[name, value]] : [])),
  )

/** Each sentence at the field that it is about; what is about none stands above them. */
export function stateOf(c: AppContext, fields: Fields, faults: readonly AppError[], names: readonly string[]): FormState {
  const errors: Record<string, string> = {}
  let notice: string | undefined
  for (const fault of faults) {
    const { field } = fault.detail
    if (field !== undefined && names.includes(field)) errors[field] ??= errorText(c, fault)
    else notice ??= errorText(c, fault)
  }
  return { values: typedOf(fields), errors, notice }
}

/** What stays on the page with the form, as what is about a field does; anything else is a page of its own. */
export const isForForm = (error: unknown): error is AppError =>
  error instanceof AppError && (error.detail.field !== undefined || ['invalid_request', 'conflict'].includes(error.code))

export type Submit<Schema extends z.ZodType> = {
  schema: Schema
  /** the fields of the form at which a sentence can stand */
  names: readonly string[]
  act(form: z.output<Schema>): Promise<Response>
  /** the page again, with what was typed */
  again(state: FormState, status: AppError['status']): Promise<Response>
}

/** Does what a form asks for, or shows it again with what is wrong. */
export async function submit<Schema extends z.ZodType>(c: AppContext, { schema, names, act, again }: Submit<Schema>): Promise<Response> {
  const fields = await readFields(c)
  const parsed = schema.safeParse(fields)
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => errorOf([issue]))
    return again(stateOf(c, fields, faults, names), 400)
  }
  try {
    return await act(parsed.data)
  } catch (error) {
    if (!isForForm(error)) throw error
    return again(stateOf(c, fields, [error], names), error.status)
  }
}
