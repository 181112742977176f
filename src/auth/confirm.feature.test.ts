import { Hono } from 'hono'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { Browser, openAuthApp, PASSWORD, setUp, type TestApp } from '../test/authApp.ts'
import { turnOnTwoStep } from '../test/twoStep.ts'
import type { AppEnv } from '../web/context.ts'
import { formBody } from '../web/validate.ts'
import { requireConfirmed } from './confirm.ts'
import { requireUser } from './guard.ts'

const MINUTE = 60_000

let test: TestApp
let browser: Browser
/** what was done behind the guard */
let done: unknown[]

/** A page with a form, as administrators have them. */
function keysRoom(): Hono<AppEnv> {
  const form = z.object({ label: z.string(), tag: z.union([z.string(), z.array(z.string())]).optional() })
  return new Hono<AppEnv>()
    .use('/admin/keys', requireUser, requireConfirmed(test.auth))
    .use('/api/admin/keys', requireUser, requireConfirmed(test.auth))
    .get('/admin/keys', (c) => c.text('the keys'))
    .post('/admin/keys', formBody(form), (c) => c.text(String(done.push(c.req.valid('form')))))
    .post('/api/admin/keys', (c) => c.json({ done: done.push('api') }))
}

beforeEach(async () => {
  test = await openAuthApp()
  done = []
  test.app.route('/', keysRoom())
  browser = await setUp(test)
})
afterEach(() => test.close())

const sealedOn = (html: string): string => /name="form" value="([^"]+)"/.exec(html)?.[1] ?? ''
const cookieOf = (of: Browser): string => of.cookies.get('aichat_session') ?? ''
const later = () => void (test.clock.now += 15 * MINUTE + 1)
const api = (headers: Record<string, string> = {}) =>
  browser.fetch('/api/admin/keys', { method: 'POST', headers: { 'Sec-Fetch-Site': 'same-origin', ...headers } })

describe('a change that matters', () => {
  it('is not asked about for a quarter of an hour after signing in', async () => {
    test.clock.now += 15 * MINUTE
    expect(await (await browser.fetch('/admin/keys')).text()).toBe('the keys')
    expect((await browser.post('/admin/keys', { label: 'a' })).status).toBe(200)
    expect((await api()).status).toBe(200)
    expect(done).toHaveLength(2)
  })

  it('is asked about afterwards, and nothing is done before', async () => {
    later()
    const page = await browser.fetch('/admin/keys?q=1')
    expect([page.status, page.headers.get('Location')]).toEqual([303, '/confirm?next=%2Fadmin%2Fkeys%3Fq%3D1'])
    const form = await browser.post('/admin/keys', { label: 'a' })
    expect([form.status, (await form.text()).includes('Confirm that it is you')]).toEqual([403, true])
    const json = await api()
    expect(json.status).toBe(403)
    expect(await json.json()).toMatchObject({ error: { code: 'forbidden', message: expect.stringContaining('Confirm that it is you') } })
    const fragment = await browser.post('/admin/keys', { label: 'a' }, { 'HX-Request': 'true', 'HX-Current-URL': 'http://x/admin/keys' })
    expect([fragment.status, fragment.headers.get('HX-Redirect')]).toEqual([403, '/confirm?next=%2Fadmin%2Fkeys'])
    expect(done).toEqual([])
  })

  it('goes on after the password, for another quarter of an hour', async () => {
    later()
    const response = await browser.post('/confirm', { password: PASSWORD, next: '/admin/keys' })
    expect([response.status, response.headers.get('Location')]).toEqual([303, '/admin/keys'])
    test.clock.now += 15 * MINUTE
    expect((await browser.post('/admin/keys', { label: 'a' })).status).toBe(200)
    later()
    expect((await browser.post('/admin/keys', { label: 'a' })).status).toBe(403)
  })

  it('keeps a form that was sent, with all that was typed', async () => {
    later()
    const body = new URLSearchParams({ label: 'Café "1" <b>\n2' })
    for (const tag of ['x', 'y']) body.append('tag', tag)
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': 'same-origin' }
    const asked = await browser.fetch('/admin/keys', { method: 'POST', headers, body: body.toString() })
    const form = sealedOn(await asked.text())
    expect(form).not.toContain('Café')
    const wrong = await browser.post('/confirm', { password: 'wrong', form })
    expect(sealedOn(await wrong.text())).toBe(form)
    const html = await (await browser.post('/confirm', { password: PASSWORD, form })).text()
    expect(html).toContain('action="/admin/keys"')
    expect(html).toContain('name="label" value="Café &quot;1&quot; &lt;b&gt;\n2"')
    expect(html.match(/name="tag" value="[xy]"/g)).toHaveLength(2)
    expect(done).toEqual([])
    await browser.post('/admin/keys', { label: 'Café' })
    expect(done).toHaveLength(1)
  })

  it('takes no form that another user sent, or somebody made up', async () => {
    later()
    const form = sealedOn(await (await browser.post('/admin/keys', { label: 'a' })).text())
    const other = new Browser(test.app)
    await other.register('mei')
    for (const [who, sent] of [
      [other, form],
      [browser, `${form}x`],
      [browser, '{"action":"/logout","fields":[]}'],
    ] as const)
      expect((await who.post('/confirm', { password: PASSWORD, form: sent })).headers.get('Location')).toBe('/chat')
  })

  it('goes back to the page of a form that is too long to keep', async () => {
    later()
    const referer = { Referer: 'http://localhost/admin/keys' }
    const html = await (await browser.post('/admin/keys', { label: 'x'.repeat(70_000) }, referer)).text()
    expect(sealedOn(html)).toBe('')
    expect(html).toContain('name="next" value="/admin/keys"')
  })
})

