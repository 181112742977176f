import { Hono } from 'hono'
import { requireConfirmed } from '../auth/confirm.ts'
import { requireAdmin } from '../auth/guard.ts'
import type { AppEnv } from '../web/context.ts'
import { auditApi } from './auditApi.ts'
import { auditPages } from './auditPages.tsx'
import { bulkApi } from './bulkApi.ts'
import { bulkPages } from './bulkPages.tsx'
import type { AdminDeps } from './deps.ts'
import { groupsApi } from './groupsApi.ts'
import { groupsPages } from './groupsPages.tsx'
import { invitesApi } from './invitesApi.ts'
import { invitesPages } from './invitesPages.tsx'
import { providersApi } from './providersApi.ts'
import { providersPages } from './providersPages.tsx'
import { createHealth } from './overview/health.ts'
import { overviewPages } from './overview/pages.tsx'
import { overviewApi } from './overview/api.ts'
import { recordsPages } from './records/pages.tsx'
import { recordsApi } from './records/api.ts'
import { logsPages } from './logs/pages.tsx'
import { logsApi } from './logs/api.ts'
import { keysApi } from './keys/api.ts'
import { keysPages } from './keys/pages.tsx'
import { modelsPages } from './models/pages.tsx'
import { modelsApi } from './models/api.ts'
import { sitePages } from './site/pages.tsx'
import { siteApi } from './site/api.ts'
import { userAccessApi } from './userAccessApi.ts'
import { userPages } from './userPages.tsx'
import { usersApi } from './usersApi.ts'
import { usersPages } from './usersPages.tsx'

const ALL = ['/admin/*', '/api/admin/*']
const UNSAFE = ['POST', 'PUT', 'PATCH', 'DELETE']

/** Everything of an administrator's stands behind these two lines, also what does not exist, and what is mounted later. */
export function adminRoutes(deps: AdminDeps): Hono<AppEnv> {
  const health = createHealth(deps)
  return new Hono<AppEnv>()
    .on('ALL', ALL, requireAdmin)
    .on(UNSAFE, ALL, requireConfirmed(deps))
    .route('/', usersApi(deps))
    .route('/', userAccessApi(deps))
    .route('/', usersPages(deps))
    .route('/', bulkApi(deps))
    .route('/', bulkPages(deps))
    .route('/', userPages(deps))
    .route('/', groupsApi(deps))
    .route('/', groupsPages(deps))
    .route('/', keysApi(deps))
    .route('/', overviewPages(deps, health))
    .route('/', overviewApi(deps, health))
    .route('/', recordsPages(deps))
    .route('/', recordsApi(deps))
    .route('/', logsPages(deps))
    .route('/', logsApi(deps))
    .route('/', keysPages(deps))
    .route('/', modelsPages(deps))
    .route('/', modelsApi(deps))
    .route('/', sitePages(deps))
    .route('/', siteApi(deps))
    .route('/', invitesApi(deps))
    .route('/', invitesPages(deps))
    .route('/', providersApi(deps))
    .route('/', providersPages(deps))
    .route('/', auditApi(deps))
    .route('/', auditPages(deps))
}
