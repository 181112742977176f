import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ADMIN, makeApp, type Send, type TestApp } from '../test/makeApp.ts'
import { readTurn } from '../test/frames.ts'
import { holdQuota } from './service.ts'

type Line = { name: string; limit: number; used: number; left: number; currency: string | null; resets_at: string }

const PRICE = { currency: 'CNY', input: 1_000_000, cached_input: 1_000_000, output: 1_000_000, from: '2020-01-01T00:00:00Z' }

let test: TestApp
let admin: Send
let alice: Send

beforeEach(async () => {
  test = await makeApp()
  test.clock.now = Date.UTC(2026, 10, 24, 15, 30)
  admin = await test.as(ADMIN.username)
  alice = await test.as('alice')
  await test.db.db.update(test.db.t.models).set({ prices: [PRICE] })
  test.upstream.script({ content: ['ok'] })
})
afterEach(() => test.close())

const idOf = async (username: string) => {
  const { db, t } = test.db
  return (await db.select().from(t.users).where(eq(t.users.username, username)))[0]?.id ?? ''
}
const later = () => (test.clock.now += 1_001)
const change = async (username: string, json: object) => {
  const response = await admin(`/api/admin/users/${await idOf(username)}`, { method: 'PATCH', json })
  expect(response.status).toBe(200)
  later()
}
const group = async (quota: object | null): Promise<string> =>
  ((await (await admin('/api/admin/groups', { json: { name: 'Team', quota } })).json()) as { id: string }).id
const ask = (send = alice) => send('/api/chat', { json: { message: 'hello' }, accept: 'application/json' })
const usage = () => test.db.db.select().from(test.db.t.tokenUsage)
const remaining = async (send = alice) => ((await (await send('/api/stats/quota')).json()) as { quota: Line[]; time_zone: string }).quota

/** What one short question reserves while it runs. */
async function reservedByOne(): Promise<number> {
  const taken = test.upstream.nextCall()
  test.upstream.script({ manual: true })
  const response = alice('/api/chat', { json: { message: 'hello' } })
  const call = await taken
  const [row] = (await usage()).filter(({ status }) => status === 'open')
  await call.send('ok')
  await call.finish()
  await readTurn(await response)
  test.upstream.script({ content: ['ok'] })
  return row?.reservedTokens ?? 0
}

describe('the quota of a group', () => {
  it('of three answers lets three of a hundred through that a member sends at once', async () => {
    const one = await reservedByOne()
    const [settled] = await usage()
    await change('alice', { group_id: await group({ tokens_day: (settled?.totalTokens ?? 0) + 3 * one + 100 }) })
    test.upstream.script({ manual: true })
    const before = test.upstream.calls.length
    const asked = Array.from({ length: 100 }, () => alice('/api/chat', { json: { message: 'hello' } }))
    const statuses = await Promise.all(asked.map(async (response) => (await response).status))
    expect([statuses.filter((status) => status === 200).length, statuses.filter((status) => status === 402).length]).toEqual([3, 97])
    await test.upstream.waitForCall(before + 3)
    expect((await remaining()).every(({ left, used, limit }) => left >= 0 && used <= limit)).toBe(true)
    for (let n = 0; n < 3; n++) {
      const call = await test.upstream.nextCall()
      await call.send('ok')
      await call.finish()
    }
    await Promise.all(asked.map(async (response) => (await response).text()))
    expect(test.upstream.calls).toHaveLength(before + 3)
  })

  it('holds for each member by himself', async () => {
    const one = await reservedByOne()
    const id = await group({ tokens_day: one + 10 })
    const bob = await test.as('bob')
    for (const name of ['alice', 'bob']) await change(name, { group_id: id })
    expect([(await ask()).status, (await ask(bob)).status, (await ask(bob)).status]).toEqual([402, 200, 402])
  })

  it('gives way to a limit of the user himself, field by field', async () => {
    const one = await reservedByOne()
    await change('alice', { group_id: await group({ tokens_day: 1, tokens_month: 50_000 }), quota: { tokens_day: one + 5_000 } })
    expect((await remaining()).map(({ name, limit }) => [name, limit])).toEqual([
      ['tokens_day', one + 5_000],
      ['tokens_month', 50_000],
    ])
    expect((await ask()).status).toBe(200)
    await change('alice', { quota: { tokens_day: null } })
    expect((await ask()).status).toBe(402)
  })

  it('holds as soon as it is changed, and ends with the group', async () => {
    const id = await group({ tokens_day: 1 })
    await change('alice', { group_id: id })
    expect((await ask()).status).toBe(402)
    await admin(`/api/admin/groups/${id}`, { method: 'PATCH', json: { quota: { tokens_day: 1_000_000 } } })
    expect((await ask()).status).toBe(200)
    await admin(`/api/admin/groups/${id}`, { method: 'PATCH', json: { quota: { tokens_day: 1 } } })
    expect((await ask()).status).toBe(402)
    expect((await admin(`/api/admin/groups/${id}`, { method: 'DELETE' })).status).toBe(200)
    expect((await ask()).status).toBe(200)
  })

  it('that limits nothing is no limit', async () => {
    await change('alice', { group_id: await group(null) })
    const id = await idOf('alice')
    expect(await test.db.tx((tx) => holdQuota(tx, id, null))).toBeNull()
    expect((await ask()).status).toBe(200)
    expect(await remaining()).toEqual([])
  })
})

describe('what is left', () => {
  it('is told with the time at which it starts anew, in the user\u2019s zone', async () => {
    await change('alice', { quota: { tokens_day: 10_000, tokens_month: 20_000, cost_month: 1_000_000 } })
    await alice('/settings', { form: { time_zone: 'Asia/Shanghai' } })
    later()
    await (await ask()).json()
    const [row] = await usage()
    const used = row?.totalTokens ?? 0
    expect(used).toBeGreaterThan(0)
    expect(await remaining()).toEqual([
      { name: 'tokens_day', limit: 10_000, used, left: 10_000 - used, currency: null, resets_at: '2026-11-24T16:00:00.000Z' },
      { name: 'tokens_month', limit: 20_000, used, left: 20_000 - used, currency: null, resets_at: '2026-11-30T16:00:00.000Z' },
      {
        name: 'cost_month',
        limit: 1_000_000,
        used: row?.cost,
        left: 1_000_000 - (row?.cost ?? 0),
        currency: 'CNY',
        resets_at: '2026-11-30T16:00:00.000Z',
      },
    ])
    const html = await (await alice('/settings', { accept: 'text/html' })).text()
    expect(html).toContain(`${(10_000 - used).toLocaleString('en')} of 10,000 left`)
    expect(html).toContain('25 November 2026 at 00:00')
  })

  it('is never less than nothing', async () => {
    await (await ask()).json()
    await change('alice', { quota: { tokens_day: 1, cost_month: 1 } })
    expect((await remaining()).map(({ left }) => left)).toEqual([0, 0])
  })

  it('is told of each currency by itself, and of none where no limit holds', async () => {
    expect(await remaining()).toEqual([])
    expect(await (await alice('/settings', { accept: 'text/html' })).text()).toContain('There is no limit')
    await (await ask()).json()
    await test.db.db.update(test.db.t.models).set({ prices: [{ ...PRICE, currency: 'USD' }] })
    later()
    await (await ask()).json()
    await change('alice', { quota: { cost_month: 1_000_000 } })
    expect((await remaining()).map(({ currency }) => currency)).toEqual(['CNY', 'USD'])
    expect((await test.send('/api/stats/quota')).status).toBe(401)
  })
})
