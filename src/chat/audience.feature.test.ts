import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ADMIN, makeApp, type Send, type TestApp } from '../test/makeApp.ts'
import { addModel, letCatalogueAge } from '../test/models.ts'

type Listed = { models: { upstream_id: string; default: boolean }[] }
type Answer = { session_id: string; message_id: string }

let test: TestApp
let admin: Send
let lin: Send
let linId: string

beforeEach(async () => {
  test = await makeApp()
  admin = await test.as(ADMIN.username)
  lin = await test.as('lin')
  linId = ((await (await lin('/api/auth/me')).json()) as { id: string }).id
  await addModel(test, { upstreamId: 'special', position: 1 })
})
afterEach(() => test.close())

const idOf = async (upstreamId: string) => {
  const { models } = (await (await admin('/api/admin/models')).json()) as { models: { id: string; upstream_id: string }[] }
  return models.find((model) => model.upstream_id === upstreamId)!.id
}
const change = async (upstreamId: string, json: object) => {
  expect((await admin(`/api/admin/models/${await idOf(upstreamId)}`, { method: 'PATCH', json })).status).toBe(200)
  letCatalogueAge(test.clock)
}
const namesFor = async (send: Send) => ((await (await send('/api/models')).json()) as Listed).models.map((model) => model.upstream_id)
const askAs = (send: Send, json: object) => send('/api/chat', { json: { message: 'hello', ...json }, accept: 'application/json' })
const asked = async (send: Send, json: object = {}) => {
  const answer = await askAs(send, json)
  expect(answer.status).toBe(200)
  return (await answer.json()) as Answer
}
const refusalOf = async (answer: Response) => [answer.status, ((await answer.json()) as { error: { code: string } }).error.code]
const lastModel = () => (test.upstream.calls.at(-1)!.body as { model: string }).model

describe('a model that is open to some', () => {
  it('does not exist for anybody else: not in the list, not in the picker, not by its name or id', async () => {
    await change('special', { audience: { roles: ['admin'] } })
    expect([await namesFor(admin), await namesFor(lin)]).toEqual([['fake', 'special'], ['fake']])
    const special = await idOf('special')
    expect([(await (await admin('/chat')).text()).includes(special), (await (await lin('/chat')).text()).includes(special)]).toEqual([
      true,
      false,
    ])
    for (const model of ['special', special]) {
      expect(await refusalOf(await askAs(lin, { model }))).toEqual([400, 'invalid_request'])
      await asked(admin, { model })
    }
    expect(test.upstream.calls).toHaveLength(2)
  })

  it('is open by role, by group and by name', async () => {
    const { id: groupId } = (await (await admin('/api/admin/groups', { json: { name: 'Team' } })).json()) as { id: string }
    await change('special', { audience: { group_ids: [groupId] } })
    expect([await namesFor(admin), await namesFor(lin)]).toEqual([['fake'], ['fake']])
    await admin(`/api/admin/users/${linId}`, { method: 'PATCH', json: { group_id: groupId } })
    expect(await namesFor(lin)).toEqual(['fake', 'special'])
    await change('special', { audience: { user_ids: [linId] } })
    expect([await namesFor(admin), await namesFor(lin)]).toEqual([['fake'], ['fake', 'special']])
    await change('special', { audience: { roles: ['user'] } })
    expect([await namesFor(admin), await namesFor(lin)]).toEqual([['fake'], ['fake', 'special']])
    await change('special', { audience: null })
    expect(await namesFor(admin)).toEqual(['fake', 'special'])
  })

  it('is closed where its group or its user is gone, and harms nobody', async () => {
    const { id: groupId } = (await (await admin('/api/admin/groups', { json: { name: 'Team' } })).json()) as { id: string }
    await admin(`/api/admin/users/${linId}`, { method: 'PATCH', json: { group_id: groupId } })
    await change('special', { audience: { group_ids: [groupId] } })
    await asked(lin, { model: 'special' })
    await admin(`/api/admin/groups/${groupId}`, { method: 'DELETE' })
    test.clock.now += 2_000
    expect([await namesFor(lin), (await admin('/admin/models')).status]).toEqual([['fake'], 200])
    await change('special', { audience: { user_ids: [linId] } })
    await admin(`/api/admin/users/${linId}`, { method: 'DELETE' })
    expect([await namesFor(admin), (await admin(`/admin/models/${await idOf('special')}`)).status]).toEqual([['fake'], 200])
    await change('special', { name: 'still to be changed' })
  })

  it('is told of the default to whom it is open, and the first other one to all others', async () => {
    await change('special', { default: true, audience: { roles: ['admin'] } })
    const defaultFor = async (send: Send) =>
      ((await (await send('/api/models')).json()) as Listed).models.filter((model) => model.default).map((model) => model.upstream_id)
    expect([await defaultFor(admin), await defaultFor(lin)]).toEqual([['special'], ['fake']])
    await asked(admin)
    expect(lastModel()).toBe('special')
    await asked(lin)
    expect(lastModel()).toBe('fake')
  })

  it('closed while conversations have it: they go on with the default, over every way to ask', async () => {
    const cut = { message: 'hello [[finish=length]]', model: 'special' }
    test.upstream.script({ finish: 'length' })
    const { session_id, message_id } = await asked(lin, cut)
    expect(lastModel()).toBe('special')
    await change('special', { audience: { roles: ['admin'] } })
    const page = await (await lin(`/chat/${session_id}`)).text()
    expect(page).toContain('special')
    const inPlace = { json: {}, accept: 'application/json' }
    expect((await lin(`/api/messages/${message_id}/continue`, inPlace)).status).toBe(200)
    expect(lastModel()).toBe('fake')
    expect((await lin(`/api/messages/${message_id}/regenerate`, inPlace)).status).toBe(200)
    expect(lastModel()).toBe('fake')
    const { messages } = (await (await lin(`/api/sessions/${session_id}/messages`)).json()) as { messages: { id: string; role: string }[] }
    const question = messages.find(({ role }) => role === 'user')!
    expect((await lin(`/api/messages/${question.id}/edit`, { json: { message: 'other' }, accept: 'application/json' })).status).toBe(200)
    expect(lastModel()).toBe('fake')
    const calls = test.upstream.calls.length
    const chosen = { json: { model: 'special' }, accept: 'application/json' }
    expect(await refusalOf(await lin(`/api/messages/${message_id}/regenerate`, chosen))).toEqual([400, 'invalid_request'])
    expect(test.upstream.calls).toHaveLength(calls)
  })

  it('is refused by a form of a page that is older than that, with the words kept', async () => {
    const special = await idOf('special')
    await change('special', { audience: { roles: ['admin'] } })
    const answer = await lin('/chat', { form: { message: 'my words', model: special, client_id: 'c-1' } })
    const html = await answer.text()
    expect([answer.status, html.includes('not open to you'), html.includes('my words'), html.includes(special)]).toEqual([
      400,
      true,
      true,
      false,
    ])
  })

  it('is all there is: who has none is told so', async () => {
    await change('special', { audience: { roles: ['admin'] } })
    await change('fake', { audience: { roles: ['admin'] } })
    expect([await namesFor(lin), (await lin('/chat')).status]).toEqual([[], 200])
    const answer = await askAs(lin, {})
    expect([answer.status, ((await answer.json()) as { error: { message: string } }).error.message]).toEqual([
      403,
      'No model is open to your account. Ask your administrator for one.',
    ])
  })

  it('holds on every instance within a second', async () => {
    const other = await makeApp({ beside: test })
    const there = await other.as('lin')
    expect(await namesFor(there)).toEqual(['fake', 'special'])
    await change('special', { audience: { roles: ['admin'] } })
    other.clock.now += 1_000
    expect(await namesFor(there)).toEqual(['fake'])
    await other.close()
  })
})

