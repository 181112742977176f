import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readTurn } from '../test/frames.ts'
import { makeApp, type Send, type TestApp } from '../test/makeApp.ts'
import { startManual } from '../test/manual.ts'
import { rollUpSome } from './service.ts'

let test: TestApp
let alice: Send

/** of a token a millionth, whatever it is */
const PRICE = { currency: 'CNY', input: 1_000_000, cached_input: 1_000_000, output: 1_000_000, from: '2020-01-01T00:00:00Z' }
const NOTHING = { requests: 0, failed: 0, prompt_tokens: 0, cached_tokens: 0, completion_tokens: 0, reasoning_tokens: 0, total_tokens: 0 }

beforeEach(async () => {
  test = await makeApp()
  test.clock.now = Date.UTC(2026, 10, 29, 15, 30)
  await test.db.db.update(test.db.t.models).set({ prices: [PRICE] })
  alice = await test.as('alice')
  test.upstream.script({ content: ['o', 'k'] })
})
afterEach(() => test.close())

type Stats = Record<'today' | 'week' | 'month' | 'total', Record<string, unknown>> & { time_zone: string }
const stats = async (send = alice) => (await (await send('/api/stats/user')).json()) as Stats
const ask = async (send = alice) => readTurn(await send('/api/chat', { json: { message: 'hello' } }))
const requestsOf = ({ today, week, month, total }: Stats) => [today, week, month, total].map(({ requests }) => requests)

describe('GET /api/stats/user', () => {
  it('is for who is signed in, and nothing at first', async () => {
    expect((await test.send('/api/stats/user')).status).toBe(401)
    const nothing = { ...NOTHING, cost: 0, currency: null, costs: [] }
    expect(await stats()).toEqual({ today: nothing, week: nothing, month: nothing, total: nothing, time_zone: 'UTC' })
  })

  it('counts what is settled, whether it is rolled up or not, and nobody else’s', async () => {
    const [usage] = (await ask()).filter(({ type }) => type === 'usage').map((frame) => frame.usage as Record<string, number>)
    await ask(await test.as('bob'))
    const told = await stats()
    const { prompt_tokens: prompt, completion_tokens: completion, cached_tokens: cached, total_tokens: all, cost } = usage ?? {}
    expect(completion).toBe(2)
    const expected = { prompt_tokens: prompt, completion_tokens: completion, cached_tokens: cached, total_tokens: all, cost }
    expect(told.today).toMatchObject({ ...expected, requests: 1, currency: 'CNY', costs: [{ currency: 'CNY', cost }] })
    await rollUpSome(test.db, 'UTC')
    expect(await test.db.db.$count(test.db.t.usageQueue)).toBe(0)
    expect(await stats()).toEqual(told)
  })

  it('tells the days by model where so many are asked for, as the chart shows them', async () => {
    await ask()
    await rollUpSome(test.db, 'UTC')
    test.clock.now += 24 * 3_600_000
    await ask()
    await ask(await test.as('bob'))
    const { by_day, today } = (await (await alice('/api/stats/user?days=30')).json()) as Stats & { by_day: object[] }
    const { costs: _, ...figures } = today
    expect(by_day).toMatchObject([
      { day: '2026-11-29', model: 'fake', requests: 1, completion_tokens: 2 },
      { day: '2026-11-30', model: 'fake', ...figures },
    ])
    expect(await stats()).not.toHaveProperty('by_day')
  })

  it('does not count a call that is under way, though it is reserved', async () => {
    const turn = await startManual(test, alice, { message: 'hello' })
    expect(requestsOf(await stats())).toEqual([0, 0, 0, 0])
    await rollUpSome(test.db, 'UTC')
    await turn.call.send('x')
    await turn.call.finish()
    await turn.reader.all()
    expect(requestsOf(await stats())).toEqual([1, 1, 1, 1])
  })

  it('counts days, weeks and months of the user’s zone, also after he has changed it', async () => {
    await ask()
    await rollUpSome(test.db, 'UTC')
    // Sunday 15:30 in UTC; on Monday, the last of the month, all of it is of the week before
    test.clock.now = Date.UTC(2026, 10, 30, 1, 0)
    expect(requestsOf(await stats())).toEqual([0, 0, 1, 1])
    await alice('/settings', { form: { time_zone: 'Pacific/Kiritimati' }, headers: { 'Sec-Fetch-Site': 'same-origin' } })
    // 14 hours on: asked on Monday at 5:30, and now it is Monday 15:00
    expect(await stats()).toMatchObject({ time_zone: 'Pacific/Kiritimati' })
    expect(requestsOf(await stats())).toEqual([1, 1, 1, 1])
    test.clock.now = Date.UTC(2026, 10, 30, 10, 0)
    expect(requestsOf(await stats())).toEqual([0, 1, 0, 1])
  })
})

describe('an account that is deleted', () => {
  it('leaves what it has used as nobody’s', async () => {
    const admin = await test.as('admin')
    await ask()
    await rollUpSome(test.db, 'UTC')
    const { db, t } = test.db
    const [user] = (await db.select().from(t.usageDays)).map(({ userId }) => userId)
    expect((await admin(`/api/admin/users/${user}`, { method: 'DELETE' })).status).toBeLessThan(300)
    expect((await db.select().from(t.usageDays)).map(({ userId, requests }) => [userId, requests])).toEqual([['', 1]])
    expect((await db.select().from(t.usageMonths)).map(({ userId, requests }) => [userId, requests])).toEqual([['', 1]])
  })
})
