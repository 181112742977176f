import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeApp, type Send, type TestApp } from '../test/makeApp.ts'

let test: TestApp
let alice: Send

beforeAll(async () => {
  test = await makeApp()
  alice = await test.as('alice')
})
afterAll(() => test.close())

type Fields = Record<string, string>

const make = (send: Send, fields: Fields = {}) =>
  send('/settings/tokens', { form: { token_name: 'my laptop', token_scopes: 'chat', token_lifetime: '90', ...fields } })

const secretsOf = (html: string): string[] => [...html.matchAll(/<span class="secret"><code>(.*?)<\/code>/g)].map(([, text = '']) => text)

const page = async (send: Send): Promise<string> => (await send('/settings')).text()

describe('API tokens on the page of settings', () => {
  it('are made by a form, and shown once with a command that works', async () => {
    const response = await make(alice)
    expect(response.status).toBe(200)
    const [token = '', command = ''] = secretsOf(await response.text())
    expect(command).toContain(`curl -N http://localhost/api/chat -H &#39;Authorization: Bearer ${token}&#39;`)
    expect((await test.send('/api/sessions', { headers: { Authorization: `Bearer ${token}` } })).status).toBe(200)
    const html = await page(alice)
    expect(html).toContain('my laptop')
    expect(html).not.toContain(token)
    expect(secretsOf(html)).toEqual([])
  })

  it('are revoked by a button that says which', async () => {
    const bob = await test.as('bob')
    const [token = ''] = secretsOf(await (await make(bob, { token_name: 'old "one"' })).text())
    const html = await page(bob)
    expect(html).toContain('aria-label="Revoke the token “old &quot;one&quot;”"')
    const [, action = ''] = /action="(\/settings\/tokens\/[^"]+\/revocation)"/.exec(html) ?? []
    const response = await bob(action, { method: 'POST' })
    expect([response.status, response.headers.get('Location')]).toEqual([303, '/settings?revoked=1#tokens'])
    expect(await page(bob)).toContain('You have no API tokens.')
    expect((await test.send('/api/sessions', { headers: { Authorization: `Bearer ${token}` } })).status).toBe(401)
  })

  it.each([
    ['name', { token_name: ' ' }],
    ['name', { token_name: 'x'.repeat(101) }],
    ['scopes', { token_scopes: 'root' }],
    ['lifetime', { token_lifetime: '31' }],
  ] as [string, Fields][])('that cannot be made are told at the %s, and what was typed stays', async (_field, wrong) => {
    const response = await make(alice, { token_name: 'typed & kept', ...wrong })
    const html = await response.text()
    expect(response.status).toBe(400)
    expect(html).toContain('class="error"')
    expect(html).toContain(wrong['token_name'] ? `value="${wrong['token_name']}"` : 'value="typed &amp; kept"')
    expect(secretsOf(html)).toEqual([])
  })

  it('have the scope of administration for administrators only', async () => {
    const denied = await make(alice, { token_name: 'too much', token_scopes: 'admin' })
    expect([denied.status, (await denied.text()).includes('value="too much"')]).toEqual([403, true])
    expect(await page(alice)).not.toContain('value="admin"')
    const admin = await test.as('admin')
    expect(await page(admin)).toContain('value="admin"')
    expect((await make(admin, { token_scopes: 'admin' })).status).toBe(200)
  })

  it('are made only by who has shown who he is, on the page and over the API: they outlive the session', async () => {
    const carol = await test.as('carol')
    test.clock.now += 15 * 60_000 + 1
    const onPage = await make(carol, { token_name: 'not yet' })
    const html = await onPage.text()
    expect([onPage.status, secretsOf(html)]).toEqual([403, []])
    expect(html).toContain('action="/confirm"')
    const overApi = await carol('/api/tokens', { json: { name: 'not yet' } })
    expect([overApi.status, await overApi.json()]).toMatchObject([
      403,
      { error: { code: 'forbidden', message: expect.stringContaining('Confirm that it is you') } },
    ])
    expect(await page(carol)).not.toContain('not yet')
    test.clock.now -= 15 * 60_000 + 1
    expect((await make(carol)).status).toBe(200)
  })

  it('speak the language of their reader', async () => {
    const html = await (await alice('/settings', { headers: { 'Accept-Language': 'zh-CN' } })).text()
    expect(html).toContain('API 令牌')
    expect(html).toContain('创建于')
  })
})
