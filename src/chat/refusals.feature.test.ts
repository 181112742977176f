import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contentOf, readTurn } from '../test/frames.ts'
import { makeApp, type Send, type TestApp } from '../test/makeApp.ts'

type ErrorBody = { error: { code: string; message: string; field?: string; request_id: string } }
const errorOf = async (response: Response) => ((await response.json()) as ErrorBody).error

describe('what cannot be asked', () => {
  let test: TestApp
  let alice: Send
  beforeAll(async () => {
    test = await makeApp()
    alice = await test.as('alice')
  })
  afterAll(() => test.close())

  const bodies: [string, unknown, number][] = [
    ['nothing', {}, 400],
    ['an empty message', { message: '' }, 400],
    ['spaces', { message: ' \n\t ' }, 400],
    ['a number', { message: 5 }, 400],
    ['an array', { message: ['a'] }, 400],
    ['null', { message: null }, 400],
    ['a NUL byte', { message: 'a\0b' }, 400],
    ['half an emoji', { message: '\ud83d' }, 400],
    ['100,001 characters', { message: 'a'.repeat(100_001) }, 400],
    ['a conversation that is no id', { message: 'a', session_id: '1 or 1=1' }, 400],
    ['a reasoning switch that is a text', { message: 'a', reasoning: 'maybe?' }, 400],
    ['a reasoning switch that is a list', { message: 'a', reasoning: [] }, 400],
    ['a model that is not there', { message: 'a', model: 'gpt-99' }, 400],
    ['a client id of 129 characters', { message: 'a', client_id: 'x'.repeat(129) }, 400],
    ['a file', { message: 'a', file_ids: ['f'] }, 415],
    ['a conversation that is not there', { message: 'a', session_id: '01a20000-0000-7000-8000-000000000000' }, 404],
    ['a parent that is not there', { message: 'a', parent_id: '01a20000-0000-7000-8000-000000000000' }, 404],
  ]

  it.each(bodies)('%s is answered in words, and nothing is stored', async (_name, body, status) => {
    const before = await test.db.db.$count(test.db.t.messages)
    const response = await alice('/api/chat', { json: body })
    expect(response.status).toBe(status)
    const error = await errorOf(response)
    expect(error.message.length).toBeGreaterThan(10)
    expect(error.request_id).not.toBe('')
    expect(await test.db.db.$count(test.db.t.messages)).toBe(before)
  })

  it('is broken JSON, another content type, broken UTF-8 or 20,000 levels', async () => {
    const cookie = (await cookieOf(test)) ?? ''
    const post = (body: BodyInit, type: string) =>
      test.app.request('/api/chat', { method: 'POST', body, headers: { 'Content-Type': type, Cookie: cookie } })
    for (const [body, type] of [
      ['{"message":', 'application/json'],
      ['"text"', 'application/json'],
      ['[]', 'application/json'],
      [new Uint8Array([0x7b, 0xff, 0xfe]), 'application/json'],
      ['message=%ff%fe', 'application/x-www-form-urlencoded'],
      [`{"message":${'['.repeat(20_000)}${']'.repeat(20_000)}}`, 'application/json'],
      ['--x\r\nContent-Disposition: form-data; name="mess', 'multipart/form-data; boundary=x'],
    ] as [BodyInit, string][]) {
      const response = await post(body, type)
      expect([type, response.status]).toEqual([type, 400])
    }
    for (const type of ['text/plain', 'application/xml', '']) expect((await post('message=a', type)).status).toBe(415)
  })

  it('is said in the language of the reader', async () => {
    const response = await alice('/api/chat', { json: {}, headers: { 'Accept-Language': 'zh-CN' } })
    expect((await errorOf(response)).message).toMatch(/[\u4e00-\u9fff]/)
  })

  it('is anything at all from nobody', async () => {
    for (const [method, path] of [
      ['POST', '/api/chat'],
      ['GET', '/api/sessions'],
      ['GET', '/api/models'],
      ['GET', '/api/nothing'],
      ['POST', '/messages/01a20000-0000-7000-8000-000000000000/stop'],
      ['POST', '/chat'],
    ] as const) {
      expect([path, (await test.send(path, { method, ...(method === 'POST' ? { form: { message: 'hi' } } : {}) })).status]).toEqual([
        path,
        401,
      ])
    }
    const page = await test.send('/chat', { accept: 'text/html' })
    expect([page.status, page.headers.get('Location')]).toEqual([303, '/login?next=%2Fchat'])
  })

  it('is a request of another site', async () => {
    for (const headers of [
      { Origin: 'https://evil.example' },
      { Origin: 'null' },
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
    ]) {
      const response = await alice('/api/chat', { json: { message: 'forged' }, headers: headers as Record<string, string> })
      expect([headers, response.status]).toEqual([headers, 403])
    }
  })
})

async function cookieOf(test: TestApp): Promise<string | undefined> {
  const response = await test.send('/login', { form: { username: 'alice', password: 'alice has a long password' } })
  return response.headers.getSetCookie()[0]?.split(';')[0]
}

