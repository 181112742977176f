import { setImmediate as breathe } from 'node:timers/promises'
import type { Store } from '../db/store.ts'
import { listNewest, type RecordCursor, type RecordFilter, type UsageRecord } from './recordQueries.ts'
import { recordJson } from './records.ts'

/** so many records are in memory at a time: of a thousand V8 keeps what it should forget, and grows by 50 MB */
const PAGE = 500
/** by which spreadsheets know that what follows is UTF-8 */
const BOM = '\uFEFF'

const FIELDS = [
  'id',
  'time',
  'user',
  'model',
  'key_label',
  'source',
  'status',
  'estimated',
  'prompt_tokens',
  'cached_tokens',
  'completion_tokens',
  'reasoning_tokens',
  'total_tokens',
  'cost',
  'currency',
  'ttft_ms',
  'duration_ms',
  'session_id',
  'message_id',
  'request_id',
  'purpose',
  'input_price',
  'cached_input_price',
  'output_price',
] as const satisfies readonly (keyof ReturnType<typeof recordJson>)[]

/** What a spreadsheet would take for a formula, also behind blanks and in full width. */
const FORMULA = /^[\t\r\n]|^\s*[=+\-@＝＋－＠]/

/** A cell (RFC 4180 §2) that says what it says and calculates nothing. */
export function csvCell(value: string | number | boolean | null): string {
  if (typeof value !== 'string') return value === null ? '' : String(value)
  const text = FORMULA.test(value) ? `'${value}` : value
  return /[",;\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function csvLine(record: UsageRecord): string {
  const values = recordJson(record)
  return `${FIELDS.map((name) => csvCell(values[name])).join(',')}\r\n`
}

/** All records that are meant, the newest first, in pieces of some hundred lines: never whole, however many there are. */
export async function* recordsCsv(store: Store, filter: RecordFilter): AsyncGenerator<string> {
  yield `${BOM}${FIELDS.join(',')}\r\n`
  for (let cursor: RecordCursor | null | undefined = null; cursor !== undefined;) {
    const rows: UsageRecord[] = await listNewest(store, filter, cursor, PAGE)
    if (rows.length > 0) yield rows.map(csvLine).join('')
    cursor = rows.length < PAGE ? undefined : rows.at(-1)
    await breathe()
  }
}