describe('a model that is gone', () => {
  it.each([
    ['switched off', (id: string) => admin(`/api/admin/models/${id}`, { method: 'PATCH', json: { enabled: false } })],
    ['deleted', (id: string) => admin(`/api/admin/models/${id}`, { method: 'DELETE' })],
  ])('%s, leaves its conversations to the default, and its name to what was used', async (_name, remove) => {
    const { session_id, message_id } = await asked(lin, { model: 'special' })
    await remove(await idOf('special'))
    letCatalogueAge(test.clock)
    expect(await (await lin(`/chat/${session_id}`)).text()).toContain('special')
    expect(await refusalOf(await askAs(lin, { session_id, model: 'special' }))).toEqual([400, 'invalid_request'])
    await asked(lin, { session_id })
    expect(lastModel()).toBe('fake')
    const rows = await test.db.db.select().from(test.db.t.tokenUsage)
    expect(rows.find((row) => row.messageId === message_id)).toMatchObject({ model: 'special', status: 'complete' })
  })
})

describe('a price that is changed', () => {
  const PRICES = [{ currency: 'CNY', input: 1_000_000, cached_input: 20_000, output: 4_000_000, from: '2026-01-01' }]
  const costs = async () => (await test.db.db.select().from(test.db.t.tokenUsage)).map(({ messageId, cost }) => ({ messageId, cost }))

  it('leaves what was used before it as it is, also an answer that was begun before it', async () => {
    await change('special', { prices: PRICES })
    const first = await asked(lin, { model: 'special' })
    const before = await costs()
    test.upstream.script({ manual: true })
    const running = askAs(lin, { model: 'special' })
    const call = await test.upstream.waitForCall(2)
    await change('special', { prices: PRICES.map((price) => ({ ...price, input: 7_000_000, output: 9_000_000, cached_input: 8_000_000 })) })
    test.upstream.script({})
    await call.send('hi')
    await call.finish()
    await (await running).text()
    const after = await costs()
    const costOf = (id: string, rows: { messageId: string | null; cost: number }[]) => rows.find((row) => row.messageId === id)?.cost
    expect(costOf(first.message_id, after)).toBe(costOf(first.message_id, before))
    expect(costOf(first.message_id, before)).toBeGreaterThan(0)
    const rows = await test.db.db.select().from(test.db.t.tokenUsage)
    const second = rows.find((row) => row.messageId !== first.message_id)!
    const exact =
      (second.promptTokens - second.cachedTokens) * 1_000_000 + second.cachedTokens * 20_000 + second.completionTokens * 4_000_000
    expect(second).toMatchObject({ status: 'complete', cost: Math.floor((exact + 500_000) / 1_000_000) })
  })
})
