import { afterAll, beforeAll, expect, it } from 'vitest'
import { sampleUsage, sampleUser } from '../db/sample.ts'
import type { NewRow, Store } from '../db/store.ts'
import { newId } from '../ids.ts'
import { type Backend, openBackend } from '../test/backend.ts'
import { planOf } from '../test/plan.ts'
import { listOldCalls, listOldLogs } from './retentionQueries.ts'
import {
  activeUsers,
  dayOf,
  daysOf,
  firstTokenOf,
  pageOfRecords,
  rollUpSome,
  runningCalls,
  statsOf,
  topUsers,
  totalsByKey,
  totalsByModel,
} from './service.ts'
import { listNextCalls } from './recountQueries.ts'

/** Long ago, beside the little that is queued: no reader looks at it. */
const ROLLED_UP = 400
/** A user with many calls that are rolled up, and the one that is queued. */
const BUSY = newId()
const NOW = new Date('2026-11-24T12:00:00Z')
const LATER = new Date(NOW.getTime() + 1)
const SPAN = { from: '2026-11-01', to: '2026-11-24', zone: 'UTC' }
const PLACE = { userId: 'a', timeZone: 'UTC', callAt: NOW, callId: '' }

let backend: Backend
beforeAll(async () => {
  backend = await openBackend()
  const { db, t, d } = backend.db
  const people = Array.from({ length: 40 }, (_, n) =>
    sampleUser({ ...(n === 0 ? { id: BUSY } : {}), username: `u${n}`, usernameKey: `u${n}` }),
  )
  await db.insert(t.users).values(people)
  const call = (n: number): NewRow<'tokenUsage'> =>
    sampleUsage({
      userId: n % 2 === 0 ? BUSY : people[n % 40]!.id,
      messageId: newId(),
      requestId: newId(),
      status: 'complete',
      createdAt: NOW,
    })
  const calls = Array.from({ length: ROLLED_UP }, (_, n) => call(n))
  await db.insert(t.tokenUsage).values(calls)
  await db.insert(t.usageQueue).values(calls.map(({ id }) => ({ usageId: id })))
  while (await rollUpSome(backend.db, 'UTC'));
  const late = call(0)
  await d.insert(db, t.tokenUsage, [late])
  await d.insert(db, t.usageQueue, [{ usageId: late.id }])
})
afterAll(() => backend.close())

it.each<[string, (store: Store) => Promise<unknown>]>([
  ['a user', (store) => statsOf(store, BUSY, 'UTC', NOW)],
  ['everybody', (store) => statsOf(store, null, 'UTC', NOW)],
  ['days of a user', (store) => daysOf(store, BUSY, SPAN)],
  ['days of everybody', (store) => daysOf(store, null, SPAN)],
  ['models', (store) => totalsByModel(store, SPAN)],
  ['keys', (store) => totalsByKey(store, SPAN)],
  ['the top users', (store) => topUsers(store, '2026-11', 10)],
  ['first tokens', (store) => firstTokenOf(store, SPAN, 'all')],
  ['what runs', runningCalls],
])('reads the figures of %s without a look at the calls that are rolled up', async (_, read) => {
  const plan = await planOf(backend, read)
  expect(plan).toMatch(/using .*index/i)
  expect(plan).not.toMatch(/scan token_usage|token_usage_created|token_usage_user_created|undefined/i)
})

it.each<[string, string, (store: Store) => Promise<unknown>]>([
  ['calls to be counted in another time zone', 'token_usage_user_', (store) => listNextCalls(store, PLACE, 10)],
  ['who is active', 'token_usage_user_', (store) => activeUsers(store, dayOf(NOW, 'UTC'))],
  ['calls of a request', 'token_usage_request', (store) => pageOfRecords(store, { requestId: newId() }, null, 50)],
  [
    "calls of a request that are a user's of some days",
    'token_usage_request',
    (store) => pageOfRecords(store, { requestId: newId(), userId: BUSY, status: 'complete', from: new Date(0), to: LATER }, null, 50),
  ],
  ['calls that are old', 'token_usage_created', (store) => listOldCalls(store, new Date(0), 10)],
  ['logs that are old', 'proxy_logs_created', (store) => listOldLogs(store, new Date(0), 10)],
])('finds %s by an index', async (_, index, find) => {
  expect(await planOf(backend, find)).toContain(index)
})
