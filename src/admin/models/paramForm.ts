import type { Json } from '../../db/values.ts'
import { AppError } from '../../errors.ts'
import { checkValue, type Fields } from '../../web/fields.ts'
import { wholeNumberIn } from '../../web/schemas.ts'
import { checkParams, type Params } from './params.ts'

/** The params that have a field of their own. */
export const PARAM_FIELDS = ['temperature', 'top_p', 'max_tokens', 'reasoning_effort'] as const

const isOwn = (name: string): boolean => (PARAM_FIELDS as readonly string[]).includes(name)

/** Params as the fields of a form show them: what has no field, or is not as one would type it, stands in the JSON. */
export function paramValues(params: Params): Record<string, string> {
  const isTyped = ([name, value]: [string, Json]) => isOwn(name) && (typeof value === 'number' || typeof value === 'string')
  const entries = Object.entries(params)
  const extra = Object.fromEntries(entries.filter((entry) => !isTyped(entry)))
  return {
    ...Object.fromEntries(entries.filter(isTyped).map(([name, value]) => [name, String(value)])),
    extra: Object.keys(extra).length === 0 ? '' : JSON.stringify(extra, null, 2),
  }
}

const textOf = (fields: Fields, name: string): string => {
  const value = fields[name]
  return typeof value === 'string' ? value.trim() : ''
}

function readExtra(text: string): Params | null {
  if (text === '') return {}
  try {
    const value: unknown = JSON.parse(text)
    checkValue(value)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Params) : null
  } catch {
    return null
  }
}

/** `0.7` is a number, and so is no other way to write one: what else stands there is refused by what it is for. */
function valueOf(name: string, text: string): Json {
  if (name === 'max_tokens') return wholeNumberIn(text) || text
  return name !== 'reasoning_effort' && /^\d{1,9}(\.\d{1,9})?$/.test(text) ? Number(text) : text
}

/** What the fields of a form say; a fault stands at the field that has it. */
export function readParams(fields: Fields): { params: Params; faults: AppError[] } {
  const extra = readExtra(textOf(fields, 'extra'))
  if (extra === null) return { params: {}, faults: [new AppError('params_not_json', { field: 'extra' })] }
  const typed = PARAM_FIELDS.flatMap((name): [string, Json][] => {
    const text = textOf(fields, name)
    return text === '' ? [] : [[name, valueOf(name, text)]]
  })
  const params = { ...extra, ...Object.fromEntries(typed) }
  const faults = typed.flatMap(([name, value]) => faultsOf({ [name]: value }, name))
  return { params, faults: [...faults, ...faultsOf(extra, 'extra')] }
}

function faultsOf(params: Params, field: string): AppError[] {
  try {
    checkParams(params)
    return []
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return [new AppError(error.reason, { ...error.detail, field })]
  }
}
