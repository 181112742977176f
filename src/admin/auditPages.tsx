import { Hono } from 'hono'
import { AuditPage } from '../../templates/admin/audit.tsx'
import { pageOfAudit } from '../audit/service.ts'
import { AppError } from '../errors.ts'
import type { AppContext, AppEnv } from '../web/context.ts'
import { errorText } from '../web/errors.tsx'
import { chromeOf } from '../web/page.ts'
import { check } from '../web/validate.ts'
import { auditFilterOf } from './auditFilter.ts'
import type { AdminDeps } from './deps.ts'
import { auditCursorOf, auditQuery } from './schemas.ts'

/** The page of the audit log. A filter that makes no sense is said above it, and kept. */
export function auditPages(deps: AdminDeps): Hono<AppEnv> {
  return new Hono<AppEnv>().get('/admin/audit', async (c) => {
    const { actor, action, from, to, q, cursor } = c.req.query()
    const shown = { filter: { actor, action, from, to, q }, isLater: cursor !== undefined }
    const chrome = chromeOf(c, deps)
    try {
      const { rows, next } = await pageOfAudit(deps.db, auditFilterOf(check(auditQuery, c.req.query()), chrome.timeZone))
      return c.html(<AuditPage chrome={chrome} entries={rows} next={next && auditCursorOf(next)} {...shown} />)
    } catch (error) {
      return c.html(<AuditPage chrome={chrome} entries={[]} next={null} notice={wrong(c, error)} {...shown} />, 400)
    }
  })
}

function wrong(c: AppContext, error: unknown): string {
  if (error instanceof AppError && error.code === 'invalid_request') return errorText(c, error)
  throw error
}
