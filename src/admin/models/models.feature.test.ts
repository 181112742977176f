import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ADMIN, makeApp, type Send, type TestApp } from '../../test/makeApp.ts'
import { letCatalogueAge } from '../../test/models.ts'

type Model = { id: string; name: string; upstream_id: string; default: boolean; position: number; enabled: boolean; alias: string | null }
type Listed = { upstream_id: string; state: string; id: string | null }
type Refusal = { error: { code: string; field: string; message: string } }

let test: TestApp
let admin: Send

const PRICES = [{ currency: 'CNY', input: 1_000_000, cached_input: 20_000, output: 4_000_000, from: '2026-07-01' }]
const PEAK = { ...PRICES[0], zone: 'Asia/Shanghai', weekdays: [1, 2, 3, 4, 5], start: '09:00', end: '12:00' }

const list = async () => ((await (await admin('/api/admin/models')).json()) as { models: Model[] }).models
const named = async (upstreamId: string) => (await list()).find((model) => model.upstream_id === upstreamId)!
const create = async (json: object) => (await (await admin('/api/admin/models', { json })).json()) as Model
const patch = (id: string, json: object) => admin(`/api/admin/models/${id}`, { method: 'PATCH', json })
const refusal = async (answer: Response) => [answer.status, ((await answer.json()) as Refusal).error.field]
const order = async () => (await list()).map((model) => model.upstream_id)
const entries = () => test.db.db.select().from(test.db.t.auditLog)

beforeAll(async () => {
  test = await makeApp()
})
beforeEach(async () => {
  admin = await test.as(ADMIN.username)
  for (const { id, upstream_id } of await list()) if (upstream_id !== 'fake') await admin(`/api/admin/models/${id}`, { method: 'DELETE' })
})
afterAll(() => test.close())

