import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ADMIN, makeApp, type Send, type TestApp } from '../../test/makeApp.ts'
import { type FakeUpstream, type Script, startFakeUpstream } from '../../test/upstream/upstream.ts'

type Key = { id: string; status: string; reason: string | null; tested: object | null; running: number; day: object }
type Tested = { ok: boolean; reason: string | null; message: string | null; latency_ms: number | null; key: Key }

/** given anew where the address is another server's */
const KEY = 'sk-test-key-0001'

let test: TestApp
let admin: Send
let id: string

beforeEach(async () => {
  test = await makeApp()
  admin = await test.as(ADMIN.username)
  id = (await keys())[0]!.id
})
afterEach(() => test.close())

const keys = async (): Promise<Key[]> => ((await (await admin('/api/admin/keys')).json()) as { keys: Key[] }).keys
const tryIt = async (key = id): Promise<Tested> => (await (await admin(`/api/admin/keys/${key}/test`, { method: 'POST' })).json()) as Tested
const patch = (json: object) => admin(`/api/admin/keys/${id}`, { method: 'PATCH', json })

describe('a test of a key', () => {
  it('is a real call of a few tokens, and tells how long it took', async () => {
    test.upstream.script({ content: ['O', 'K'] })
    expect(await tryIt()).toMatchObject({ ok: true, reason: null, message: null, model: 'fake', models: 1, key: { status: 'ok' } })
    expect(test.upstream.calls).toHaveLength(1)
    expect(test.upstream.calls[0]?.body).toMatchObject({ model: 'fake', max_tokens: 8, messages: [{ role: 'user' }] })
    const { tested } = (await keys())[0]!
    expect(tested).toMatchObject({ ok: true, latency_ms: expect.any(Number) })
  })

  it('says nothing of a key that has become another one meanwhile', async () => {
    const asked = test.upstream.nextCall()
    test.upstream.script({ manual: true })
    const trying = tryIt()
    const call = await asked
    await patch({ api_key: 'sk-test-key-0002' })
    await call.send('OK')
    await call.finish()
    await trying
    expect((await keys())[0]).toMatchObject({ status: 'untested', tested: null })
  })

  it('has a usage row of its own and a line of the log, and no user pays for it', async () => {
    test.upstream.script({ content: ['OK'] })
    const { db, t } = test.db
    const price = { currency: 'USD', input: 5_000_000, cached_input: 1_000_000, output: 9_000_000, from: '2020-01-01T00:00:00Z' }
    await db.update(t.models).set({ prices: [price] })
    await tryIt()
    const [row, ...more] = await db.select().from(t.tokenUsage)
    expect(row).toMatchObject({
      userId: null,
      purpose: 'test',
      status: 'complete',
      keyId: id,
      keyLabel: 'DEEPSEEK_API_KEY',
      completionTokens: 1,
      currency: 'USD',
      inputPrice: 5_000_000,
      cachedInputPrice: 1_000_000,
      outputPrice: 9_000_000,
    })
    expect(more).toEqual([])
    expect(await db.select().from(t.proxyLogs)).toMatchObject([{ userId: null, keyId: id, status: 'complete', httpStatus: 200 }])
    expect((await keys())[0]).toMatchObject({ running: 0, day: { requests: 1, failed: 0 } })
  })

  it.each<[string, Script, string, RegExp, string]>([
    ['401', { fault: '401' }, 'key_refused', /refuses the key/, 'set_aside'],
    ['402', { fault: '402' }, 'no_credit', /no credit/, 'set_aside'],
    ['403', { fault: '403', message: 'Not in your country' }, 'key_forbidden', /rights and regions/, 'set_aside'],
    ['404', { fault: '404', message: 'The model `fake` does not exist' }, 'model_unknown', /does not know this model/, 'untested'],
    ['429', { fault: '429' }, 'rate_limited', /no more calls/, 'cooling'],
    ['500', { fault: '500' }, 'overloaded', /overloaded or broken/, 'cooling'],
    ['a redirect', { fault: 'redirect' }, 'redirect', /never followed/, 'untested'],
    ['a web page', { fault: 'html' }, 'unreadable', /base URL/, 'untested'],
    ['a connection that breaks off', { fault: 'reset@0' }, 'broken_off', /broke off/, 'cooling'],
    ['an end without a word', { fault: 'nothing' }, 'unreadable', /base URL/, 'untested'],
  ])('tells what to do about %s, and the pool knows as well', async (_, script, reason, words, status) => {
    test.upstream.script(script)
    const tested = await tryIt()
    expect(tested).toMatchObject({ ok: false, reason, latency_ms: null, key: { status } })
    expect(tested.message).toMatch(words)
    expect(test.upstream.strays.filter((path) => path.includes('trap'))).toEqual([])
    const [row] = await test.db.db.select().from(test.db.t.tokenUsage)
    expect(row).toMatchObject({ purpose: 'test', status: 'failed', totalTokens: 0, cost: 0 })
  })

  it.each<[string, object, string]>([
    ['a name that nobody has', { base_url: 'http://no-such-name.invalid/v1', api_key: KEY }, 'dns'],
    ['a port that nothing listens at', { base_url: 'http://127.0.0.1:1/v1', api_key: KEY }, 'nothing_listens'],
    ['a proxy that is not there', { proxy: 'http://127.0.0.1:1' }, 'proxy'],
  ])('tells what to do about %s', async (_, change, reason) => {
    expect((await patch(change)).status).toBe(200)
    expect(await tryIt()).toMatchObject({ ok: false, reason, key: { status: 'cooling' } })
    expect(test.upstream.calls).toEqual([])
  })

  it('tells what to do where TLS is spoken to a server that has none, and about a wrong path', async () => {
    await patch({ base_url: test.upstream.url.replace('http:', 'https:'), api_key: KEY })
    expect(await tryIt()).toMatchObject({ ok: false, reason: 'tls' })
    await patch({ base_url: test.upstream.url.replace('/v1', '/v2'), api_key: KEY })
    expect(await tryIt()).toMatchObject({ ok: false, reason: 'path_unknown' })
  })

  it('does not wait for ever for a server that says nothing', async () => {
    const impatient = await makeApp({ beside: test, limits: { headersMs: 50 } })
    const send = await impatient.as(ADMIN.username)
    test.upstream.script({ fault: 'noheaders' })
    const answer = await send(`/api/admin/keys/${id}/test`, { method: 'POST' })
    expect(await answer.json()).toMatchObject({ ok: false, reason: 'timeout', key: { status: 'cooling' } })
    await impatient.close()
  })

  it('shows what the server says, without the secrets in it', async () => {
    await patch({ api_key: 'planted-key-0001', headers: { 'X-Org': 'planted-header' } })
    test.upstream.script({ fault: '401', message: 'Bad key planted-key-0001 of planted-header' })
    expect(await tryIt()).toMatchObject({ upstream_message: 'Bad key [key] of [key]' })
    expect(test.lines.join('')).not.toMatch(/planted-(key-0001|header)/)
  })

  it('is not undone by a call that began with the secret before', async () => {
    const alice = await test.as('alice')
    const beside = await makeApp({ beside: test })
    const elsewhere = await beside.as('alice')
    const late = []
    for (const send of [alice, elsewhere]) {
      test.upstream.script({ manual: true })
      const taken = test.upstream.nextCall()
      const answer = send('/api/chat', { json: { message: 'hello' }, accept: 'application/json' })
      late.push({ call: await taken, answer })
    }
    await patch({ api_key: 'sk-repaired-0002' })
    test.upstream.script({ content: ['fine'] })
    for (const { call, answer } of late) {
      test.clock.now = beside.clock.now += 100
      call.refuse(401, { error: { message: 'no such key' } })
      await answer
    }
    expect((await keys())[0]).toMatchObject({ status: expect.stringMatching(/^(ok|untested)$/), reason: null })
    beside.clock.now = test.clock.now += 1_001
    for (const send of [alice, elsewhere])
      expect((await send('/api/chat', { json: { message: 'hello' }, accept: 'application/json' })).status).toBe(200)
    await beside.close()
  })

  it('brings a key back that was set aside, in every process', async () => {
    const alice = await test.as('alice')
    const beside = await makeApp({ beside: test })
    const elsewhere = await beside.as('alice')
    test.upstream.script({ fault: '401' })
    await (await alice('/api/chat', { json: { message: 'hello' } })).text()
    expect((await keys())[0]).toMatchObject({ status: 'set_aside', reason: 'upstream_key_refused' })
    beside.clock.now = test.clock.now += 1_001
    expect((await elsewhere('/api/chat', { json: { message: 'hello' } })).status).toBe(503)
    test.upstream.script({ content: ['fine'] })
    expect(await tryIt()).toMatchObject({ ok: true, key: { status: 'ok', reason: null, until: null } })
    beside.clock.now = test.clock.now += 1_001
    for (const send of [alice, elsewhere]) {
      const answer = await send('/api/chat', { json: { message: 'hello' }, accept: 'application/json' })
      expect([answer.status, await answer.json()]).toMatchObject([200, { content: 'fine' }])
    }
    await beside.close()
  })

  it('passes where all of the few tokens are thoughts that stay with the server', async () => {
    test.upstream.script({ manual: true })
    const testing = tryIt()
    const call = await test.upstream.nextCall()
    await call.data('{"choices":[{"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":8}}')
    await call.data('[DONE]')
    call.end()
    expect(await testing).toMatchObject({ ok: true, key: { status: 'ok' } })
  })

  it('that passes at last brings the models that could not be read before', async () => {
    const wrong = { label: 'Late', base_url: test.upstream.url.replace('/v1', '/v2'), provider: 'late', allow_private: true }
    const made = (await (await admin('/api/admin/keys', { json: wrong })).json()) as Key
    const models = async () => (await test.db.db.select().from(test.db.t.models)).filter(({ provider }) => provider === 'late')
    expect([await tryIt(made.id), await models()]).toMatchObject([{ ok: false, reason: 'path_unknown' }, []])
    await admin(`/api/admin/keys/${made.id}`, { method: 'PATCH', json: { base_url: test.upstream.url } })
    test.upstream.script({ content: ['OK'] })
    for (let n = 0; n < 2; n++) expect(await tryIt(made.id)).toMatchObject({ ok: true, model: 'fake' })
    expect(await models()).toMatchObject([{ upstreamId: 'fake' }])
  })

  it('asks for a model of the key’s own list', async () => {
    await patch({ models: ['mine'] })
    test.upstream.script({ content: ['OK'] })
    expect(await tryIt()).toMatchObject({ ok: true, model: 'mine' })
  })
})

describe('the balance', () => {
  let rich: FakeUpstream
  beforeEach(async () => {
    const purse = { currency: 'CNY', total_balance: '4.35', granted_balance: '0.00', topped_up_balance: '4.35' }
    rich = await startFakeUpstream({ script: { content: ['OK'] }, balance: { is_available: true, balance_infos: [purse] } })
  })
  afterEach(() => rich.stop())

  it('is told where the vendor tells it, to the millionth', async () => {
    await patch({ base_url: rich.url, api_key: KEY })
    expect(await tryIt()).toMatchObject({ ok: true, balance: { currency: 'CNY', micros: 4_350_000 } })
  })

  it('is not asked of other vendors', async () => {
    await patch({ base_url: rich.url, provider: 'other' })
    expect(await tryIt()).toMatchObject({ ok: true, balance: null })
  })
})
