import { Hono } from 'hono'
import { requireUser, userOf } from '../auth/guard.ts'
import type { AccountDeps } from '../auth/service.ts'
import type { AppContext, AppEnv, WebDeps } from '../web/context.ts'
import { sendDownload } from '../web/download.ts'
import { query } from '../web/validate.ts'
import { pageOfRecords, recordCursorOf, recordFilterOf, recordJson, recordsCsv, recordsQuery } from './service.ts'

type RecordsDeps = Pick<WebDeps, 'db' | 'now'> & Pick<AccountDeps, 'readers'>

/** The JSON API of one's own records; as CSV all of them at once. */
export function recordsApi(deps: RecordsDeps): Hono<AppEnv> {
  return new Hono<AppEnv>().get('/api/usage', requireUser, query(recordsQuery), async (c) => {
    const asked = c.req.valid('query')
    const { id: userId, timeZone } = userOf(c)
    const filter = { ...recordFilterOf(asked, timeZone), userId }
    if (asked.format === 'csv') return sendCsv(c, deps, recordsCsv(deps.db, filter))
    const { rows, next } = await pageOfRecords(deps.db, filter, asked.cursor, asked.limit)
    return c.json({ records: rows.map(recordJson), next_cursor: next && recordCursorOf(next) })
  })
}

const sendCsv = (c: AppContext, { now, readers }: RecordsDeps, pieces: AsyncGenerator<string>): Response =>
  sendDownload(c, {
    filename: `aichat-usage-${new Date(now()).toISOString().slice(0, 10)}.csv`,
    contentType: 'text/csv; charset=utf-8',
    pieces,
    reader: readers.of(userOf(c), null),
  })