describe('who confirms', () => {
  it('is told at the field that the password is wrong, and may not guess it', async () => {
    later()
    const answers: number[] = []
    for (let n = 0; n < 6; n++) answers.push((await browser.post('/confirm', { password: `guess ${n}` })).status)
    expect(answers).toEqual([403, 403, 403, 403, 403, 429])
    expect((await browser.fetch('/admin/keys')).status).toBe(303)
  })

  it('needs the code as well, where there is one', async () => {
    const { authenticator } = await turnOnTwoStep(test, browser)
    later()
    expect(await (await browser.fetch('/confirm')).text()).toContain('name="code"')
    expect((await browser.post('/confirm', { password: PASSWORD })).status).toBe(401)
    const code = authenticator.code(test.clock.now)
    expect((await browser.post('/confirm', { password: PASSWORD, code })).status).toBe(303)
    expect((await browser.fetch('/admin/keys')).status).toBe(200)
  })

  it('gets a new session, and the old one ends', async () => {
    later()
    const old = new Browser(test.app)
    old.cookies.set('aichat_session', cookieOf(browser))
    await browser.post('/confirm', { password: PASSWORD })
    expect(cookieOf(browser)).not.toBe(cookieOf(old))
    expect((await old.fetch('/chat')).status).toBe(303)
    expect(await (await browser.fetch('/chat')).text()).toBe('admin')
  })

  it('confirms this session and no other', async () => {
    const other = new Browser(test.app)
    await other.signIn('admin')
    later()
    await browser.post('/confirm', { password: PASSWORD })
    expect((await other.fetch('/admin/keys')).status).toBe(303)
  })

  it('has confirmed in every process, and while the cache is away', async () => {
    later()
    test.cache.down = true
    await browser.post('/confirm', { password: PASSWORD })
    const elsewhere = test.start()
    elsewhere.route('/', keysRoom())
    const moved = new Browser(elsewhere)
    moved.cookies.set('aichat_session', cookieOf(browser))
    expect(await (await moved.fetch('/admin/keys')).text()).toBe('the keys')
  })

  it('is asked again when the clock was far ahead', async () => {
    test.clock.now -= 60 * MINUTE
    expect((await browser.fetch('/admin/keys')).status).toBe(303)
  })

  it('has to be signed in', async () => {
    const visitor = new Browser(test.app)
    expect((await visitor.fetch('/confirm?next=/admin/keys')).headers.get('Location')).toBe(
      '/login?next=%2Fconfirm%3Fnext%3D%2Fadmin%2Fkeys',
    )
    expect((await visitor.post('/confirm', { password: PASSWORD })).status).toBe(401)
  })

  it('goes nowhere else', async () => {
    expect((await browser.fetch('/confirm?next=//evil.example')).headers.get('Location')).toBe('/chat')
    later()
    expect((await browser.post('/confirm', { password: PASSWORD, next: '//evil.example' })).headers.get('Location')).toBe('/chat')
  })
})

describe('a program', () => {
  it('with a token is not asked', async () => {
    const body = new URLSearchParams({ username: 'admin', password: PASSWORD })
    const { token } = (await (await test.app.request('/api/auth/token', { method: 'POST', body })).json()) as { token: string }
    later()
    const headers = { Authorization: `Bearer ${token}` }
    expect((await test.app.request('/api/admin/keys', { method: 'POST', headers })).status).toBe(200)
  })
})
