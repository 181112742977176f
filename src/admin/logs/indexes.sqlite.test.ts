import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBackend, type Backend } from '../../test/backend.ts'
import { planOf } from '../../test/plan.ts'
import { listLogs, type LogFilter } from './queries.ts'

let backend: Backend
beforeAll(async () => void (backend = await openBackend()))
afterAll(() => backend.close())

const at = new Date('2026-11-24T12:00:00Z')
const before = { at, id: 'x' }

it.each<[string, string, Partial<LogFilter>]>([
  ['of a request', 'proxy_logs_request_id (request_id=?)', { requestId: 'r', userId: 'u', status: 'failed', from: at }],
  ['of a user', 'proxy_logs_user (user_id=? AND created_at<?)', { userId: 'u', before }],
  ['of a user that were complete', 'proxy_logs_user (user_id=?)', { userId: 'u', status: 'complete' }],
  ['that failed', 'proxy_logs_status (status=?)', { status: 'failed' }],
  [
    'that were stopped in a time',
    'proxy_logs_status (status=? AND created_at>? AND created_at<?)',
    { status: 'stopped', from: at, before },
  ],
  ['that were complete', 'proxy_logs_created (created_at<?)', { status: 'complete', before }],
  ['of a time', 'proxy_logs_created (created_at>? AND created_at<?)', { from: at, until: at }],
  ['of everybody', 'proxy_logs_created', {}],
])('finds calls %s by an index that has them in order', async (_, index, filter) => {
  const plan = await planOf(backend, (store) => listLogs(store, { before: null, limit: 50, ...filter }))
  expect(plan).toContain(`proxy_logs USING INDEX ${index}`)
  expect(plan.includes('TEMP B-TREE')).toBe(filter.requestId !== undefined)
  expect(plan).not.toMatch(/SCAN (?!proxy_logs USING INDEX)/)
})
