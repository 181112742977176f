import { SignJWT, UnsecuredJWT } from 'jose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { deriveKey } from '../secrets.ts'
import { Browser, openAuthApp, PASSWORD, setUp, type TestApp } from '../test/authApp.ts'
import { updateUser } from './queries.ts'

const YEAR = 365 * 24 * 3_600_000

let test: TestApp

beforeEach(async () => {
  test = await openAuthApp()
  await setUp(test)
  await new Browser(test.app).register('lin.chen')
})
afterEach(() => test.close())

const json = (method: string, body: unknown, headers: Record<string, string> = {}) => ({
  method,
  headers: { 'Content-Type': 'application/json', ...headers },
  body: typeof body === 'string' ? body : JSON.stringify(body),
})

async function newToken(username = 'lin.chen'): Promise<string> {
  const response = await test.app.request('/api/auth/token', json('POST', { username, password: PASSWORD, name: 'laptop' }))
  expect(response.status).toBe(200)
  return ((await response.json()) as { token: string }).token
}

const me = (authorization: string) => test.app.request('/api/auth/me', { headers: { Authorization: authorization } })
const payloadOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>

describe('a token', () => {
  it('stands for its user, and says when it ends', async () => {
    const response = await test.app.request('/api/auth/token', json('POST', { username: 'Lin.Chen', password: PASSWORD }))
    const { token, expires_at } = (await response.json()) as { token: string; expires_at: string }
    expect(new Date(expires_at).getTime()).toBe(test.clock.now + YEAR)
    expect(await (await me(`Bearer ${token}`)).json()).toMatchObject({ username: 'lin.chen', role: 'user', signed_in_by: 'token' })
  })

  it.each(['multipart', 'urlencoded'])('may be asked for by a %s form', async (kind) => {
    const body = kind === 'multipart' ? new FormData() : new URLSearchParams()
    body.append('username', 'lin.chen')
    body.append('password', PASSWORD)
    expect((await test.app.request('/api/auth/token', { method: 'POST', body })).status).toBe(200)
  })

  it('is revoked by itself, at once', async () => {
    const [token, other] = [await newToken(), await newToken()]
    const headers = { Authorization: `Bearer ${token}` }
    expect((await test.app.request('/api/auth/token', { method: 'DELETE', headers })).status).toBe(200)
    expect((await me(`Bearer ${token}`)).status).toBe(401)
    expect((await me(`Bearer ${other}`)).status).toBe(200)
  })

  it('ends with its time, and with its user', async () => {
    const token = await newToken()
    const id = String(payloadOf(token).sub)
    await updateUser(test.web.db, id, { active: false })
    test.clock.now += 1001
    expect((await me(`Bearer ${token}`)).status).toBe(401)
    await updateUser(test.web.db, id, { active: true })
    test.clock.now += YEAR + 1000
    expect((await me(`Bearer ${token}`)).status).toBe(401)
  })

  it('is nowhere in the database', async () => {
    const token = await newToken()
    const rows = JSON.stringify(await test.web.db.db.select().from(test.web.db.t.apiTokens))
    for (const part of token.split('.')) expect(rows).not.toContain(part)
  })

  it('is refused when it is not exactly ours', async () => {
    const token = await newToken()
    const [header = '', payload = '', signature = ''] = token.split('.')
    const claims = payloadOf(token)
    const key = deriveKey(test.web.config.appSecret, 'token')
    const signed = (changes: Record<string, unknown>, by = key, alg = 'HS256') =>
      new SignJWT({ ...claims, ...changes }).setProtectedHeader({ alg }).sign(by)
    const forged = [
      new UnsecuredJWT(claims).encode(),
      `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`,
      `${Buffer.from('{"alg":"RS256"}').toString('base64url')}.${payload}.${signature}`,
      `${header}.${payload}.${signature.slice(0, -4)}AAAA`,
      `${header}.${payload}`,
      await signed({ exp: '9999999999' }),
      await signed({ exp: undefined }),
      await signed({ iss: 'other' }),
      await signed({ aud: 'other' }),
      await signed({ jti: 'ffffffff-ffff-7fff-bfff-ffffffffffff' }),
      await signed({ epoch: 7 }),
      await signed({}, key, 'HS512'),
      await signed({}, deriveKey('another secret of forty characters, yes..', 'token')),
      'x',
      'a'.repeat(9000),
    ]
    for (const bad of forged) expect((await me(`Bearer ${bad}`)).status, bad.slice(0, 60)).toBe(401)
    expect((await me(`Bearer ${await signed({})}`)).status).toBe(200)
  })

  it('counts as a Bearer token only', async () => {
    const token = await newToken()
    expect((await me(`Basic ${token}`)).status).toBe(401)
    expect((await me(token)).status).toBe(401)
    expect((await test.app.request('/api/auth/me', { headers: { 'x-api-key': token } })).status).toBe(401)
    expect((await test.app.request(`/api/auth/me?token=${token}&access_token=${token}`)).status).toBe(401)
  })

  it('does not hide behind a cookie: a bad one is refused although the browser is signed in', async () => {
    const browser = new Browser(test.app)
    await browser.signIn('lin.chen')
    expect((await browser.fetch('/api/auth/me')).status).toBe(200)
    expect((await browser.fetch('/api/auth/me', { headers: { Authorization: 'Bearer x' } })).status).toBe(401)
  })

  it('is not given for a wrong password, and stops after five tries', async () => {
    for (let n = 0; n < 5; n++)
      expect((await test.app.request('/api/auth/token', json('POST', { username: 'mei', password: 'x' }))).status).toBe(401)
    const response = await test.app.request('/api/auth/token', json('POST', { username: 'mei', password: 'x' }))
    expect(response.status).toBe(429)
    expect(response.headers.get('RateLimit-Limit')).toBe('5')
    expect(response.headers.get('RateLimit-Reset')).toBe(response.headers.get('Retry-After'))
    expect(await response.json()).toMatchObject({ error: { code: 'rate_limited' } })
  })
})

