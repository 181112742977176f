import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Quota } from '../db/values.ts'
import { readTurn } from '../test/frames.ts'
import { makeApp, type Send, type TestApp } from '../test/makeApp.ts'

let test: TestApp
let alice: Send

const ALLOWANCE = 4_096
/** a millionth for each token, whatever it is */
const PRICE = { currency: 'CNY', input: 1_000_000, cached_input: 1_000_000, output: 1_000_000, from: '2020-01-01T00:00:00Z' }

beforeEach(async () => {
  test = await makeApp()
  test.clock.now = Date.UTC(2026, 10, 24, 15, 30)
  alice = await test.as('alice')
  await test.db.db.update(test.db.t.models).set({ prices: [PRICE] })
  test.upstream.script({ content: ['ok'] })
})
afterEach(() => test.close())

async function limit(quota: Quota, timeZone: string | null = null): Promise<void> {
  const { db, t } = test.db
  await db.update(t.users).set({ quota, timeZone }).where(eq(t.users.username, 'alice'))
  test.clock.now += 1_001
}

const ask = (message = 'hello', headers = {}) => alice('/api/chat', { json: { message }, accept: 'application/json', headers })
const usageRows = () => test.db.db.select().from(test.db.t.tokenUsage)
const statusOf = async () => (await ask()).status
/** What one short question reserves: its estimated prompt, and the allowance. */
async function reservedByOne(): Promise<number> {
  const taken = test.upstream.nextCall()
  test.upstream.script({ manual: true })
  const response = alice('/api/chat', { json: { message: 'hello' } })
  const call = await taken
  const [row] = (await usageRows()).filter(({ status }) => status === 'open')
  await call.send('ok')
  await call.finish()
  await readTurn(await response)
  test.upstream.script({ content: ['ok'] })
  return row?.reservedTokens ?? 0
}

describe('a quota', () => {
  it('of three answers lets three of a hundred through that come at once', async () => {
    const one = await reservedByOne()
    const [settled] = await usageRows()
    expect(one).toBeGreaterThan(ALLOWANCE)
    await limit({ tokens_day: (settled?.totalTokens ?? 0) + 3 * one + 100 })
    test.upstream.script({ manual: true })
    const before = test.upstream.calls.length
    const asked = Array.from({ length: 100 }, () => alice('/api/chat', { json: { message: 'hello' } }))
    const statuses = await Promise.all(asked.map(async (response) => (await response).status))
    expect(statuses.filter((status) => status === 200)).toHaveLength(3)
    expect(statuses.filter((status) => status === 402)).toHaveLength(97)
    await test.upstream.waitForCall(before + 3)
    expect(test.upstream.calls).toHaveLength(before + 3)
    for (let n = 0; n < 3; n++) {
      const call = await test.upstream.nextCall()
      await call.send('ok')
      await call.finish()
    }
    await Promise.all(asked.map(async (response) => readTurnOrError(await response)))
    const rows = await usageRows()
    expect(rows).toHaveLength(4)
    expect(rows.every(({ status, reservedTokens }) => status === 'complete' && reservedTokens === 0)).toBe(true)
  })

  it('frees what was reserved and not used', async () => {
    const one = await reservedByOne()
    await limit({ tokens_day: one + 2_000 })
    expect([await statusOf(), await statusOf(), await statusOf()]).toEqual([200, 200, 200])
  })

  it('that is used up says so before anything is saved, in words, with the time in the user\u2019s zone', async () => {
    await limit({ tokens_day: 100 }, 'Asia/Shanghai')
    const before = await test.db.db.$count(test.db.t.messages)
    const response = await ask()
    expect(response.status).toBe(402)
    const { error } = (await response.json()) as { error: { code: string; message: string } }
    expect(error.code).toBe('quota_exceeded')
    expect(error.message).toMatch(/100 of 100 left.*25 November 2026.* 00:00/)
    const chinese = (await (await ask('hello', { 'Accept-Language': 'zh-CN' })).json()) as typeof response & { error: { message: string } }
    expect(chinese.error.message).toContain('2026年11月25日')
    expect(await test.db.db.$count(test.db.t.messages)).toBe(before)
    expect(test.upstream.calls).toHaveLength(0)
    const page = await alice('/chat', { form: { message: 'my long text' }, accept: 'text/html' })
    expect(page.status).toBe(402)
    expect(await page.text()).toContain('my long text')
  })

  it('of a day begins anew at midnight of the user, not of the server', async () => {
    const one = await reservedByOne()
    await limit({ tokens_day: one }, 'Asia/Shanghai')
    expect(await statusOf()).toBe(402)
    test.clock.now = Date.UTC(2026, 10, 24, 16, 0)
    expect(await statusOf()).toBe(200)
  })

  it('of a month holds over midnight, and ends with the month', async () => {
    const one = await reservedByOne()
    await limit({ tokens_month: one, tokens_day: 1_000_000 })
    test.clock.now = Date.UTC(2026, 10, 25, 16, 0)
    expect(await statusOf()).toBe(402)
    test.clock.now = Date.UTC(2026, 11, 1, 0, 0)
    expect(await statusOf()).toBe(200)
  })

  it('of money counts in money', async () => {
    const one = await reservedByOne()
    await limit({ cost_month: one - 1 })
    const response = await ask()
    expect(response.status).toBe(402)
    expect(await response.text()).toMatch(/budget has CNY 0\.00\d+ of CNY 0\.00/)
    await limit({ cost_month: 2 * one })
    expect(await statusOf()).toBe(200)
  })

  it('holds for the next key of the same question, which no failed call uses up', async () => {
    const one = await reservedByOne()
    await limit({ tokens_day: one + 2_000 })
    test.upstream.script((_, index) => (index === 1 ? { fault: '503' } : { content: ['ok'] }))
    expect(await statusOf()).toBe(200)
    expect((await usageRows()).map(({ status }) => status).sort()).toEqual(['complete', 'complete', 'failed'])
  })

  it('of somebody else does not matter', async () => {
    await limit({ tokens_day: 1 })
    const bob = await test.as('bob')
    expect((await bob('/api/chat', { json: { message: 'hi' }, accept: 'application/json' })).status).toBe(200)
  })
})

const readTurnOrError = async (response: Response) => (response.status === 200 ? readTurn(response) : response.text())
