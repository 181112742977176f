import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../ids.ts'
import { dump } from '../../test/dump.ts'
import { ADMIN, makeApp, type Send, type TestApp } from '../../test/makeApp.ts'

type Key = Record<string, unknown> & { id: string }

let test: TestApp
let admin: Send
/** where names lead, by name */
const names = new Map<string, string>()

const SECRET = 'sk-another-secret-9876'
const PROXY = 'http://me:planted-of-a-proxy@proxy.test:3128'
const HEADER = 'planted-value-of-a-header'

const post = (json: object) => admin('/api/admin/keys', { json })
const patch = (id: string, json: object) => admin(`/api/admin/keys/${id}`, { method: 'PATCH', json })
const read = async (id: string): Promise<Key> => (await (await admin(`/api/admin/keys/${id}`)).json()) as Key
const add = async (more: object = {}): Promise<Key> => {
  const answer = await post({ label: 'Second', base_url: test.upstream.url, allow_private: true, provider: 'other', ...more })
  expect(answer.status).toBe(201)
  return (await answer.json()) as Key
}
const auditRows = () => test.db.db.select().from(test.db.t.auditLog).orderBy(test.db.t.auditLog.id)
const faultOf = async (answer: Response) => [answer.status, ((await answer.json()) as { error: { field?: string } }).error.field]

beforeAll(async () => {
  test = await makeApp({
    lookup(name, _options, answer) {
      const address = names.get(name)
      if (address === undefined) return answer(Object.assign(new Error('unknown'), { code: 'ENOTFOUND' }), '')
      answer(null, [{ address, family: 4 }])
    },
  })
})
beforeEach(async () => {
  admin = await test.as(ADMIN.username)
  test.upstream.script({ content: ['ok'] })
})
afterAll(() => test.close())

