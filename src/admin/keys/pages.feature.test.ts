import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ADMIN, makeApp, type Send, type TestApp } from '../../test/makeApp.ts'

let test: TestApp
let admin: Send

const PARTIAL = { headers: { 'HX-Request': 'true' } }

beforeEach(async () => {
  test = await makeApp()
  admin = await test.as(ADMIN.username)
  test.upstream.script({ content: ['OK'] })
})
afterEach(() => test.close())

const page = async (path = '/admin/keys'): Promise<string> => (await admin(path)).text()
const rows = () => test.db.db.select().from(test.db.t.apiKeys).orderBy(test.db.t.apiKeys.id)
const change = (set: object) => test.db.db.update(test.db.t.apiKeys).set({ ...set, updatedAt: new Date(test.clock.now + 1) })
const first = async (): Promise<string> => (await rows())[0]?.id ?? ''

describe('the pool', () => {
  it('shows a key with its end alone, and what it does', async () => {
    const html = await page()
    expect(html).toContain('DEEPSEEK_API_KEY')
    expect(html).toContain('…0001')
    expect(html).not.toContain('sk-test-key')
    expect(html).toContain('not tested')
    expect(html).not.toContain('class="notice"')
  })

  it('says in red that no key works, in yellow that some do not, with the reason and until when', async () => {
    await change({ status: 'set_aside', reason: 'upstream_no_credit', until: new Date(test.clock.now + 600_000) })
    const dead = await page()
    expect(dead).toMatch(/data-tone="danger" role="status">.*No key works/)
    expect(dead).toMatch(/no credit left. Top it up.*tried again after \d\d:\d\d/)
    await test.upstreams.connect({
      baseUrl: test.upstream.url,
      apiKey: 'sk-other-0002',
      label: 'Other',
      provider: 'deepseek',
      allowPrivate: true,
    })
    const some = await page()
    expect(some).toMatch(/data-tone="warning" role="status">.*One key is set aside.*Questions go to “Other”/)
    await change({ status: 'cooling', reason: 'upstream_busy', until: new Date(test.clock.now + 41_000) })
    expect(await page()).toMatch(/2 keys are resting.*Questions wait/)
    expect(await page()).toContain('41 s left')
    test.clock.now += 41_000
    expect(await page()).not.toContain('class="notice"')
  })

  it('brings itself up to date without the rest of the page', async () => {
    const html = await page()
    expect(html).toMatch(/id="keys-now"[^>]*hx-get="\/admin\/keys" hx-trigger="every 5s"/)
    await change({ status: 'set_aside', reason: 'upstream_key_refused', until: null })
    const part = await (await admin('/admin/keys', PARTIAL)).text()
    expect(part).toMatch(/^<div id="keys-now"/)
    expect(part).toContain('No key works')
  })

  it('says so where there is none', async () => {
    await test.db.db.delete(test.db.t.apiKeys)
    expect(await page()).toContain('No keys yet')
  })
})

describe('a test', () => {
  it('shows its result in the table, in place or after a reload', async () => {
    const id = await first()
    const part = await admin(`/admin/keys/${id}/test`, { form: {}, ...PARTIAL })
    expect(await part.text()).toMatch(/^<div id="keys-now".*Passed/s)
    test.upstream.script({ fault: '401' })
    const whole = await admin(`/admin/keys/${id}/test`, { form: {} })
    expect([whole.status, whole.headers.get('Location')]).toEqual([303, '/admin/keys'])
    expect(await page()).toMatch(/Failed <time>\d\d:\d\d<\/time><small>key refused/)
  })

  it('shows it on the page of the key, in words', async () => {
    const id = await first()
    test.upstream.script({ fault: '402', message: 'Insufficient Balance' })
    const part = await admin(`/admin/keys/${id}/test`, { form: { from: 'key' }, ...PARTIAL })
    expect(await part.text()).toMatch(
      /^<div class="stack narrow" id="key-test">.*The key does not work.*Top it up.*The server says: “Insufficient Balance”/s,
    )
    test.upstream.script({ content: ['OK'] })
    const whole = await admin(`/admin/keys/${id}/test`, { form: { from: 'key' } })
    expect(whole.headers.get('Location')).toBe(`/admin/keys/${id}`)
    expect(await page(`/admin/keys/${id}`)).toMatch(/The key works.*fake answered after/s)
  })

  it('is of all keys that are switched on at once', async () => {
    await test.upstreams.connect({ baseUrl: test.upstream.url, apiKey: 'sk-2', label: 'two', provider: 'deepseek', allowPrivate: true })
    await test.upstreams.connect({
      baseUrl: test.upstream.url,
      apiKey: 'sk-3',
      label: 'off',
      provider: 'deepseek',
      allowPrivate: true,
      enabled: false,
    })
    expect((await admin('/admin/keys/test', { form: {} })).status).toBe(303)
    expect((await rows()).map(({ tested }) => tested?.reason)).toEqual([null, null, undefined])
    expect(test.upstream.calls).toHaveLength(2)
  })
})

