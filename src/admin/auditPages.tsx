import { Hono } from 'hono'
import { AuditPage } from '../../templates/admin/audit.tsx'
import { pageOfAudit } from '../audit/service.ts'
import type { AppEnv } from '../web/context.ts'
import { countedChromeOf } from '../web/page.ts'
import { check } from '../web/validate.ts'
import { auditFilterOf } from './auditFilter.ts'
import type { AdminDeps } from './deps.ts'
import { filterFault } from './filterFault.ts'
import { auditQuery } from './schemas.ts'
import { timeCursorOf } from '../web/schemas.ts'

/** The page of the audit log. A filter that makes no sense is said above it, and kept. */
export function auditPages(deps: AdminDeps): Hono<AppEnv> {
  return new Hono<AppEnv>().get('/admin/audit', async (c) => {
    const { actor, action, from, to, q, cursor } = c.req.query()
    const shown = { filter: { actor, action, from, to, q }, isLater: cursor !== undefined }
    const chrome = countedChromeOf(c, deps)
    try {
      const { rows, next } = await pageOfAudit(deps.db, auditFilterOf(check(auditQuery, c.req.query()), chrome.timeZone))
      return c.html(<AuditPage chrome={chrome} entries={rows} next={next && timeCursorOf(next)} {...shown} />)
    } catch (error) {
      return c.html(<AuditPage chrome={chrome} entries={[]} next={null} notice={filterFault(c, error)} {...shown} />, 400)
    }
  })
}
