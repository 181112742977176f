import { createAdaptorServer } from '@hono/node-server'
import { once } from 'node:events'
import { request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { Hono } from 'hono'
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { Browser, openAuthApp, PASSWORD, setUp, type TestApp } from '../test/authApp.ts'
import type { AppEnv } from './context.ts'
import { errorHandler } from './errors.tsx'
import { healthRoutes } from './health.ts'
import { webMiddleware } from './middleware.ts'
import { sendStream } from './sse.ts'

let test: TestApp
let server: Server
let url: string

beforeAll(async () => {
  test = await openAuthApp()
  await setUp(test)
  server = createAdaptorServer(test.app) as Server
  await once(server.listen(0, '127.0.0.1'), 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await test.close()
})

/** A body of `size` bytes in pieces, announced or not; resolves to the status and how much was taken. */
function upload(path: string, size: number, headers: Record<string, string>): Promise<{ status: number; sent: number }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url + path, { method: 'POST', headers })
    const piece = Buffer.alloc(64 * 1024, 'a')
    let sent = 0
    let over = false
    outgoing.on('response', (response) => {
      over = true
      response.resume()
      outgoing.destroy()
      resolve({ status: response.statusCode ?? 0, sent })
    })
    outgoing.on('error', (error) => over || reject(error))
    const push = (): void => {
      while (!over && sent < size) {
        sent += piece.length
        if (!outgoing.write(piece)) return void outgoing.once('drain', push)
      }
      if (!over) outgoing.end()
    }
    push()
  })
}

describe('bodies that are too large', () => {
  const form = { 'Content-Type': 'application/x-www-form-urlencoded' }
  it('are refused before they are read when they say so', async () => {
    const { status, sent } = await upload('/login', 30e6, { ...form, 'Content-Length': '30015488' })
    expect(status).toBe(413)
    expect(sent).toBeLessThan(10e6)
  })

  it('are refused on the way when they do not', async () => {
    const { status, sent } = await upload('/login', 30e6, form)
    expect(status).toBe(413)
    expect(sent).toBeLessThan(20e6)
  })

  it('leave the server well', async () => {
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    const body = new URLSearchParams({ username: 'admin', password: PASSWORD })
    expect((await fetch(`${url}/login`, { method: 'POST', body, redirect: 'manual' })).status).toBe(303)
  })
})

describe('other sites', () => {
  const types = ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=b', 'text/plain', 'application/json']
  const origins: Record<string, string>[] = [
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site', Origin: 'http://evil.localhost' },
    { Origin: 'https://evil.example' },
    { Origin: 'null' },
  ]
  const routes = [
    'POST /login',
    'POST /register',
    'POST /logout',
    'POST /setup',
    'POST /settings',
    'POST /api/auth/token',
    'DELETE /api/auth/token',
    'PATCH /chat',
  ]
  it.each(routes)('cannot make a browser send %s', async (route) => {
    const browser = new Browser(test.app)
    await browser.signIn('admin')
    const [method = '', path = ''] = route.split(' ')
    for (const type of types)
      for (const origin of origins)
        expect((await browser.fetch(path, { method, headers: { ...origin, 'Content-Type': type }, body: 'theme=dark' })).status).toBe(403)
    expect(await (await browser.fetch('/chat')).text()).toBe('admin')
  })

  it('are told so in JSON where JSON is spoken', async () => {
    const response = await test.app.request('/api/auth/token', { method: 'POST', headers: { Origin: 'null' } })
    expect(await response.json()).toMatchObject({ error: { code: 'forbidden' } })
  })

  it('do not matter to a Bearer token, nor to clients that are no browsers', async () => {
    const headers = { Authorization: 'Bearer x', Origin: 'https://app.example' }
    expect((await test.app.request('/api/auth/token', { method: 'DELETE', headers })).status).toBe(401)
    const body = new URLSearchParams({ username: 'admin', password: PASSWORD })
    expect((await test.app.request('/login', { method: 'POST', body })).status).toBe(303)
  })

  it('cannot use GET instead', async () => {
    for (const path of ['/logout', '/api/auth/token']) expect((await test.app.request(path)).status).toBe(404)
  })
})

