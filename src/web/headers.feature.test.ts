import { createAdaptorServer } from '@hono/node-server'
import { once } from 'node:events'
import { request, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readTurn } from '../test/frames.ts'
import { ADMIN, makeApp, type TestApp } from '../test/makeApp.ts'

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'; object-src 'none'"

let test: TestApp
let server: Server
let cookie: string
let ids: { conversation: string; message: string }

type Options = { method?: string; headers?: Record<string, string>; body?: string }

/** Over a socket, with whatever `Host` the test likes; the body is read to its end. */
async function send(path: string, { method = 'GET', headers = {}, body }: Options = {}): Promise<IncomingMessage> {
  const { port } = server.address() as AddressInfo
  const outgoing = request({ host: '127.0.0.1', port, path, method, headers, agent: false })
  outgoing.end(body)
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage]
  response.resume()
  await once(response, 'end')
  return response
}

beforeAll(async () => {
  test = await makeApp({ env: { RATE_LIMITS: '50/1m' } })
  test.upstream.script({ content: ['ok'] })
  server = createAdaptorServer(test.app) as Server
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const admin = await test.as('admin')
  const [opening] = await readTurn(await admin('/api/chat', { json: { message: 'hi' } }))
  ids = { conversation: String(opening?.session_id), message: String(opening?.message_id) }
  const login = await test.send('/login', { form: ADMIN })
  cookie = login.headers.getSetCookie()[0]?.split(';')[0] ?? ''
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await test.close()
})

describe('the headers of safety', () => {
  const form = { 'Content-Type': 'application/x-www-form-urlencoded' }
  const kinds: [string, number, () => string, Options][] = [
    ['the plain sign-in page', 200, () => '/login', {}],
    ['the sign-in page with a way back', 200, () => '/login?next=%2Fchat', {}],
    ['registration', 200, () => '/register', {}],
    ['a redirect to the sign-in page', 303, () => '/chat', {}],
    ['a redirect from the root', 302, () => '/', {}],
    ['the language link', 303, () => '/language?to=en&back=%2Flogin', {}],
    ['a page that is not there', 404, () => '/nowhere', {}],
    ['a refusal as JSON', 401, () => '/api/models', {}],
    ['a failed sign-in', 401, () => '/login', { method: 'POST', headers: form, body: 'username=x&password=y' }],
    ['a request of another site', 403, () => '/login', { method: 'POST', headers: { Origin: 'null' } }],
    ['what is too large', 413, () => '/login', { method: 'POST', headers: { ...form, 'Content-Length': '30000000' } }],
    ['an unknown type', 415, () => '/login', { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body: 'x' }],
    ['health', 200, () => '/healthz', {}],
    ['readiness', 200, () => '/readyz', {}],
    ['a file that is not there', 404, () => '/static/nothing.js', {}],
    ['HEAD', 200, () => '/login', { method: 'HEAD' }],
  ]
  const own: [string, number, () => string, Options][] = [
    ['the chat', 200, () => '/chat', {}],
    ['a conversation', 200, () => `/chat/${ids.conversation}`, {}],
    ['a fragment', 200, () => `/messages/${ids.message}`, { headers: { 'HX-Request': 'true' } }],
    ['settings', 200, () => '/settings', {}],
    ['JSON', 200, () => '/api/sessions', {}],
    ['a stream for the page', 200, () => `/messages/${ids.message}/stream?from=0`, {}],
    ['a stream of the API', 200, () => `/api/messages/${ids.message}/stream`, {}],
    ['an answer that is asked for', 200, () => '/api/chat', { method: 'POST', headers: form, body: 'message=hi' }],
  ]

  const expectSafe = ({ headers }: IncomingMessage): void => {
    expect(headers).toMatchObject({
      'content-security-policy': POLICY,
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    })
    expect(headers['cache-control']).toMatch(/no-store|no-cache/)
    expect(headers['server'] ?? headers['x-powered-by']).toBeUndefined()
  }

  it.each(kinds)('stand on %s', async (_name, status, path, options) => {
    const response = await send(path(), options)
    expect(response.statusCode).toBe(status)
    expectSafe(response)
  })

  it.each(own)('stand on %s, for who is signed in', async (_name, status, path, options) => {
    const response = await send(path(), { ...options, headers: { Cookie: cookie, ...options.headers } })
    expect(response.statusCode).toBe(status)
    expectSafe(response)
  })

  it('of an answer that is streamed say how many are left', async () => {
    const headers = { ...form, Cookie: cookie, Accept: 'text/event-stream' }
    const response = await send('/api/chat', { method: 'POST', headers, body: 'message=hi' })
    expect(response.headers).toMatchObject({ 'ratelimit-limit': '50', 'ratelimit-policy': '50;w=60', 'ratelimit-reset': '60' })
    expect(Number(response.headers['ratelimit-remaining'])).toBeLessThan(50)
  })

  it('of a stream say that it is one, for nobody to keep, compress or hold back', async () => {
    for (const path of [`/messages/${ids.message}/stream?from=0`, `/api/messages/${ids.message}/stream`]) {
      const { headers } = await send(path, { headers: { Cookie: cookie, 'Accept-Encoding': 'gzip, br' } })
      expect(headers).toMatchObject({ 'content-type': expect.stringContaining('text/event-stream'), 'x-accel-buffering': 'no' })
      expect(headers['content-encoding']).toBeUndefined()
    }
  })
})

