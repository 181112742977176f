import * as z from 'zod'
import { USAGE_STATUSES } from '../db/values.ts'
import { AppError } from '../errors.ts'
import { dayNamed } from './periods.ts'
import type { RecordCursor, RecordFilter } from './recordQueries.ts'

const DEFAULT_PAGE = 50
const MAX_PAGE = 200
/** the last time that every database can keep */
const LAST_MS = Date.UTC(9999, 11, 31)

/** What a form leaves empty was not said. */
const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === '' || value === null ? undefined : value), schema.optional())

/** A day, in the reader's zone, or a time. */
const moment = z.union([z.iso.date(), z.iso.datetime({ offset: true })])

/** A cursor is the time and the id of the last record of the page before: `1764000000000_ID`. */
const cursor = z
  .string()
  .regex(/^\d{1,14}_[0-9a-f-]{36}$/)
  .transform((text): RecordCursor => {
    const [time, id] = text.split('_')
    return { createdAt: new Date(Number(time)), id: id ?? '' }
  })

export const recordCursorOf = ({ createdAt, id }: RecordCursor): string => `${createdAt.getTime()}_${id}`

const limit = z.coerce
  .number()
  .int()
  .transform((number) => Math.min(Math.max(number, 1), MAX_PAGE))

/** How records are asked for, by the API and by the pages. There is one order: the newest first. */
export const recordsQuery = z.object({
  from: optional(moment),
  to: optional(moment),
  model: optional(z.string().max(255)),
  status: optional(z.enum(USAGE_STATUSES)),
  cursor: optional(cursor).transform((place) => place ?? null),
  limit: optional(limit).transform((number) => number ?? DEFAULT_PAGE),
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

/** A day means all of it: its beginning where records start, its end where they stop. */
function momentOf(field: 'from' | 'to', text: string | undefined, zone: string): Date | undefined {
  if (text === undefined) return undefined
  if (text.includes('T')) return storable(new Date(text))
  const day = dayNamed(text, zone)
  if (!day) throw new AppError('invalid_field', { field })
  return storable(field === 'from' ? day.start : day.end)
}

const storable = (time: Date): Date => new Date(Math.min(Math.max(time.getTime(), 0), LAST_MS))