describe('five turns a minute', () => {
  let test: TestApp
  beforeAll(async () => {
    test = await makeApp({ env: { RATE_LIMITS: '5/1m' } })
    test.upstream.script({ content: ['ok'] })
  })
  afterAll(() => test.close())

  it('let five of a hundred through, and tell the others when to come back', async () => {
    const alice = await test.as('alice')
    const responses = await Promise.all(
      Array.from({ length: 100 }, () => alice('/api/chat', { json: { message: 'hi' }, accept: 'application/json' })),
    )
    const statuses = responses.map(({ status }) => status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(5)
    expect(statuses.filter((status) => status === 429)).toHaveLength(95)
    expect(test.upstream.calls).toHaveLength(5)
    const refused = responses.find(({ status }) => status === 429)
    expect(Number(refused?.headers.get('Retry-After'))).toBeGreaterThanOrEqual(1)
    expect(Number(refused?.headers.get('Retry-After'))).toBeLessThanOrEqual(60)
  })

  it('slide: never more than five in any sixty seconds', async () => {
    const bob = await test.as('bob')
    const ask = async (n: number) =>
      Promise.all(
        Array.from({ length: n }, async () => (await bob('/api/chat', { json: { message: 'hi' }, accept: 'application/json' })).status),
      )
    const start = test.clock.now
    expect(await ask(1)).toEqual([200])
    test.clock.now = start + 59_000
    expect((await ask(4)).filter((status) => status === 200)).toHaveLength(4)
    test.clock.now = start + 61_000
    expect((await ask(5)).filter((status) => status === 200)).toHaveLength(1)
  })

  it('are counted for each user alone, and keep the text of who is refused', async () => {
    const carol = await test.as('carol')
    for (let n = 0; n < 5; n++) await carol('/api/chat', { json: { message: 'hi' }, accept: 'text/plain' })
    const page = await carol('/chat', { form: { message: 'my long <text>' } })
    expect(page.status).toBe(429)
    expect(await page.text()).toContain('my long &lt;text&gt;')
    const fragment = await carol('/chat', { form: { message: 'my text' }, headers: { 'HX-Request': 'true' } })
    expect(fragment.status).toBe(429)
    expect(await fragment.text()).toContain('data-countdown=')
  })
})

describe('several limits at once', () => {
  let test: TestApp
  beforeAll(async () => {
    test = await makeApp({ env: { RATE_LIMITS: '2/1m,3/1h' } })
    test.upstream.script({ content: ['ok'] })
  })
  afterAll(() => test.close())

  const told = ({ status, headers }: Response) => [
    status,
    ...['Limit', 'Remaining', 'Reset', 'Policy'].map((name) => headers.get(`RateLimit-${name}`)),
    headers.get('Retry-After'),
  ]

  it('are all told with every answer, and the one that is nearest to its end decides', async () => {
    const dave = await test.as('dave')
    const ask = async (accept = 'application/json') => {
      const response = await dave('/api/chat', { json: { message: 'hi' }, accept })
      await response.text()
      return told(response)
    }
    const policy = '2;w=60, 3;w=3600'
    expect(await ask()).toEqual([200, '2', '1', '60', policy, null])
    expect(await ask()).toEqual([200, '2', '0', '60', policy, null])
    test.clock.now += 20_000
    expect(await ask('text/event-stream')).toEqual([429, '2', '0', '40', policy, '40'])
    test.clock.now += 40_000
    expect(await ask()).toEqual([200, '3', '0', '3600', policy, null])
    test.clock.now += 60_000
    expect(await ask()).toEqual([429, '3', '0', '3480', policy, '3480'])
    const page = await dave('/chat', { form: { message: 'on the page' } })
    expect(told(page)).toEqual([429, '3', '0', '3480', policy, '3480'])
  })

  it('are those of the user, from wherever he seems to come', async () => {
    const erin = await test.as('erin')
    const names = ['X-Forwarded-For', 'X-Real-IP', 'Forwarded', 'CF-Connecting-IP', 'True-Client-IP', 'X-Client-IP', 'X-Cluster-Client-IP']
    const statuses: number[] = []
    for (let n = 0; n < 15; n++) {
      const headers = Object.fromEntries(names.map((name) => [name, name === 'Forwarded' ? `for=203.0.113.${n}` : `203.0.113.${n}`]))
      statuses.push((await erin('/api/chat', { json: { message: 'hi' }, accept: 'application/json', headers })).status)
    }
    expect(statuses.filter((status) => status === 200)).toHaveLength(2)
  })
})

describe('without a key', () => {
  let test: TestApp
  beforeAll(async () => void (test = await makeApp({ withUpstream: false })))
  afterAll(() => test.close())

  it('the demo model answers, and is off as soon as there is a key', async () => {
    const admin = await test.as('admin')
    const models = async () => ((await (await admin('/api/models')).json()) as { models: { id: string }[] }).models.map(({ id }) => id)
    expect(await models()).toEqual(['demo'])
    await test.upstreams.connect({ baseUrl: test.upstream.url, apiKey: 'sk-1', label: 'one', provider: 'one', allowPrivate: true })
    expect(await models()).not.toContain('demo')
    test.upstream.script({ content: ['real'] })
    expect(contentOf(await readTurn(await admin('/api/chat', { json: { message: 'hi' } })))).toBe('real')
    expect(test.upstream.calls[0]?.key).toBe('sk-1')
  })
})