describe('every answer', () => {
  it.each(['/login?next=/chat', '/nowhere', '/chat', '/healthz', '/api/nowhere'])(
    'has the security headers, over the socket and without: %s',
    async (path) => {
      for (const response of [await fetch(url + path, { redirect: 'manual' }), await test.app.request(path)]) {
        const { headers } = response
        expect(headers.get('Content-Security-Policy')).toMatch(
          /^default-src 'none'; script-src 'self'; style-src 'self'; .*form-action 'self'; base-uri 'none'; frame-ancestors 'none';.* object-src 'none'$/,
        )
        expect(headers.get('Content-Security-Policy')).not.toContain('unsafe')
        expect(headers.get('X-Content-Type-Options')).toBe('nosniff')
        expect(headers.get('Cross-Origin-Opener-Policy')).toBe('same-origin')
        expect(headers.get('Cache-Control')).toBe('private, no-store')
        expect(headers.get('X-Request-Id')).toMatch(/^[\da-f-]{36}$/)
      }
    },
  )

  it('has them also when it is the plain sign-in page, which is drawn once for everybody', async () => {
    const [first, again, chinese] = await Promise.all(
      ['en', 'en', 'zh'].map((language) => fetch(`${url}/login`, { headers: { 'Accept-Language': language } })),
    )
    expect(first?.headers.get('Content-Security-Policy')).toContain("script-src 'self'")
    expect(first?.headers.get('Cache-Control')).toBe('private, no-store')
    expect(await first?.text()).toBe(await again?.text())
    expect(await chinese?.text()).toContain('lang="zh-CN"')
  })

  it('speaks the language of the visitor: cookie before browser', async () => {
    const lang = async (headers: Record<string, string>) =>
      /<html lang="([^"]+)"/.exec(await (await test.app.request('/login', { headers })).text())?.[1]
    expect(await lang({})).toBe('en')
    expect(await lang({ 'Accept-Language': 'zh-TW,zh;q=0.9,en;q=0.8' })).toBe('zh-CN')
    expect(await lang({ 'Accept-Language': 'de, en;q=0.5, zh;q=0.1' })).toBe('en')
    expect(await lang({ 'Accept-Language': 'zh', Cookie: 'aichat_lang=en' })).toBe('en')
    expect(await lang({ Cookie: 'aichat_lang=xx' })).toBe('en')
  })

  it('is compressed when the client takes it', async () => {
    for (const [path, type] of [
      ['/login', 'br'],
      ['/register', 'gzip'],
    ] as const) {
      const response = await test.app.request(path, { headers: { 'Accept-Encoding': type } })
      expect(response.headers.get('Content-Encoding')).toBe(type)
      expect(response.headers.get('Vary')).toContain('Accept-Encoding')
      const body = Buffer.from(await response.arrayBuffer())
      expect((type === 'br' ? brotliDecompressSync(body) : gunzipSync(body)).toString()).toContain('</html>')
    }
    const small = await test.app.request('/healthz', { headers: { 'Accept-Encoding': 'br' } })
    expect(small.headers.get('Content-Encoding')).toBeNull()
    expect(await small.json()).toEqual({ status: 'ok' })
  })
})

describe('the language link', () => {
  it('sets a cookie and comes back, to a page of ours only', async () => {
    const browser = new Browser(test.app)
    const response = await browser.fetch('/language?to=zh-CN&back=%2Flogin%3Fnext%3D%252Fchat')
    expect([response.status, response.headers.get('Location')]).toEqual([303, '/login?next=%2Fchat'])
    expect(await (await browser.fetch('/login')).text()).toContain('lang="zh-CN"')
    expect((await browser.fetch('/language?to=en&back=//evil.example')).headers.get('Location')).toBe('/')
    expect((await new Browser(test.app).fetch('/language?to=xx')).headers.getSetCookie()).toEqual([])
  })
})

