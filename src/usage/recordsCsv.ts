import { setImmediate as breathe } from 'node:timers/promises'
import type { Store } from '../db/store.ts'
import { accessTo, listNewestCells, type RecordCells, type RecordCursor, type RecordFilter, type UsageRecord } from './recordQueries.ts'

/** so many records are in memory at a time: of a thousand V8 keeps what it should forget, and grows by 50 MB */
const PAGE = 500
/** by which spreadsheets know that what follows is UTF-8 */
const BOM = '\uFEFF'

/** As JSON calls the values of a record (`recordJson`). */
const COLUMNS: readonly [head: string, name: keyof UsageRecord][] = [
  ['id', 'id'],
  ['time', 'createdAt'],
  ['user', 'username'],
  ['model', 'model'],
  ['key_label', 'keyLabel'],
  ['source', 'source'],
  ['status', 'status'],
  ['estimated', 'estimated'],
  ['prompt_tokens', 'promptTokens'],
  ['cached_tokens', 'cachedTokens'],
  ['completion_tokens', 'completionTokens'],
  ['reasoning_tokens', 'reasoningTokens'],
  ['total_tokens', 'totalTokens'],
  ['cost', 'cost'],
  ['currency', 'currency'],
  ['ttft_ms', 'ttftMs'],
  ['duration_ms', 'durationMs'],
  ['session_id', 'conversationId'],
  ['message_id', 'messageId'],
  ['request_id', 'requestId'],
  ['purpose', 'purpose'],
  ['input_price', 'inputPrice'],
  ['cached_input_price', 'cachedInputPrice'],
  ['output_price', 'outputPrice'],
]

/** What a spreadsheet would take for a formula, also behind blanks and in full width. */
const FORMULA = /^[\t\r\n]|^\s*[=+\-@＝＋－＠]/

type Value = string | number | boolean | Date | null

/** A cell (RFC 4180 §2) that says what it says and calculates nothing. */
export function csvCell(value: Value): string {
  if (typeof value !== 'string') return value instanceof Date ? value.toISOString() : value === null ? '' : String(value)
  const text = FORMULA.test(value) ? `'${value}` : value
  return /[",;\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** All lines of some records, from values that stand at their names' places. */
function csvLines({ names, rows }: RecordCells): string {
  const places = COLUMNS.map(([, name]) => names.indexOf(name))
  return rows.map((row) => `${places.map((place) => csvCell(row[place] as Value)).join(',')}\r\n`).join('')
}

/** Where the records behind these begin; null: there are none. */
function behind({ names, rows }: RecordCells): RecordCursor | null {
  const last = rows.length < PAGE ? undefined : rows.at(-1)
  return last ? { createdAt: last[names.indexOf('createdAt')] as Date, id: last[names.indexOf('id')] as string } : null
}

/** All records that are meant, the newest first, in pieces of some hundred lines: never whole, however many there are. */
export async function* recordsCsv(store: Store, filter: RecordFilter): AsyncGenerator<string> {
  yield `${BOM}${COLUMNS.map(([head]) => head).join(',')}\r\n`
  const access = await accessTo(store, filter, null)
  let cursor: RecordCursor | null = null
  do {
    const cells: RecordCells = await listNewestCells(store, filter, access, cursor, PAGE)
    if (cells.rows.length > 0) yield csvLines(cells)
    cursor = behind(cells)
    await breathe()
  } while (cursor !== null)
}