describe('a model', () => {
  it('is added with all that is said of it, and with what is usual of the rest', async () => {
    const answer = await admin('/api/admin/models', {
      json: {
        name: 'A model',
        upstream_id: 'a-1',
        provider: 'deepseek',
        alias: 'a-0',
        context_tokens: 64_000,
        max_output_tokens: 8_000,
        abilities: { thinking: 'effort', images: true },
        params: { temperature: 0.3, stop: ['###'] },
        prices: [...PRICES, PEAK],
        audience: { roles: ['admin'] },
      },
    })
    expect(answer.status).toBe(201)
    const from = '2026-07-01T00:00:00.000Z'
    expect(await answer.json()).toMatchObject({
      name: 'A model',
      upstream_id: 'a-1',
      alias: 'a-0',
      context_tokens: 64_000,
      max_output_tokens: 8_000,
      abilities: { thinking: 'effort', images: true },
      params: { temperature: 0.3, stop: ['###'] },
      enabled: true,
      default: false,
      audience: { roles: ['admin'], user_ids: [], group_ids: [] },
      position: 1,
      prices: [
        { ...PRICES[0], from },
        { ...PEAK, from },
      ],
    })
    expect(await create({ upstream_id: 'b-1' })).toMatchObject({
      name: 'b-1',
      context_tokens: 128_000,
      max_output_tokens: null,
      prices: [],
    })
    expect((await entries()).at(-1)).toMatchObject({ action: 'model.create', target: 'b-1', after: { upstream_id: 'b-1', default: false } })
  })

  it('of a known vendor comes with its sizes and prices', async () => {
    const { prices } = (await create({ upstream_id: 'deepseek-flash' })) as Model & { prices: { holidays?: string[] }[] }
    expect(prices).toHaveLength(3)
    expect(prices[1]?.holidays).toContain('2026-10-01')
  })

  it('is there once for each provider', async () => {
    await create({ upstream_id: 'a-1' })
    expect(await refusal(await admin('/api/admin/models', { json: { upstream_id: 'a-1' } }))).toEqual([409, 'upstream_id'])
    expect((await create({ upstream_id: 'a-1', provider: 'elsewhere' })).id).toBeDefined()
  })

  it('is changed in what is said, which is told with what was before', async () => {
    const { id } = await create({ upstream_id: 'a-1', prices: PRICES })
    const answer = await patch(id, { name: 'Renamed', prices: [] })
    expect([answer.status, await answer.json()]).toMatchObject([200, { name: 'Renamed', upstream_id: 'a-1', prices: [] }])
    const told = (await entries()).at(-1)
    expect(told).toMatchObject({ action: 'model.change', target: 'a-1', before: { name: 'a-1' }, after: { name: 'Renamed', prices: [] } })
    expect(told?.before).toMatchObject({ prices: [{ input: 1_000_000 }] })
    const before = (await entries()).length
    await patch(id, { name: 'Renamed' })
    expect(await entries()).toHaveLength(before)
  })

  it.each<[string, string, object]>([
    ['a negative price', 'prices', { prices: [{ ...PRICES[0], input: -1 }] }],
    ['a fraction of a millionth', 'prices', { prices: [{ ...PRICES[0], output: 0.5 }] }],
    ['a price as text', 'prices', { prices: [{ ...PRICES[0], input: '4' }] }],
    ['windows that overlap', 'prices', { prices: [...PRICES, PEAK, { ...PEAK, start: '11:00', end: '13:00' }] }],
    ['two currencies at a time', 'prices', { prices: [...PRICES, { ...PEAK, currency: 'USD' }] }],
    ['a window without a base', 'prices', { prices: [PEAK] }],
    ['a param that breaks the call', 'params', { params: { stream: false } }],
    ['another model in the params', 'params', { params: { model: 'x' } }],
    ['a temperature of 9', 'params', { params: { temperature: 9 } }],
    ['more params than a call takes', 'params', { params: { stop: 'x'.repeat(5_000) } }],
    ['no name', 'name', { name: ' ' }],
    ['no window at all', 'context_tokens', { context_tokens: 0 }],
    ['a kind of thinking that there is not', 'abilities', { abilities: { thinking: 'deeply' } }],
    ['a user who is not there', 'audience', { audience: { user_ids: ['01a21085-b1d3-7000-9fce-8d45f4fa11d3'] } }],
    ['nobody', 'audience', { audience: {} }],
    ['a role that there is not', 'audience', { audience: { roles: ['king'] } }],
    ['a default that is off', 'default', { enabled: false, default: true }],
  ])('refuses %s, and stays as it was', async (_name, field, json) => {
    const { id } = await create({ upstream_id: 'a-1', name: 'A' })
    const before = await named('a-1')
    expect(await refusal(await patch(id, json))).toEqual([field === 'default' ? 409 : 400, field])
    expect(await named('a-1')).toEqual(before)
    expect(await refusal(await admin('/api/admin/models', { json: { upstream_id: 'b-1', ...json } }))).toEqual([
      field === 'default' ? 409 : 400,
      field,
    ])
    expect(await order()).toEqual(['fake', 'a-1'])
  })

  it('says which lines of its prices do not go together', async () => {
    const { id } = await create({ upstream_id: 'a-1' })
    const answer = await patch(id, { prices: [...PRICES, PEAK, { ...PEAK, start: '11:00', end: '13:00' }] })
    expect(((await answer.json()) as Refusal).error.message).toContain('Lines 2 and 3')
  })

  it('goes to its place, and the others move', async () => {
    for (const upstream_id of ['a', 'b', 'c']) await create({ upstream_id })
    await patch((await named('c')).id, { position: 0 })
    expect(await order()).toEqual(['c', 'fake', 'a', 'b'])
    await patch((await named('c')).id, { position: 2 })
    expect(await order()).toEqual(['fake', 'a', 'c', 'b'])
    await create({ upstream_id: 'd', position: 1 })
    expect(await order()).toEqual(['fake', 'd', 'a', 'c', 'b'])
    await patch((await named('d')).id, { position: 99 })
    expect((await list()).map(({ upstream_id, position }) => [upstream_id, position])).toEqual([
      ['fake', 0],
      ['a', 1],
      ['c', 2],
      ['b', 3],
      ['d', 4],
    ])
  })

  it('is the only default', async () => {
    const { id } = await create({ upstream_id: 'a', default: true })
    expect((await list()).filter((model) => model.default).map((model) => model.upstream_id)).toEqual(['a'])
    await patch((await named('fake')).id, { default: true })
    expect((await list()).filter((model) => model.default).map((model) => model.upstream_id)).toEqual(['fake'])
    await Promise.all([patch(id, { default: true }), patch((await named('fake')).id, { default: true })])
    expect((await list()).filter((model) => model.default)).toHaveLength(1)
    await patch((await named('fake')).id, { default: true })
    await patch((await named('fake')).id, { enabled: false })
    expect(await named('fake')).toMatchObject({ enabled: false, default: false })
    await patch((await named('fake')).id, { enabled: true, default: true })
  })

  it('is removed, which is told', async () => {
    const { id } = await create({ upstream_id: 'a' })
    expect(await (await admin(`/api/admin/models/${id}`, { method: 'DELETE' })).json()).toEqual({ success: true })
    expect((await admin(`/api/admin/models/${id}`)).status).toBe(404)
    expect((await patch(id, { name: 'x' })).status).toBe(404)
    expect((await admin(`/api/admin/models/${id}`, { method: 'DELETE' })).status).toBe(404)
    expect((await entries()).at(-1)).toMatchObject({ action: 'model.delete', target: 'a', before: { upstream_id: 'a' } })
  })

  it('is the business of administrators', async () => {
    const lin = await test.as('lin')
    expect((await lin('/api/admin/models')).status).toBe(403)
    expect((await lin('/api/admin/models/fetch', { json: {} })).status).toBe(403)
  })
})