describe('errors', () => {
  function appWithFaults() {
    const lines: string[] = []
    const log = pino({ level: 'info' }, { write: (line) => void lines.push(line) })
    const deps = { ...test.web, log }
    const app = new Hono<AppEnv>().use(...webMiddleware(deps))
    app.onError(errorHandler(deps))
    app.get('/fault', () => {
      throw new Error('secret detail at line 7')
    })
    app.get('/stream', (c) => sendStream(c.env, { read: () => '', ended: true, watch: () => () => undefined }))
    return { app, lines }
  }

  it('of ours are logged with the request, and shown to nobody', async () => {
    const { app, lines } = appWithFaults()
    for (const accept of ['text/html', 'application/json']) {
      const response = await app.request('/fault?token=hidden', { headers: { Accept: accept } })
      expect(response.status).toBe(500)
      expect(await response.text()).not.toContain('secret detail')
      expect(lines.join()).toContain(response.headers.get('X-Request-Id'))
    }
    expect(lines.join()).toContain('secret detail')
    expect(lines.join()).not.toContain('hidden')
  })

  it('come as a page, as JSON, or as a notice, whichever is asked for', async () => {
    const html = await test.app.request('/nowhere', { headers: { Accept: 'text/html' } })
    expect([html.status, html.headers.get('Content-Type')]).toEqual([404, 'text/html; charset=UTF-8'])
    expect(await html.text()).toContain('<!doctype html>')
    const json = await test.app.request('/nowhere', { headers: { Accept: 'application/json' } })
    expect(await json.json()).toMatchObject({ error: { code: 'not_found' } })
    const notice = await test.app.request('/nowhere', { headers: { 'HX-Request': 'true', Accept: 'text/html' } })
    expect(await notice.text()).toMatch(/^<div class="notice"/)
    expect(notice.headers.get('HX-Retarget')).toBe('#notices')
  })

  it('leave the page to who has to sign in, with a way there and back to nowhere else', async () => {
    const back = async (url: string): Promise<string | undefined> => {
      const headers = { 'HX-Request': 'true', 'HX-Current-URL': url, Accept: 'text/html' }
      const response = await test.app.request('/chat', { headers })
      expect([response.status, response.headers.get('HX-Retarget'), response.headers.get('HX-Redirect')]).toEqual([401, '#notices', null])
      return /href="([^"]+)"[^>]*>Sign in</.exec(await response.text())?.[1]
    }
    expect(await back('http://localhost/chat/01a2?q=x')).toBe('/login?next=%2Fchat%2F01a2%3Fq%3Dx')
    expect(await back('https://evil.example//evil.example/x')).toBe('/login')
    expect(await back('javascript:alert(1)')).toBe('/login')
    expect(await back('')).toBe('/login')
  })

  it('leave no trace of one request in the stream of another', async () => {
    const { app } = appWithFaults()
    const streaming = createAdaptorServer(app) as Server
    await once(streaming.listen(0, '127.0.0.1'), 'listening')
    const address = `http://127.0.0.1:${(streaming.address() as AddressInfo).port}/stream`
    const ids = [await fetch(address), await fetch(address)].map((response) => {
      expect(response.headers.get('Content-Type')).toContain('text/event-stream')
      expect(response.headers.get('Content-Security-Policy')).toContain("default-src 'none'")
      return response.headers.get('X-Request-Id')
    })
    expect(new Set(ids).size).toBe(2)
    streaming.close()
  })
})

describe('health', () => {
  it('is ready while database and cache answer, and healthy also when they do not', async () => {
    expect(await (await test.app.request('/readyz')).json()).toEqual({ status: 'ok', database: 'ok', cache: 'ok' })
    test.cache.down = true
    const down = await test.app.request('/readyz')
    expect([down.status, await down.json()]).toEqual([503, { status: 'unavailable', database: 'ok', cache: 'unavailable' }])
    expect((await test.app.request('/healthz')).status).toBe(200)
    test.cache.down = false
  })
  it('asks the database once for all who want to know at once', async () => {
    const pings = vi.fn<() => Promise<void>>(() => test.backend.db.ping())
    const app = healthRoutes({ db: { ...test.backend.db, ping: pings }, kv: test.web.kv })
    const all = await Promise.all(Array.from({ length: 50 }, async () => app.request('/readyz')))
    expect([all.filter(({ status }) => status === 200).length, pings.mock.calls.length]).toEqual([50, 1])
    await app.request('/readyz')
    expect(pings).toHaveBeenCalledTimes(2)
  })
})
