import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { makeApp, type Send, type TestApp } from '../test/makeApp.ts'

let test: TestApp
let alice: Send

beforeAll(async () => {
  test = await makeApp()
  alice = await test.as('alice')
})
afterAll(() => test.close())

const linesOf = (text: string) => test.lines.filter((line) => line.includes(text))

it('a database that is away is told once, not for every request that it costs; and when it is back', async () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
  const ping = vi.spyOn(test.db, 'ping').mockRejectedValue(refused)
  const read = vi.spyOn(test.db.db, 'select').mockImplementation(() => {
    throw refused
  })
  const asked = await Promise.all(Array.from({ length: 30 }, () => alice('/api/sessions')))
  expect(new Set(asked.map(({ status }) => status))).toEqual(new Set([503]))
  expect(linesOf('The database is away')).toHaveLength(1)
  expect(linesOf('request failed')).toHaveLength(0)
  read.mockRestore()
  ping.mockRestore()
  await expect.poll(() => linesOf('The database is back'), { timeout: 10_000 }).toHaveLength(1)
  expect((await alice('/api/sessions')).status).toBe(200)
})
