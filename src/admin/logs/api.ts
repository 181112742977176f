import { Hono } from 'hono'
import { userOf } from '../../auth/guard.ts'
import type { AppEnv } from '../../web/context.ts'
import { query } from '../../web/validate.ts'
import type { AdminDeps } from '../deps.ts'
import { timeCursorOf } from '../../web/schemas.ts'
import { pageOfLogs } from './logs.ts'
import type { LogRow } from './queries.ts'
import { logsQuery } from './schemas.ts'

/** The JSON API of the calls of upstreams: they are read, and never changed. */
export function logsApi({ db }: AdminDeps): Hono<AppEnv> {
  return new Hono<AppEnv>().get('/api/admin/logs', query(logsQuery), async (c) => {
    const { rows, next } = await pageOfLogs(db, c.req.valid('query'), userOf(c).timeZone)
    return c.json({ logs: rows.map(logJson), next_cursor: next && timeCursorOf(next) })
  })
}

const logJson = (row: LogRow) => ({
  id: row.id,
  time: row.createdAt.toISOString(),
  request_id: row.requestId,
  user: row.username,
  user_id: row.userId,
  token: row.tokenName,
  token_id: row.tokenId,
  key_label: row.keyLabel,
  key_id: row.keyId,
  model: row.model,
  status: row.status,
  http_status: row.httpStatus,
  error_class: row.errorClass,
  ttft_ms: row.ttftMs,
  duration_ms: row.durationMs,
  bytes_in: row.bytesIn,
  bytes_out: row.bytesOut,
})
