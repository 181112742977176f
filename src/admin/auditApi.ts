import { Hono } from 'hono'
import { pageOfAudit } from '../audit/service.ts'
import { userOf } from '../auth/guard.ts'
import type { AppEnv } from '../web/context.ts'
import { query } from '../web/validate.ts'
import { auditFilterOf } from './auditFilter.ts'
import type { AdminDeps } from './deps.ts'
import { auditJson } from './json.ts'
import { auditQuery } from './schemas.ts'
import { timeCursorOf } from '../web/schemas.ts'

/** The JSON API of the audit log: it is read, and never changed. */
export function auditApi({ db }: AdminDeps): Hono<AppEnv> {
  return new Hono<AppEnv>().get('/api/admin/audit', query(auditQuery), async (c) => {
    const { rows, next } = await pageOfAudit(db, auditFilterOf(c.req.valid('query'), userOf(c).timeZone))
    return c.json({ entries: rows.map(auditJson), next_cursor: next && timeCursorOf(next) })
  })
}
