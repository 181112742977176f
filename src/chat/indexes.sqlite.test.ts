import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Store } from '../db/store.ts'
import { openBackend, type Backend } from '../test/backend.ts'
import { planOf } from '../test/plan.ts'
import { usageOf } from '../usage/service.ts'
import { listThoughts } from './contextQueries.ts'
import { listMessages } from './queries.ts'
import { findLastAnswer, hasFollowers, listNodes, listRows, listSaid, listSiblings } from './treeQueries.ts'

let backend: Backend
beforeAll(async () => void (backend = await openBackend()))
afterAll(() => backend.close())

const many = Array.from({ length: 60 }, (_, index) => `id-${index}`)
const place = { conversationId: 'a', parentId: 'b', role: 'user' } as const

it.each<[string, (store: Store) => Promise<unknown>]>([
  ['the words of a branch', (store) => listSaid(store, 'me', many)],
  ['the messages of a page', (store) => listRows(store, 'me', many)],
  ['the shape of a conversation', (store) => listNodes(store, 'me', 'a')],
  ['a page of its messages', (store) => listMessages(store, 'me', 'a', { after: null, limit: 50 })],
  ['what was thought in it', (store) => listThoughts(store, 'me', 'a')],
  ['what stands beside a message', (store) => listSiblings(store, 'me', place)],
  ['the last answer to a question', (store) => findLastAnswer(store, 'me', 'a')],
  ['what follows a message', (store) => hasFollowers(store, 'me', 'a')],
  ['the usage of answers', (store) => usageOf(store, 'me', many)],
  ['the usage of one answer', (store) => usageOf(store, 'me', ['a'])],
])('finds %s without a look at all that a user has', async (_, query) => {
  const plan = await planOf(backend, query)
  expect(plan).toMatch(/using (?:covering )?index/i)
  expect(plan).not.toContain('_user_')
})
