import { afterEach, beforeEach, expect, it } from 'vitest'
import { contentOf, readTurn } from '../test/frames.ts'
import { makeApp, type TestApp } from '../test/makeApp.ts'

let test: TestApp
let beside: TestApp

beforeEach(async () => {
  test = await makeApp()
  beside = await makeApp({ beside: test })
})
afterEach(async () => {
  await beside.close()
  await test.close()
})

it('holds what a key takes at once over all processes that share a Redis', async () => {
  await test.db.db.update(test.db.t.apiKeys).set({ maxConcurrency: 1 })
  beside.clock.now = test.clock.now += 1_001
  const [here, there] = [await test.as('alice'), await beside.as('bob')]
  test.upstream.script({ manual: true })
  const first = await here('/api/chat', { json: { message: 'hello' } })
  const call = await test.upstream.nextCall()
  const busy = await readTurn(await there('/api/chat', { json: { message: 'me too' } }))
  expect(busy.at(-1)).toMatchObject({ type: 'error', code: 'upstream_error' })
  expect(test.upstream.calls).toHaveLength(1)
  await call.send('hi')
  await call.finish()
  expect(contentOf(await readTurn(first))).toBe('hi')
  test.upstream.script({ content: ['now'] })
  expect(contentOf(await readTurn(await there('/api/chat', { json: { message: 'again' } })))).toBe('now')
})

it('holds its calls a minute over all of them', async () => {
  await test.db.db.update(test.db.t.apiKeys).set({ rpm: 1 })
  beside.clock.now = test.clock.now += 1_001
  const [here, there] = [await test.as('alice'), await beside.as('bob')]
  test.upstream.script({ content: ['hi'] })
  expect(contentOf(await readTurn(await here('/api/chat', { json: { message: 'hello' } })))).toBe('hi')
  const busy = await readTurn(await there('/api/chat', { json: { message: 'me too' } }))
  expect(busy.at(-1)).toMatchObject({ type: 'error', code: 'upstream_error' })
  expect(test.upstream.calls).toHaveLength(1)
  beside.clock.now += 60_000
  expect(contentOf(await readTurn(await there('/api/chat', { json: { message: 'again' } })))).toBe('hi')
})