describe('the list of a server', () => {
  const fetched = async (json: object = {}) =>
    ((await (await admin('/api/admin/models/fetch', { json })).json()) as { provider: string; models: Listed[] }).models

  it('says what is new, known and gone', async () => {
    await create({ upstream_id: 'of-yesterday' })
    await create({ upstream_id: 'of-elsewhere', provider: 'elsewhere' })
    test.upstream.list(['fake', 'fresh'])
    expect((await fetched()).map(({ upstream_id, state }) => [upstream_id, state])).toEqual([
      ['fake', 'known'],
      ['fresh', 'new'],
      ['of-yesterday', 'gone'],
    ])
    const { id } = await named('of-yesterday')
    await patch(id, { upstream_id: 'of-today' })
    test.upstream.list(['of-yesterday'])
    expect((await fetched()).map(({ upstream_id, state }) => [upstream_id, state])).toEqual([
      ['of-yesterday', 'known'],
      ['fake', 'gone'],
    ])
  })

  it('is not had of a key that there is not', async () => {
    const keyId = '01a21085-b1d3-7000-9fce-8d45f4fa11d3'
    expect((await admin('/api/admin/models/fetch', { json: { key_id: keyId } })).status).toBe(404)
  })
})

describe('a model that a vendor has renamed', () => {
  it('answers to the name that it had', async () => {
    const { id } = await create({ upstream_id: 'old-name' })
    letCatalogueAge(test.clock)
    const asked = await admin('/api/chat', { json: { message: 'hi', model: 'old-name' }, accept: 'application/json' })
    const { session_id, message_id } = (await asked.json()) as { session_id: string; message_id: string }
    expect(await (await patch(id, { upstream_id: 'new-name' })).json()).toMatchObject({ upstream_id: 'new-name', alias: 'old-name' })
    letCatalogueAge(test.clock)
    const modelOfCall = async (path: string, json: object) => {
      expect((await admin(path, { json, accept: 'application/json' })).status).toBe(200)
      return test.upstream.calls.at(-1)?.body
    }
    expect(await modelOfCall('/api/chat', { message: 'again', model: 'old-name', session_id })).toMatchObject({ model: 'new-name' })
    expect(await modelOfCall(`/api/messages/${message_id}/regenerate`, {})).toMatchObject({ model: 'new-name' })
    const page = await (await admin(`/chat/${session_id}`)).text()
    expect(page).toContain('old-name')
    await patch(id, { alias: null })
    expect(await named('new-name')).toMatchObject({ alias: null })
  })
})
