import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ADMIN, makeApp, type Send, type TestApp } from '../../test/makeApp.ts'

type Model = { id: string; upstream_id: string; enabled: boolean; prices: object[]; params: object; audience: object | null }

let test: TestApp
let admin: Send
let id: string

const list = async () => ((await (await admin('/api/admin/models')).json()) as { models: Model[] }).models
const get = async () => (await (await admin(`/api/admin/models/${id}`)).json()) as Model
const order = async () => (await list()).map((model) => model.upstream_id)
const save = (form: Record<string, string>) => admin(`/admin/models/${id}`, { form: { ...FORM, ...form } })

/** A page's fields with what stands in them, as a browser without script sends them. */
function fieldsOf(html: string): Record<string, string> {
  const fields: Record<string, string> = {}
  const unescaped = (text: string) =>
    text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
  for (const [, tag = ''] of html.matchAll(/<input ([^>]*)>/g)) {
    const attribute = (name: string) => new RegExp(`(?:^| )${name}="([^"]*)"`).exec(tag)?.[1]
    const isBox = ['checkbox', 'radio'].includes(attribute('type') ?? '')
    const name = attribute('name')
    if (name !== undefined && (!isBox || / checked/.test(tag))) fields[name] = unescaped(attribute('value') ?? '')
  }
  for (const [, name = '', text = ''] of html.matchAll(/<textarea [^>]*?name="([^"]*)"[^>]*>([^]*?)<\/textarea>/g))
    fields[name] = unescaped(text)
  for (const [, name = '', options = ''] of html.matchAll(/<select [^>]*?name="([^"]*)"[^>]*>([^]*?)<\/select>/g))
    fields[name] = /value="([^"]*)" selected/.exec(options)?.[1] ?? ''
  return fields
}

const FORM = {
  name: 'A model',
  upstream_id: 'a-1',
  provider: 'deepseek',
  alias: '',
  context_tokens: '128,000',
  max_output_tokens: '',
  thinking: 'none',
  enabled: 'on',
  open_to: 'everybody',
  price_0_currency: 'cny',
  price_0_from: '2026-07-01',
  price_0_input: '1',
  price_0_cached_input: '0.02',
  price_0_output: '4.000001',
}
const PEAK = {
  price_1_currency: 'CNY',
  price_1_from: '2026-07-01',
  price_1_input: '2',
  price_1_cached_input: '',
  price_1_output: '8',
  price_1_zone: 'Asia/Shanghai',
  price_1_start: '9:00',
  price_1_end: '12:00',
  price_1_day_1: 'on',
  price_1_day_5: 'on',
  price_1_holidays: '2026-10-01, 2026-10-02\n2026-10-01',
}

beforeAll(async () => {
  test = await makeApp()
})
beforeEach(async () => {
  admin = await test.as(ADMIN.username)
  for (const model of await list()) if (model.upstream_id !== 'fake') await admin(`/api/admin/models/${model.id}`, { method: 'DELETE' })
  id = ((await (await admin('/api/admin/models', { json: { upstream_id: 'a-1' } })).json()) as Model).id
})
afterAll(() => test.close())

