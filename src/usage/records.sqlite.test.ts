import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBackend, type Backend } from '../test/backend.ts'
import { planOf } from '../test/plan.ts'
import { pageOfRecords, type RecordCursor, type RecordFilter, recordsOf } from './service.ts'

let backend: Backend
beforeAll(async () => void (backend = await openBackend()))
afterAll(() => backend.close())

const from = new Date('2026-11-01T00:00:00Z')
const to = new Date('2026-12-01T00:00:00Z')
const cursor: RecordCursor = { createdAt: new Date('2026-11-20T00:00:00Z'), id: 'x' }

describe.each<[string, RecordFilter, string]>([
  ['of a user', { userId: 'u' }, 'token_usage_user_created (user_id=?'],
  ['that failed', { status: 'failed' }, 'token_usage_status (status=?'],
  ['that run', { status: 'open' }, 'token_usage_status (status=?'],
  ['of a key', { keyId: 'k' }, 'token_usage_key (key_id=?'],
  ['of a model that ended well', { model: 'm', status: 'complete' }, 'token_usage_model (model=?'],
  ['of everybody', {}, 'token_usage_created'],
  ['of everybody that ended well', { status: 'complete' }, 'token_usage_created'],
])('records %s', (_, filter, index) => {
  const planFor = (more: RecordFilter, after: RecordCursor | null) =>
    planOf(backend, (store) => pageOfRecords(store, { ...filter, ...more }, after, 50))

  it('are found in their order, by the index that is meant', async () => {
    const plan = await planFor({}, null)
    expect(plan).toContain(index)
    expect(plan).not.toMatch(/TEMP B-TREE|SCAN token_usage$/m)
  })

  it('of a stretch of time and behind a cursor are not looked for elsewhere', async () => {
    expect(await planFor({ from, to }, null)).toMatch(/created_at>\? AND created_at<\?\)/)
    expect(await planFor({ from, to }, cursor)).toMatch(/created_at>\? AND created_at<\?\)/)
    expect(await planFor({}, cursor)).toMatch(/created_at<\?\)/)
  })
})

it.each<[string, RecordFilter]>([
  ['alone', {}],
  ['that failed', { status: 'failed' }],
  ['of a user, a key, a model and a stretch of time', { userId: 'u', keyId: 'k', model: 'm', from, to }],
])('records of a request %s are found by it', async (_, filter) => {
  for (const after of [null, cursor]) {
    const plan = await planOf(backend, (store) => pageOfRecords(store, { ...filter, requestId: 'r' }, after, 50))
    expect(plan).toContain('token_usage_request (request_id=?)')
  }
})

it('all records of a user are read on from where they were left', async () => {
  const plan = await planOf(backend, async (store) => {
    await recordsOf(store, 'u').next()
  })
  expect(plan).toContain('token_usage_user_created (user_id=?)')
  expect(plan).not.toContain('TEMP B-TREE')
})