describe('a name that is not ours', () => {
  const PUBLIC = 'https://chat.example'
  let named: TestApp
  const ask = (path: string, headers: Record<string, string>) => named.send(path, { headers })

  beforeAll(async () => void (named = await makeApp({ beside: test, env: { PUBLIC_URL: PUBLIC, TRUST_PROXY: '0' } })))
  afterAll(() => named.close())

  it.each(['chat.example', 'CHAT.example', 'chat.example:443', 'localhost:3000', '127.0.0.1', '[::1]:3000'])('is not %s', async (host) => {
    expect((await ask('/login', { Host: host })).status).toBe(200)
  })

  it.each([
    'evil.example',
    'chat.example.evil.example',
    'chat.example:8443',
    'chat.example@evil.example',
    'evil@chat.example',
    '127.0.0.1.evil.example',
    '',
  ])('is refused: %s', async (host) => {
    for (const path of ['/login', '/', '/api/models', '/static/app.css']) {
      const response = await ask(path, { Host: host, Accept: 'text/html' })
      expect([path, response.status]).toEqual([path, 400])
      expect(response.headers.get('Content-Security-Policy')).toBe(POLICY)
    }
    const posted = await named.send('/login', { form: ADMIN, headers: { Host: host } })
    expect([posted.status, posted.headers.getSetCookie()]).toEqual([400, []])
  })

  it('is told in words', async () => {
    const response = await ask('/login', { Host: 'evil.example', Accept: 'application/json' })
    expect(await response.json()).toMatchObject({ error: { code: 'invalid_request', message: expect.stringContaining('address') } })
  })

  it('does not matter to checks of health', async () => {
    for (const path of ['/healthz', '/readyz']) expect((await ask(path, { Host: '10.0.0.7:3000' })).status).toBe(200)
  })

  it('is believed of a trusted proxy alone', async () => {
    const headers = { Host: 'app:3000', 'X-Forwarded-Host': 'chat.example' }
    expect((await ask('/login', headers)).status).toBe(400)
    const behind = await makeApp({ beside: test, env: { PUBLIC_URL: PUBLIC, TRUST_PROXY: '1' } })
    expect((await behind.send('/login', { headers })).status).toBe(200)
    expect((await behind.send('/login', { headers: { ...headers, 'X-Forwarded-Host': 'evil.example' } })).status).toBe(400)
    await behind.close()
  })

  it('is any that leads here, where PUBLIC_URL is not set', async () => {
    expect((await test.send('/login', { headers: { Host: 'whatever.example' } })).status).toBe(200)
  })
})

describe('forged headers of a proxy', () => {
  const FORGED = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'evil.example', Forwarded: 'proto=https;host=evil.example' }
  const signIn = (app: TestApp, headers: Record<string, string>) => app.send('/login', { form: ADMIN, headers })
  const outcome = (response: Response) => [
    response.status,
    response.headers.get('Location'),
    response.headers.getSetCookie().map((line) => line.replace(/=[\w.-]+;/, '=…;')),
  ]

  const REST = 'HttpOnly; SameSite=Lax'
  const PLAIN = [`aichat_session=…; Max-Age=604800; Path=/; ${REST}`, `aichat_known=…; Max-Age=7776000; Path=/login; ${REST}`]

  it('change neither cookies nor redirects where no proxy is trusted', async () => {
    const honest = outcome(await signIn(test, {}))
    expect(outcome(await signIn(test, FORGED))).toEqual(honest)
    expect(honest).toEqual([303, '/chat', PLAIN])
    for (const path of ['/', '/chat', '/language?to=en&back=/login']) {
      const [plain, forged] = [await test.send(path), await test.send(path, { headers: FORGED })]
      expect(forged.headers.get('Location')).toBe(plain.headers.get('Location'))
    }
    const evil = await test.send('/login', { form: ADMIN, headers: { ...FORGED, Origin: 'https://evil.example' } })
    expect(evil.status).toBe(403)
  })

  it('make the cookie one of this host over https where the proxy is trusted', async () => {
    const behind = await makeApp({ beside: test, env: { TRUST_PROXY: '1' } })
    const [, , cookies] = outcome(await signIn(behind, { 'X-Forwarded-Proto': 'https' }))
    expect(cookies).toEqual([`__Host-${PLAIN[0]}`, PLAIN[1]].map((line) => line?.replace('HttpOnly', 'HttpOnly; Secure')))
    const [, , plain] = outcome(await signIn(behind, { 'X-Forwarded-Proto': 'https, http' }))
    expect(plain).toEqual(PLAIN)
    await behind.close()
  })
})