describe('the page of a model', () => {
  it('keeps what is typed, money to the last digit', async () => {
    const answer = await save({ ...PEAK, temperature: '0.7', reasoning_effort: 'high', extra: '{"stop": ["###"]}', images: 'on' })
    expect([answer.status, answer.headers.get('Location')]).toEqual([303, `/admin/models/${id}?saved=1`])
    const from = '2026-07-01T00:00:00.000Z'
    expect(await get()).toMatchObject({
      name: 'A model',
      context_tokens: 128_000,
      max_output_tokens: null,
      abilities: { thinking: 'none', images: true },
      params: { temperature: 0.7, reasoning_effort: 'high', stop: ['###'] },
      default: false,
      prices: [
        { currency: 'CNY', from, input: 1_000_000, cached_input: 20_000, output: 4_000_001 },
        {
          currency: 'CNY',
          from,
          input: 2_000_000,
          cached_input: 2_000_000,
          output: 8_000_000,
          zone: 'Asia/Shanghai',
          start: '09:00',
          end: '12:00',
          weekdays: [1, 5],
          holidays: ['2026-10-01', '2026-10-02'],
        },
      ],
    })
  })

  it('sent back as it stands changes nothing', async () => {
    const wild = {
      name: 'A <"wild"> & model',
      alias: 'before',
      abilities: { thinking: 'effort', replay_reasoning: true },
      params: { top_p: 0.5, max_tokens: null, stop: ['<b>'] },
      audience: { roles: ['admin'], user_ids: [((await (await admin('/api/auth/me')).json()) as { id: string }).id] },
      prices: [
        { currency: 'CNY', input: 0, cached_input: 1, output: 123_456_789, from: '2026-07-01T08:00:00Z' },
        { currency: 'CNY', input: 5, cached_input: 6, output: 7, from: '2026-07-01T08:00:00Z', zone: 'UTC', start: '00:00', end: '24:00' },
      ],
    }
    expect((await admin(`/api/admin/models/${id}`, { method: 'PATCH', json: wild })).status).toBe(200)
    const before = await get()
    const html = await (await admin(`/admin/models/${id}`)).text()
    expect((await admin(`/admin/models/${id}`, { form: fieldsOf(html) })).status).toBe(303)
    const { updated_at: _at, prices, ...after } = (await get()) as Model & { updated_at: string }
    expect(before).toMatchObject(after)
    expect(prices).toEqual([before.prices[0], { ...before.prices[1], weekdays: [1, 2, 3, 4, 5, 6, 7] }])
  })

  it('says at each field what is wrong, all at once, and keeps what was typed', async () => {
    const before = await get()
    const wrong = {
      ...PEAK,
      name: '',
      context_tokens: 'many',
      temperature: '9',
      extra: '{"stream": false}',
      open_to: 'some',
      users: 'nobody-of-that-name',
      price_0_input: '-1',
      price_1_end: '08:00',
      price_1_zone: 'Asia/Peking',
    }
    const answer = await save(wrong)
    expect(answer.status).toBe(400)
    const html = await answer.text()
    const faulty = [...html.matchAll(/id="([^"]+)-e"/g)].map(([, name]) => name)
    expect(new Set(faulty)).toEqual(
      new Set(['name', 'context_tokens', 'temperature', 'extra', 'users', 'price_0_input', 'price_1_end', 'price_1_zone']),
    )
    const { default: _default, ...kept } = fieldsOf(html)
    expect(kept).toMatchObject(wrong)
    expect(html).toContain('“stream”')
    expect(await get()).toEqual(before)
  })

  it('names the lines of two windows that overlap, as they stand in the form', async () => {
    const other = Object.fromEntries(Object.entries(PEAK).map(([name, value]) => [name.replace('_1_', '_4_'), value]))
    const answer = await save({ ...PEAK, ...other, price_4_start: '11:00' })
    expect(answer.status).toBe(400)
    const html = await answer.text()
    expect(html).toMatch(/id="price_4_start-e">.*?Lines 2 and 5 overlap/s)
  })

  it.each([
    ['1e3', 'price_0_input'],
    ['0.0000001', 'price_0_input'],
    ['0,5', 'price_0_input'],
    ['Infinity', 'price_0_input'],
    ['12345678', 'price_0_input'],
  ])('takes no %s for a price', async (text, field) => {
    const answer = await save({ [field]: text })
    expect([answer.status, (await answer.text()).includes(`id="${field}-e"`)]).toEqual([400, true])
  })

  it('takes away a line that is ticked for it, and nothing from lines that are blank', async () => {
    await save(PEAK)
    expect((await get()).prices).toHaveLength(2)
    await save({ ...PEAK, price_1_remove: 'on', price_2_currency: '', price_2_input: ' ' })
    expect((await get()).prices).toHaveLength(1)
  })

  it('opens it to whom one chooses', async () => {
    await test.as('lin')
    const { id: groupId } = (await (await admin('/api/admin/groups', { json: { name: 'Team' } })).json()) as { id: string }
    await save({ open_to: 'some', role_admin: 'on', [`group_${groupId}`]: 'on', users: 'LIN\n' })
    expect((await get()).audience).toEqual({ roles: ['admin'], user_ids: [expect.any(String)], group_ids: [groupId] })
    expect(await (await admin(`/admin/models/${id}`)).text()).toMatch(/<textarea [^>]*name="users"[^>]*>lin<\/textarea>/)
    await admin(`/api/admin/groups/${groupId}`, { method: 'DELETE' })
    const page = await admin(`/admin/models/${id}`)
    expect([page.status, (await page.text()).includes(groupId)]).toEqual([200, false])
    const nobody = await save({ open_to: 'some' })
    expect([nobody.status, (await nobody.text()).includes('id="open_to-e"')]).toEqual([400, true])
    await save({})
    expect((await get()).audience).toBeNull()
  })

  it('refuses a name that is taken, and a default that is off, at the field', async () => {
    const taken = await save({ upstream_id: 'fake' })
    expect([taken.status, (await taken.text()).includes('id="upstream_id-e"')]).toEqual([409, true])
    const { enabled: _enabled, ...off } = FORM
    const answer = await admin(`/admin/models/${id}`, { form: { ...off, default: 'on' } })
    expect([answer.status, (await answer.text()).includes('id="default-e"')]).toEqual([409, true])
  })

  it('removes it for who types its name', async () => {
    const wrong = await admin(`/admin/models/${id}/deletion`, { form: { confirm: 'b-1' } })
    expect([wrong.status, (await wrong.text()).includes('id="confirm-e"')]).toEqual([400, true])
    expect((await admin(`/admin/models/${id}/deletion`, { form: { confirm: 'a-1' } })).headers.get('Location')).toBe(
      '/admin/models?removed=1',
    )
    expect((await admin(`/admin/models/${id}`)).status).toBe(404)
  })

  it('is nobody else’s', async () => {
    const lin = await test.as('lin')
    expect([(await lin(`/admin/models/${id}`)).status, (await lin('/admin/models')).status]).toEqual([403, 403])
    expect((await admin('/admin/models/of-nobody')).status).toBe(404)
  })
})