describe('what is asked badly', () => {
  const bodies: [string, string][] = [
    ['nothing', ''],
    ['not JSON', '{'],
    ['a list', '[]'],
    ['null', 'null'],
    ['a string', '"x"'],
    ['fields missing', '{}'],
    ['fields of another type', '{"username":1,"password":{}}'],
    ['a NUL byte', '{"username":"a\\u0000b","password":"x"}'],
    ['half a surrogate pair', '{"username":"\\ud800","password":"x"}'],
    ['deep nesting', `{"username":${'['.repeat(20_000)}${']'.repeat(20_000)}}`],
    ['50,000 fields', `{${Array.from({ length: 50_000 }, (_, n) => `"f${n}":1`).join()}}`],
    ['a name of a million characters', `{"username":"${'x'.repeat(900_000)}","password":"x"}`],
    ['__proto__', '{"__proto__":{"username":"a"}}'],
  ]
  it.each(bodies)('is told so, in the language of the client: %s', async (_name, body) => {
    const response = await test.app.request('/api/auth/token', json('POST', body, { 'Accept-Language': 'zh-CN' }))
    expect(response.status).toBe(400)
    const { error } = (await response.json()) as { error: { code: string; message: string; request_id: string } }
    expect(error.code).toBe('invalid_request')
    expect(error.message).toMatch(/\p{Script=Han}/u)
    expect(error.request_id).toBe(response.headers.get('X-Request-Id'))
  })

  it('names the field', async () => {
    const response = await test.app.request('/api/auth/token', json('POST', { username: 'lin.chen' }))
    expect(await response.json()).toMatchObject({ error: { field: 'password' } })
  })

  it.each([
    ['broken UTF-8', new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]), 'application/json'],
    ['a form with broken percent-encoding', new TextEncoder().encode('username=%E0%A4%A&password=x'), 'application/x-www-form-urlencoded'],
    ['multipart without a boundary', new TextEncoder().encode('x'), 'multipart/form-data'],
    [
      'cut multipart',
      new TextEncoder().encode('--b\r\nContent-Disposition: form-data; name="username"\r\n\r\nx'),
      'multipart/form-data; boundary=b',
    ],
    ['100,000 form fields', new TextEncoder().encode('a=1&'.repeat(100_000)), 'application/x-www-form-urlencoded'],
  ])('is refused: %s', async (_name, body, type) => {
    const headers = { 'Content-Type': type }
    expect((await test.app.request('/api/auth/token', { method: 'POST', headers, body })).status).toBe(400)
  })

  it.each(['text/plain', 'application/xml'])('is refused as %s', async (type) => {
    const response = await test.app.request('/api/auth/token', { method: 'POST', headers: { 'Content-Type': type }, body: '{}' })
    expect(response.status).toBe(415)
  })
})
