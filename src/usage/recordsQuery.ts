import * as z from 'zod'
import { USAGE_STATUSES } from '../db/values.ts'
import { moment, optional, rows, timeCursor, timeCursorOf } from '../web/schemas.ts'
import { momentOf } from './moment.ts'
import type { RecordCursor, RecordFilter } from './recordQueries.ts'

const DEFAULT_PAGE = 50
const MAX_PAGE = 200

const cursor = timeCursor.transform(({ at, id }): RecordCursor => ({ createdAt: at, id }))

export const recordCursorOf = ({ createdAt, id }: RecordCursor): string => timeCursorOf({ at: createdAt, id })

/** How records are asked for, by the API and by the pages. There is one order: the newest first. */
export const recordsQuery = z.object({
  from: optional(moment),
  to: optional(moment),
  model: optional(z.string().max(255)),
  status: optional(z.enum(USAGE_STATUSES)),
  cursor: optional(cursor).transform((place) => place ?? null),
  limit: optional(rows(MAX_PAGE)).transform((number) => number ?? DEFAULT_PAGE),
  sort: optional(z.enum(['-time'])),
  format: optional(z.enum(['json', 'csv'])).transform((format) => format ?? 'json'),
})

type RecordsQuery = z.output<typeof recordsQuery>

type Asked = Pick<RecordsQuery, 'from' | 'to' | 'model' | 'status'>

/** The records that are asked for; days are counted in the reader's zone (null: UTC). Throws `invalid_field` for a day that there is not. */
export function recordFilterOf({ from, to, model, status }: Asked, timeZone: string | null): RecordFilter {
  const zone = timeZone ?? 'UTC'
  return { model, status, from: momentOf('from', from, zone), to: momentOf('to', to, zone) }
}