describe('the page of models', () => {
  it('shows what each costs now, and until when', async () => {
    test.clock.now = Date.parse('2026-12-07T02:30:00Z')
    admin = await test.as(ADMIN.username)
    await save({ ...PEAK, alias: 'before' })
    const peak = await (await admin('/admin/models')).text()
    expect(peak).toContain('CNY 2.00 · 2.00 · 8.00')
    expect(peak).toContain('Window until 04:00')
    test.clock.now = Date.parse('2026-12-07T04:00:00Z')
    expect(await (await admin('/admin/models')).text()).toContain('CNY 1.00 · 0.02 · 4.000001')
  })

  it('puts them in order and switches them off and on, by forms alone', async () => {
    await admin('/api/admin/models', { json: { upstream_id: 'b-1' } })
    const move = (modelId: string, where: string) => admin(`/admin/models/${modelId}/position`, { form: { move: where } })
    expect((await move(id, 'up')).status).toBe(303)
    expect(await order()).toEqual(['a-1', 'fake', 'b-1'])
    await move(id, 'up')
    await move(id, 'down')
    await move(id, 'down')
    await move(id, 'down')
    expect(await order()).toEqual(['fake', 'b-1', 'a-1'])
    expect((await move(id, 'sideways')).status).toBe(400)
    await admin(`/admin/models/${id}/state`, { form: { enabled: 'false' } })
    expect(await get()).toMatchObject({ enabled: false })
    await admin(`/admin/models/${id}/state`, { form: { enabled: 'true' } })
    expect(await get()).toMatchObject({ enabled: true })
  })
})

describe('the page for new models', () => {
  const keyId = async () => ((await (await admin('/api/admin/keys')).json()) as { keys: { id: string }[] }).keys[0]!.id
  const add = (fields: [string, string][]) =>
    admin('/admin/models', {
      body: new URLSearchParams(fields).toString(),
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    })

  it('lists what a server has, and adds what is ticked', async () => {
    test.upstream.list(['fake', 'x-1', 'x-2', 'x-3'])
    const page = await (await admin('/admin/models/new', { form: { key_id: await keyId() } })).text()
    expect([...page.matchAll(/name="upstream_id" value="([^"]+)"/g)].map(([, name]) => name)).toEqual(['x-1', 'x-2', 'x-3'])
    expect(page).toContain('Gone')
    const both: [string, string][] = [
      ['provider', 'deepseek'],
      ['key_id', await keyId()],
      ['upstream_id', 'x-1'],
      ['upstream_id', 'x-3'],
    ]
    expect((await add(both)).headers.get('Location')).toBe('/admin/models?added=2')
    expect(await order()).toEqual(['fake', 'a-1', 'x-1', 'x-3'])
    expect((await add(both)).headers.get('Location')).toBe('/admin/models')
    const none = await add(both.slice(0, 2))
    expect([none.status, (await none.text()).includes('Choose at least one')]).toEqual([400, true])
  })

  it('adds one by hand, and says at the field what is wrong with it', async () => {
    const form = { by_hand: '1', upstream_id: 'h-1', provider: 'deepseek', name: '' }
    const { id: made } = (await list()).find((model) => model.upstream_id === 'h-1') ?? { id: null }
    expect(made).toBeNull()
    expect((await admin('/admin/models', { form })).headers.get('Location')).toMatch(/^\/admin\/models\/[0-9a-f-]{36}$/)
    const taken = await admin('/admin/models', { form })
    const html = await taken.text()
    expect([taken.status, html.includes('id="upstream_id-e"'), html.includes('value="h-1"')]).toEqual([409, true, true])
  })

  it('says why a server does not list anything', async () => {
    test.upstream.list([''])
    const answer = await admin('/admin/models/new', { form: { key_id: await keyId() } })
    expect([answer.status, (await answer.text()).includes('something unreadable')]).toEqual([502, true])
    test.upstream.list(['fake'])
  })
})