describe('a new key', () => {
  it('is there with all that was said, but never what is secret, and its models with it', async () => {
    const fields = { models: ['fake'], weight: 3, priority: -1, max_concurrency: 4, rpm: 60, enabled: true }
    const key = await add({ ...fields, provider: 'other', api_key: SECRET, proxy: PROXY, headers: { 'X-Org': HEADER } })
    expect(key).toMatchObject({ ...fields, label: 'Second', provider: 'other', base_url: test.upstream.url, allow_private: true })
    expect(key).toMatchObject({ last4: '9876', has_proxy: true, header_names: ['X-Org'], status: 'untested', running: 0, tested: null })
    const models = await test.db.db.select().from(test.db.t.models)
    expect(models.filter(({ provider }) => provider === 'other').map(({ upstreamId }) => upstreamId)).toEqual(['fake'])
    const list = await (await admin('/api/admin/keys')).text()
    const everywhere = [JSON.stringify(key), list, ...Object.values(await dump(test.db)), ...test.lines]
    for (const secret of [SECRET, 'planted-of-a-proxy', HEADER]) expect(everywhere.filter((text) => text.includes(secret))).toEqual([])
    expect((await auditRows()).at(-1)).toMatchObject({
      action: 'key.create',
      target: 'Second',
      actorName: ADMIN.username,
      after: { key: '…9876', proxy: '[proxy]', headers: ['X-Org'], priority: -1 },
    })
    await admin(`/api/admin/keys/${key.id}`, { method: 'DELETE' })
  })

  it('of DeepSeek is DeepSeek’s, by whichever of its addresses', async () => {
    const answer = await post({ label: 'By /v1', base_url: 'https://api.deepseek.com/v1', api_key: SECRET })
    const { id, provider } = (await answer.json()) as Key
    expect([answer.status, provider]).toEqual([201, 'deepseek'])
    await admin(`/api/admin/keys/${id}`, { method: 'DELETE' })
  })

  it('needs no more than a name and an address', async () => {
    const answer = await post({ label: 'Local', base_url: `${test.upstream.url}/`, allow_private: true })
    const key = (await answer.json()) as Key
    expect(key).toMatchObject({ provider: new URL(test.upstream.url).host, base_url: test.upstream.url, last4: '', weight: 1, rpm: null })
    await admin(`/api/admin/keys/${key.id}`, { method: 'DELETE' })
  })

  it.each<[string, object]>([
    ['label', { label: ' ' }],
    ['base_url', { base_url: '' }],
    ['base_url', { base_url: 'ftp://example.com' }],
    ['base_url', { base_url: 'file:///etc/passwd' }],
    ['base_url', { base_url: 'http://me:pw@example.com/v1' }],
    ['base_url', { base_url: 'http://example.com/v1?key=1' }],
    ['base_url', { base_url: 'http://example.com/v1#a' }],
    ['base_url', { base_url: 'http://exa mple.com' }],
    ['api_key', { api_key: 'sk-with a space' }],
    ['api_key', { api_key: 'sk-\r\nHost: evil' }],
    ['provider', { provider: '<b>' }],
    ['models', { models: [''] }],
    ['weight', { weight: 0 }],
    ['weight', { weight: 1.5 }],
    ['priority', { priority: 'first' }],
    ['max_concurrency', { max_concurrency: 0 }],
    ['rpm', { rpm: -1 }],
    ['enabled', { enabled: 'yes' }],
    ['proxy', { proxy: 'socks5://proxy.test' }],
    ['proxy', { proxy: 'http://proxy.test/path' }],
    ['headers', { headers: { Authorization: 'Bearer x' } }],
    ['headers', { headers: { host: 'evil.test' } }],
    ['headers', { headers: { 'Content-Length': '1' } }],
    ['headers', { headers: { 'X-A': 'a\r\nHost: evil' } }],
    ['headers', { headers: { 'X A': 'a' } }],
    ['headers', { headers: { 'X-A': 'a', 'x-a': 'b' } }],
    ['headers', { headers: 'X-A: a' }],
  ])('is refused by its field %s: %j', async (field, wrong) => {
    const good = { label: 'L', base_url: test.upstream.url, allow_private: true }
    expect(await faultOf(await post({ ...good, ...wrong }))).toEqual([400, field])
  })

  it.each([
    'http://169.254.169.254/latest/meta-data',
    'http://127.0.0.1:11434/v1',
    'http://2852039166/',
    'http://0xa9fea9fe/',
    'http://0251.0376.0251.0376/',
    'http://127.1/v1',
    'http://0.0.0.0/v1',
    'http://10.0.0.1/v1',
    'http://[::1]/v1',
    'http://[::]/v1',
    'http://[::ffff:169.254.169.254]/v1',
    'http://[::ffff:7f00:1]/v1',
    'http://[64:ff9b::a9fe:a9fe]/v1',
    'http://[fd00:ec2::254]/v1',
    'http://[fe80::1]/v1',
    'http://224.0.0.1/v1',
    'http://inner.test/v1',
  ])('at %s is refused without the right to private addresses', async (base_url) => {
    names.set('inner.test', '10.0.0.7')
    const answer = await post({ label: 'L', base_url, api_key: SECRET })
    expect(await faultOf(answer)).toEqual([400, 'base_url'])
    expect(await faultOf(await patch(newId(), { base_url }))).toEqual([404, undefined])
  })

  it('may have a proxy, which is what may not be private then', async () => {
    names.set('proxy.test', '10.0.0.8')
    const key = { label: 'L', base_url: 'http://inner.test/v1', models: ['m'] }
    expect(await faultOf(await post({ ...key, proxy: 'http://127.0.0.1:3128' }))).toEqual([400, 'proxy'])
    expect(await faultOf(await post({ ...key, proxy: 'http://proxy.test:3128' }))).toEqual([400, 'proxy'])
    expect(await faultOf(await post({ ...key, base_url: 'http://127.0.0.1/v1', proxy: 'http://proxy.test:3128' }))).toEqual([
      400,
      'base_url',
    ])
  })

  it('whose name leads inside later is not connected to, and set aside with the reason', async () => {
    const { id } = await add({
      base_url: `http://moving.test:${test.upstream.port}/v1`,
      allow_private: false,
      models: ['fake'],
      provider: 'moving',
    })
    names.set('moving.test', '127.0.0.1')
    const before = test.upstream.calls.length
    const answer = await admin(`/api/admin/keys/${id}/test`, { method: 'POST' })
    expect(await answer.json()).toMatchObject({ ok: false, reason: 'address_private', key: { status: 'set_aside' } })
    expect(test.upstream.calls).toHaveLength(before)
    await admin(`/api/admin/keys/${id}`, { method: 'DELETE' })
  })
})

