import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { setBasePath } from '../paths.ts'
import { ADMIN, makeApp, type TestApp } from '../test/makeApp.ts'

const HOSTILE = [
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '/\\/evil.example',
  '\\\\evil.example',
  '/%5cevil.example',
  '/%09/evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '\t//evil.example',
  ' //evil.example',
  '/.//evil.example',
  '/..//evil.example',
  '/%2e%2e//evil.example',
  '/chat/../..//evil.example',
  'https://evil.example',
  'https:evil.example',
  'HTTPS://evil.example',
  'http:///evil.example',
  '//user:password@evil.example',
  '/@evil.example/..//evil.example',
  'https://localhost@evil.example',
  'javascript:alert(1)',
  'java\tscript:alert(1)',
  '/\u0000javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'evil.example',
  '.evil.example',
  '@evil.example',
  '?next=//evil.example',
  '#//evil.example',
  '/chat\r\nSet-Cookie: a=b',
  '/chat\r\n\r\n<script>alert(1)</script>',
  `/${'a'.repeat(5_000)}`,
  '',
]

/** Where a browser goes from a page of ours. */
const target = (location: string | null): URL => new URL(location ?? '', 'http://chat.example/login')

let test: TestApp
beforeAll(async () => void (test = await makeApp()))
afterAll(() => test.close())

describe.each(HOSTILE)('after %j', (next) => {
  const ways: [string, () => Promise<Response>][] = [
    ['signing in', () => test.send('/login', { form: { ...ADMIN, next } })],
    ['the language link', () => test.send(`/language?to=en&back=${encodeURIComponent(next)}`)],
    ['the sign-in page, signed in', async () => (await test.as('admin'))(`/login?next=${encodeURIComponent(next)}`)],
  ]
  it.each(ways)('%s stays here', async (_name, go) => {
    test.clock.now += 3_600_000
    const response = await go()
    // what holds a NUL is refused as a whole
    expect([303, 400]).toContain(response.status)
    expect([...response.headers.keys()]).not.toContain('a')
    expect(target(response.headers.get('Location')).origin).toBe('http://chat.example')
    expect(response.headers.get('Location') ?? '').not.toMatch(/^[/\\]{2}|[\s\\]/)
  })

  it('the page that asks who it is has no way there', async () => {
    const html = await (await test.send(`/login?next=${encodeURIComponent(next)}`)).text()
    const [, kept] = /name="next" value="([^"]*)"/.exec(html) ?? []
    expect(target(kept ?? '/').origin).toBe('http://chat.example')
  })
})

describe('under a base path', () => {
  afterEach(() => setBasePath('/'))

  it.each([...HOSTILE, '/', '/aichat', '/ai/../admin', '/ai/%2e%2e/admin', '/ai/..//evil.example'])(
    '%j leads to nothing outside',
    async (next) => {
      setBasePath('/ai')
      const under = await makeApp({ beside: test, env: { BASE_PATH: '/ai' } })
      under.clock.now += 86_400_000 * (1 + HOSTILE.length)
      const response = await under.send(`/ai/language?to=en&back=${encodeURIComponent(next)}`)
      expect(response.status).toBe(303)
      expect(target(response.headers.get('Location')).pathname).toMatch(/^\/ai(\/|$)/)
      await under.close()
    },
  )
})
