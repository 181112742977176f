import { AppError } from '../errors.ts'

/** What a body says, before a schema has looked at it. */
export type Fields = Record<string, unknown>

const MAX_DEPTH = 32
const MAX_VALUES = 10_000
const MAX_FORM_FIELDS = 500

const unreadable = (cause?: unknown): AppError => new AppError('invalid_body', {}, { cause })

/** UTF-8 or `invalid_body`: broken text is never mended silently. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw unreadable(error)
  }
}

/** No database keeps a NUL or half a surrogate pair as it was. */
const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed()

/** Refuses trees that are too deep or too wide, and text that cannot be stored. */
export function checkValue(root: unknown): void {
  let count = 0
  const visit = (value: unknown, depth: number, field: string): void => {
    if (++count > MAX_VALUES || depth > MAX_DEPTH) throw unreadable()
    if (typeof value === 'string' && !isStorable(value)) throw new AppError('invalid_field', { field })
    if (typeof value !== 'object' || value === null) return
    for (const key in value) {
      if (!isStorable(key)) throw unreadable()
      visit((value as Fields)[key], depth + 1, field || key)
    }
  }
  visit(root, 0, '')
}

export function parseJson(text: string): Fields {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw unreadable(error)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unreadable()
  checkValue(value)
  return value as Fields
}

function decodeComponent(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch (error) {
    throw unreadable(error)
  }
}

/** One value is a string, several of one name a list. */
function collect(entries: Iterable<readonly [string, string]>): Fields {
  const fields: Fields = Object.create(null)
  let count = 0
  for (const [name, value] of entries) {
    if (++count > MAX_FORM_FIELDS) throw unreadable()
    const before = fields[name]
    fields[name] = before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value]
  }
  checkValue(fields)
  return fields
}

/** `application/x-www-form-urlencoded` (WHATWG URL §5.1), but broken percent-encoding is refused. */
export function parseUrlEncoded(text: string): Fields {
  const pairs = text.split('&', MAX_FORM_FIELDS + 2).filter((pair) => pair !== '')
  return collect(
    pairs.map((pair) => {
      const at = pair.indexOf('=')
      return at < 0 ? [decodeComponent(pair), ''] : [decodeComponent(pair.slice(0, at)), decodeComponent(pair.slice(at + 1))]
    }),
  )
}

/** How many parts a body has, counted no further than `limit`. */
function countParts(bytes: Uint8Array, contentType: string, limit: number): number {
  const boundary = /boundary="?([^";]+)/i.exec(contentType)?.[1] ?? ''
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let count = 0
  for (let at = body.indexOf(`--${boundary}`); at >= 0 && count <= limit; at = body.indexOf(`--${boundary}`, at + 1)) count++
  return count
}

export async function parseMultipart(bytes: Uint8Array<ArrayBuffer>, contentType: string): Promise<Fields> {
  if (countParts(bytes, contentType, MAX_FORM_FIELDS + 1) > MAX_FORM_FIELDS + 1) throw unreadable()
  let form: FormData
  try {
    form = await new Response(bytes, { headers: { 'Content-Type': contentType } }).formData()
  } catch (error) {
    throw unreadable(error)
  }
  const entries = [...form]
  if (entries.some(([, value]) => typeof value !== 'string')) throw new AppError('files_not_yet')
  decodeText(bytes)
  return collect(entries as [string, string][])
}