describe('a key', () => {
  it('is changed where it is said, and only there', async () => {
    const key = await add({ api_key: SECRET, proxy: PROXY, headers: { 'X-Org': HEADER, 'X-Old': 'old value' } })
    const { id } = key
    const changed = (await (await patch(id, { label: 'Renamed', weight: 7, api_key: '', proxy: '' })).json()) as Key
    expect(changed).toEqual({ ...key, label: 'Renamed', weight: 7 })
    const other = (await (await patch(id, { headers: { 'x-org': '', 'X-New': 'new value' }, proxy: null })).json()) as Key
    expect(other).toMatchObject({ header_names: ['x-org', 'X-New'], has_proxy: false, last4: '9876' })
    await (await admin(`/api/admin/keys/${id}/test`, { method: 'POST' })).text()
    expect(test.upstream.calls.at(-1)?.headers).toMatchObject({ 'x-org': HEADER, 'x-new': 'new value', authorization: `Bearer ${SECRET}` })
    expect(test.upstream.calls.at(-1)?.headers).not.toHaveProperty('x-old')
    expect(await read(id)).toMatchObject({ status: 'ok' })
    const without = (await (await patch(id, { api_key: null, headers: null })).json()) as Key
    expect(without).toMatchObject({ last4: '', header_names: [], status: 'untested', tested: null })
    const rows = (await auditRows()).filter(({ action }) => action === 'key.change')
    expect(rows.at(-1)).toMatchObject({ target: 'Renamed', before: { key: '…9876' }, after: { key: null } })
    expect(JSON.stringify(rows)).not.toMatch(new RegExp(`${SECRET}|${HEADER}|planted-of-a-proxy`))
    await admin(`/api/admin/keys/${id}`, { method: 'DELETE' })
  })

  it('is not taken to another server: whoever changes the address gives the key and the headers anew', async () => {
    const { id } = await add({ api_key: SECRET, headers: { 'X-Org': HEADER } })
    const elsewhere = { base_url: test.upstream.url.replace('127.0.0.1', 'localhost') }
    expect(await faultOf(await patch(id, elsewhere))).toEqual([400, 'api_key'])
    expect(await faultOf(await patch(id, { ...elsewhere, api_key: '' }))).toEqual([400, 'api_key'])
    expect(await faultOf(await patch(id, { ...elsewhere, api_key: 'sk-for-there-0001' }))).toEqual([400, 'headers'])
    expect(await faultOf(await patch(id, { ...elsewhere, api_key: null, headers: { 'X-Org': '' } }))).toEqual([400, 'headers'])
    expect(await read(id)).toMatchObject({ base_url: test.upstream.url, last4: '9876' })
    expect((await patch(id, { base_url: `${test.upstream.url}/` })).status).toBe(200)
    expect((await patch(id, { ...elsewhere, api_key: 'sk-for-there-0001', headers: { 'X-Org': 'of there' } })).status).toBe(200)
    expect((await patch(id, { base_url: test.upstream.url, api_key: null, headers: null })).status).toBe(200)
    expect((await patch(id, elsewhere)).status).toBe(200)
    await admin(`/api/admin/keys/${id}`, { method: 'DELETE' })
  })

  it('may not lose the right to where it leads', async () => {
    const { id } = await add()
    expect(await faultOf(await patch(id, { allow_private: false }))).toEqual([400, 'base_url'])
    expect(await faultOf(await patch(id, { base_url: 'http://user@example.com' }))).toEqual([400, 'base_url'])
    expect(await read(id)).toMatchObject({ allow_private: true, base_url: test.upstream.url })
    await admin(`/api/admin/keys/${id}`, { method: 'DELETE' })
  })

  it('is deleted, and keeps its name in the records', async () => {
    const { id } = await add({ api_key: SECRET, label: 'To go', priority: -5, provider: 'gone' })
    await (await admin(`/api/admin/keys/${id}/test`, { method: 'POST' })).text()
    const answer = await admin(`/api/admin/keys/${id}`, { method: 'DELETE' })
    expect([answer.status, await answer.json()]).toEqual([200, { success: true }])
    expect((await admin(`/api/admin/keys/${id}`)).status).toBe(404)
    expect((await admin(`/api/admin/keys/${id}`, { method: 'DELETE' })).status).toBe(404)
    const { db, t } = test.db
    const used = (await db.select().from(t.tokenUsage)).filter((row) => row.keyId === id)
    const logged = (await db.select().from(t.proxyLogs)).filter((row) => row.keyId === id)
    expect([used, logged].map((rows) => rows.map(({ keyLabel }) => keyLabel))).toEqual([['To go'], ['To go']])
    expect((await auditRows()).at(-1)).toMatchObject({ action: 'key.delete', target: 'To go', before: { key: '…9876' }, after: null })
  })

  it('is the business of administrators', async () => {
    const lin = await test.as('lin')
    const { id } = await add()
    const refused = [
      await lin('/api/admin/keys', { json: {} }),
      await lin(`/api/admin/keys/${id}`, { method: 'DELETE' }),
      await lin(`/api/admin/keys/${id}/test`, { method: 'POST' }),
      await lin('/admin/keys'),
      await lin('/admin/keys/test', { form: {} }),
    ]
    expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403])
    expect(await read(id)).toMatchObject({ tested: null })
  })
})