describe('the form of a key', () => {
  const form = (more: Record<string, string> = {}) => ({
    label: 'Mine',
    base_url: test.upstream.url,
    api_key: 'sk-typed-0003',
    provider: '',
    models: 'fake\r\n',
    priority: '2',
    weight: '3',
    max_concurrency: '4',
    rpm: '',
    proxy: '',
    headers: 'X-Org: acme\r\n',
    allow_private: 'on',
    ...more,
  })

  it('adds a key, and tests it at once', async () => {
    const answer = await admin('/admin/keys', { form: form() })
    const [, made] = await rows()
    expect([answer.status, answer.headers.get('Location')]).toEqual([303, `/admin/keys/${made?.id}?saved=1`])
    expect(made).toMatchObject({ label: 'Mine', models: ['fake'], priority: 2, weight: 3, maxConcurrency: 4, rpm: null, status: 'ok' })
    expect(test.upstream.calls.at(-1)?.headers).toMatchObject({ 'x-org': 'acme', authorization: 'Bearer sk-typed-0003' })
    const html = await page(`/admin/keys/${made?.id}`)
    expect(html).toContain('>X-Org:</textarea>')
    expect(html).not.toMatch(/acme|sk-typed/)
  })

  it('takes numbers with their digits grouped', async () => {
    await admin('/admin/keys', { form: form({ priority: '-1 000', weight: ' 1,000 ', max_concurrency: '1’000', rpm: '60_000' }) })
    expect((await rows())[1]).toMatchObject({ priority: -1_000, weight: 1_000, maxConcurrency: 1_000, rpm: 60_000 })
  })

  it.each<[string, string, string]>([
    ['base_url', 'http://me@example.com', 'without a name, password'],
    ['base_url', 'http://169.254.169.254', 'allow private addresses'],
    ['rpm', 'many', 'no number'],
    ['weight', '0', 'no number'],
    ['headers', 'no colon', 'Name: value'],
    ['headers', 'X-A: 1\nX-A: 2', 'Name: value'],
    ['headers', 'Host: evil', 'Name: value'],
    ['proxy', 'ftp://p', 'no address of a proxy'],
  ])('says at %s what is wrong with %j, and keeps what was typed', async (field, typed, words) => {
    const { allow_private: _, ...strict } = form({ label: 'Kept', [field]: typed })
    const answer = await admin('/admin/keys', { form: strict })
    const html = await answer.text()
    expect(answer.status).toBe(400)
    expect(html).toMatch(new RegExp(`id="${field}-e">.*${words}`, 's'))
    expect(html).toContain('value="Kept"')
    expect(await rows()).toHaveLength(1)
  })

  it('changes a key; a key and a proxy that are left empty stay, unless they are to go', async () => {
    const id = await first()
    const saved = await admin(`/admin/keys/${id}`, { form: form({ api_key: '', enabled: 'on', provider: 'deepseek' }) })
    expect(saved.headers.get('Location')).toBe(`/admin/keys/${id}?saved=1`)
    expect((await rows())[0]).toMatchObject({ label: 'Mine', last4: '0001', enabled: true })
    await admin(`/admin/keys/${id}`, { form: form({ api_key: '', provider: 'deepseek', without_key: 'on', headers: '' }) })
    expect((await rows())[0]).toMatchObject({ last4: '', secret: null, headers: null, enabled: false })
  })

  it('leaves what is known of a key alone where it is reached as before', async () => {
    const id = await first()
    await admin(`/admin/keys/${id}`, { form: form({ api_key: '', enabled: 'on', provider: 'deepseek' }) })
    test.upstream.script({ fault: '401' })
    await admin(`/admin/keys/${id}/test`, { form: {} })
    const again = form({ api_key: '', enabled: 'on', provider: 'deepseek', weight: '9', headers: 'x-org:' })
    await admin(`/admin/keys/${id}`, { form: again })
    expect((await rows())[0]).toMatchObject({ weight: 9, status: 'set_aside', tested: { reason: 'key_refused' } })
    await admin(`/admin/keys/${id}`, { form: { ...again, headers: 'x-org: other' } })
    expect((await rows())[0]).toMatchObject({ status: 'untested', tested: null })
  })

  it('is filled for DeepSeek, for a local Ollama, or for nobody', async () => {
    expect(await page('/admin/keys/new')).toContain('value="https://api.deepseek.com"')
    expect(await page('/admin/keys/new?preset=ollama')).toMatch(
      /value="http:\/\/127.0.0.1:11434\/v1".*name="allow_private" value="on" checked/s,
    )
    expect(await page('/admin/keys/new?preset=other')).toMatch(/id="base_url"[^>]*>/)
    expect((await admin('/admin/keys/new?preset=nobody')).status).toBe(200)
  })
})

describe('a key', () => {
  it('is switched off and on from the table', async () => {
    const id = await first()
    await admin(`/admin/keys/${id}/state`, { form: { enabled: 'false' } })
    expect((await rows())[0]).toMatchObject({ enabled: false })
    expect(await page()).toMatch(/switched off.*Enable/s)
    await admin(`/admin/keys/${id}/state`, { form: { enabled: 'true' } })
    expect((await rows())[0]).toMatchObject({ enabled: true })
  })

  it('is deleted by who types its name', async () => {
    const id = await first()
    const refused = await admin(`/admin/keys/${id}/deletion`, { form: { confirm: 'wrong' } })
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('That is not the name')])
    const answer = await admin(`/admin/keys/${id}/deletion`, { form: { confirm: 'DEEPSEEK_API_KEY' } })
    expect([answer.status, answer.headers.get('Location')]).toEqual([303, '/admin/keys'])
    expect(await rows()).toEqual([])
    expect((await admin(`/admin/keys/${id}`)).status).toBe(404)
  })
})
