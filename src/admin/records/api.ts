import { Hono } from 'hono'
import { userOf } from '../../auth/guard.ts'
import { pageOfRecords, recordCursorOf, recordJson, recordsCsv, type UsageRecord } from '../../usage/service.ts'
import type { AppEnv } from '../../web/context.ts'
import { sendDownload } from '../../web/download.ts'
import { query } from '../../web/validate.ts'
import type { AdminDeps } from '../deps.ts'
import { filterOf } from './records.ts'
import { allRecordsQuery } from './schemas.ts'

/** The JSON API of everybody's records; as CSV all of them at once. */
export function recordsApi({ db, now, readers }: AdminDeps): Hono<AppEnv> {
  return new Hono<AppEnv>().get('/api/admin/usage', query(allRecordsQuery), async (c) => {
    const asked = c.req.valid('query')
    const reader = userOf(c)
    const filter = await filterOf(db, asked, reader.timeZone, new Date(now()))
    if (asked.format === 'csv') {
      const filename = `aichat-usage-everybody-${new Date(now()).toISOString().slice(0, 10)}.csv`
      return sendDownload(c, {
        filename,
        contentType: 'text/csv; charset=utf-8',
        pieces: recordsCsv(db, filter),
        reader: readers.of(reader, null),
      })
    }
    const { rows, next } = await pageOfRecords(db, filter, asked.cursor, asked.limit)
    return c.json({ records: rows.map(json), next_cursor: next && recordCursorOf(next) })
  })
}

const json = (row: UsageRecord) => ({ ...recordJson(row), user_id: row.userId })
