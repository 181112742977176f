import { afterAll, beforeAll, expect, it } from 'vitest'
import { sampleConversation, sampleMessage, sampleUsage, sampleUser } from '../db/sample.ts'
import type { Store } from '../db/store.ts'
import { openBackend, type Backend } from '../test/backend.ts'
import { planOf } from '../test/plan.ts'
import { oldOpenUsage } from '../usage/service.ts'
import { findAnswering, findStopsAskedFor, listStreaming } from './queries.ts'
import { touchWriting } from './snapshotQueries.ts'

/** What has ended long ago, beside the little that is being written. */
const ENDED = 300
const now = new Date('2026-11-24T12:00:00Z')

let backend: Backend
beforeAll(async () => {
  backend = await openBackend()
  const { db, t, d } = backend.db
  const user = sampleUser()
  const conversation = sampleConversation(user.id)
  await d.insert(db, t.users, [user])
  await d.insert(db, t.conversations, [conversation])
  const ended = Array.from({ length: ENDED }, () => sampleMessage(conversation))
  const written = ['one', 'other'].map((owner) => sampleMessage(conversation, { role: 'assistant', status: 'streaming', owner }))
  await db.insert(t.messages).values([...ended, ...written])
  await db.insert(t.tokenUsage).values([...Array.from({ length: ENDED }, () => sampleUsage()), sampleUsage({ status: 'open' })])
})
afterAll(() => backend.close())

it.each<[string, string, (store: Store) => Promise<unknown>]>([
  ['stops that are asked for', 'messages_streaming', (store) => findStopsAskedFor(store, 'one')],
  ['answers that are being written', 'messages_streaming', listStreaming],
  ['conversations in which one is', 'messages_streaming', (store) => findAnswering(store, ['a', 'b', 'c'])],
  ['answers to be kept alive', 'messages_streaming', (store) => touchWriting(store, 'one', now)],
  ['calls that nobody has settled', 'token_usage_status', (store) => oldOpenUsage(store, now)],
])('finds %s without a look at what has ended', async (_, index, query) => {
  expect(await planOf(backend, query)).toContain(index)
})
