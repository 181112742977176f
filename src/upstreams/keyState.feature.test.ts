import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeApp, type TestApp } from '../test/makeApp.ts'
import { keysWithState } from './service.ts'

let test: TestApp

beforeEach(async () => {
  test = await makeApp()
})
afterEach(() => test.close())

const states = () => keysWithState(test.db, new Date(test.clock.now))

it('tells of each key how it stands, and how many of its calls are open', async () => {
  const alice = await test.as('alice')
  expect(await states()).toEqual([
    {
      id: expect.any(String),
      label: 'DEEPSEEK_API_KEY',
      enabled: true,
      status: 'untested',
      reason: null,
      until: null,
      running: 0,
      updatedAt: expect.any(Date),
    },
  ])
  test.upstream.script({ manual: true })
  const answer = await alice('/api/chat', { json: { message: 'hello' } })
  const call = await test.upstream.nextCall()
  expect(await states()).toMatchObject([{ running: 1 }])
  await call.send('hi')
  await call.finish()
  await answer.text()
  await expect.poll(states).toMatchObject([{ running: 0, status: 'ok' }])
})

it('takes a key that has cooled for one in use, before a call has told', async () => {
  const until = new Date(test.clock.now + 5_000)
  await test.db.db.update(test.db.t.apiKeys).set({ status: 'cooling', reason: 'upstream_busy', until })
  expect(await states()).toMatchObject([{ status: 'cooling', reason: 'upstream_busy', until }])
  test.clock.now += 5_000
  expect(await states()).toMatchObject([{ status: 'ok', reason: null, until: null }])
})
