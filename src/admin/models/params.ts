import type { Json } from '../../db/values.ts'
import { AppError } from '../../errors.ts'

export type Params = Record<string, Json>

/** What the server says itself in each call, or could not read the answer to. */
const RESERVED = new Set([
  '__proto__',
  'function_call',
  'functions',
  'messages',
  'model',
  'modalities',
  'n',
  'stream',
  'tool_choice',
  'tools',
])
const EFFORTS: readonly Json[] = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']
const MAX_CHARS = 4_000

const isBetween = (low: number, high: number) => (value: Json) => typeof value === 'number' && value >= low && value <= high
const isCount = (value: Json) => value === null || (Number.isInteger(value) && isBetween(1, 100_000_000)(value))

/** Of a few fields it is known what they may be; `null` leaves out what would be sent otherwise. */
const KNOWN: Record<string, (value: Json) => boolean> = {
  temperature: isBetween(0, 2),
  top_p: isBetween(0, 1),
  frequency_penalty: isBetween(-2, 2),
  presence_penalty: isBetween(-2, 2),
  max_tokens: isCount,
  max_completion_tokens: isCount,
  reasoning_effort: (value) => EFFORTS.includes(value),
  stream_options: (value) => value === null,
}

/** Throws `param_reserved` and `params_invalid`. */
export function checkParams(params: Params): void {
  const reserved = Object.keys(params).find((name) => RESERVED.has(name))
  if (reserved !== undefined) throw new AppError('param_reserved', { field: 'params', name: reserved })
  const wrong = Object.entries(params).find(([name, value]) => Object.hasOwn(KNOWN, name) && KNOWN[name]?.(value) === false)
  if (wrong) throw new AppError('params_invalid', { field: 'params', name: wrong[0] })
  if (JSON.stringify(params).length > MAX_CHARS) throw new AppError('params_invalid', { field: 'params' })
}
