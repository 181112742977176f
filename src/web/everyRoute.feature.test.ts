import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dump } from '../test/dump.ts'
import { readTurn } from '../test/frames.ts'
import { makeApp, type Send, type TestApp } from '../test/makeApp.ts'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS', 'ALL'])
const CROSS_SITE = 'The request came from another site'

const TYPES = ['application/x-www-form-urlencoded', 'application/json', 'text/plain', 'multipart/form-data; boundary=b']
const ORIGINS: Record<string, string>[] = [
  { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' },
  { 'Sec-Fetch-Site': 'same-site', Origin: 'http://evil.localhost' },
  { Origin: 'https://evil.example' },
  { Origin: 'null' },
]
const BODIES: Record<string, string> = {
  'application/x-www-form-urlencoded': 'message=forged&title=forged&theme=dark&token_name=forged&token_scopes=chat&token_lifetime=30',
  'application/json': '{"message":"forged","title":"forged","name":"forged"}',
}

let test: TestApp
let alice: Send
let ids: Record<string, string>

beforeAll(async () => {
  test = await makeApp()
  test.upstream.script({ content: ['ok'] })
  alice = await test.as('alice')
  const [opening] = await readTurn(await alice('/api/chat', { json: { message: 'hi' } }))
  const token = (await (await alice('/api/tokens', { json: { name: 'mine' } })).json()) as { id: string }
  // the first look keeps the HTML of what is finished
  await (await alice(`/chat/${String(opening?.session_id)}`)).text()
  ids = { conversation: String(opening?.session_id), message: String(opening?.message_id), token: token.id }
})
afterAll(() => test.close())

/** With ids of things that are there, and are the sender's own. */
function addressOf(path: string): string {
  const id = /messages/.test(path) ? ids['message'] : /tokens/.test(path) ? ids['token'] : ids['conversation']
  return path.replace(/:\w+/g, String(id))
}

const routes = () =>
  [...new Set(test.app.routes.map(({ method, path }) => `${method} ${path}`))].map((route) => route.split(' ') as [string, string])
const unsafeRoutes = () => routes().filter(([method]) => !SAFE.has(method))
const getRoutes = () => routes().filter(([method, path]) => method === 'GET' && !path.includes('*'))

describe('another site', () => {
  it('is refused on every route that changes something, whatever it says and however, and nothing happens', async () => {
    expect(unsafeRoutes().length).toBeGreaterThan(20)
    const [before, calls] = [await dump(test.db), test.upstream.calls.length]
    for (const [method, path] of unsafeRoutes()) {
      for (const origin of ORIGINS) {
        for (const type of TYPES) {
          const headers = { ...origin, 'Content-Type': type }
          const response = await alice(addressOf(path), { method, headers, ...(BODIES[type] ? { body: BODIES[type] } : {}) })
          expect([method, path, type, origin, response.status]).toEqual([method, path, type, origin, 403])
          expect(response.headers.getSetCookie()).toEqual([])
        }
      }
      expect([path, await dump(test.db)]).toEqual([path, before])
    }
    expect(test.upstream.calls).toHaveLength(calls)
  })
})

describe('GET', () => {
  it('changes nothing, on no route, for whoever is signed in', async () => {
    expect(getRoutes().length).toBeGreaterThan(15)
    const before = await dump(test.db)
    for (const [, path] of getRoutes()) {
      for (const headers of [{ Accept: 'text/html' }, { Accept: 'application/json' }, { 'HX-Request': 'true' }]) {
        const response = await alice(`${addressOf(path)}?to=zh-CN&theme=dark&_method=DELETE`, { headers })
        await response.text()
        expect([path, response.status < 500]).toEqual([path, true])
      }
      expect([path, await dump(test.db)]).toEqual([path, before])
    }
  })

  it('does not do what another method does', async () => {
    const before = await dump(test.db)
    for (const [method, path] of unsafeRoutes()) {
      const response = await alice(addressOf(path), { headers: { 'X-HTTP-Method-Override': method } })
      await response.text()
      expect([path, response.headers.getSetCookie(), await dump(test.db)]).toEqual([path, [], before])
    }
  })
})

describe('this site', () => {
  it('is let through on every route', async () => {
    for (const [method, path] of unsafeRoutes()) {
      const headers = { 'Sec-Fetch-Site': 'same-origin', 'Content-Type': TYPES[0]! }
      const response = await alice(addressOf(path), { method, headers, body: '' })
      expect([path, (await response.text()).includes(CROSS_SITE)]).toEqual([path, false])
    }
  })
})
