import * as z from 'zod'
import { ticked, typedNumber } from '../../web/schemas.ts'
import type { KeyEdit, NewServer } from '../../upstreams/service.ts'
import { apiKey, calls, editOf, headers, keyFields, modelName, newServerOf, priority, proxy, weight } from './schemas.ts'

/** What the forms of the pages say, all of it text. */
/** Nothing typed is no limit. */
const limit = typedNumber.pipe(calls)

const lines = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')

const LINE = /^([^:\s]+)\s*:\s*(.*)$/

/** `Name: value` a line; null where a line is none, or a name comes twice. */
function headersIn(text: string): Record<string, string> | null {
  const pairs = lines(text).map((line) => LINE.exec(line))
  const known = new Map(pairs.map((pair) => [pair?.[1] ?? '', pair?.[2] ?? '']))
  return pairs.includes(null) || known.size < pairs.length ? null : Object.fromEntries(known)
}

const headerLines = z
  .string()
  .max(20_000)
  .transform(headersIn)
  .pipe(z.record(z.string(), z.string(), 'headers_invalid'))
  .pipe(headers)

const modelLines = z.string().max(20_000).transform(lines).pipe(z.array(modelName).max(200))

const fields = {
  ...keyFields,
  provider: keyFields.provider.or(z.literal('').transform(() => undefined)),
  api_key: apiKey.default(''),
  models: modelLines.default([]),
  priority: typedNumber.pipe(priority).default(0),
  weight: typedNumber.pipe(weight).default(1),
  max_concurrency: limit.default(null),
  rpm: limit.default(null),
  allow_private: ticked,
  proxy: proxy.default(''),
  headers: headerLines.default({}),
}

export const newKeyForm = z.object({ ...fields, provider: fields.provider.optional() }).transform((form): NewServer => newServerOf(form))

/** Without a new key or proxy the old one stays, unless it is to go. */
export const keyForm = z
  .object({ ...fields, enabled: ticked, without_key: ticked, without_proxy: ticked })
  .transform(({ without_key: isKeyless, without_proxy: isDirect, ...form }): KeyEdit => ({
    ...editOf(form),
    ...(isKeyless ? { apiKey: null } : {}),
    ...(isDirect ? { proxy: null } : {}),
  }))

export const stateForm = z.object({ enabled: z.enum(['true', 'false']).transform((text) => text === 'true') })
