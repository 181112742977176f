import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { scan, type Authenticator } from '../test/authenticator.ts'
import { makeApp, type Send, type TestApp } from '../test/makeApp.ts'

const NEW = 'another long sentence'
const PASSWORD = 'lin has a long password'
const STEP = 30_000
const MINUTE = 60_000

let test: TestApp
let lin: Send

beforeEach(async () => {
  test = await makeApp()
  lin = await test.as('lin')
})
afterEach(() => test.close())

const post = (path: string, form: Record<string, string>, send = lin) => send(path, { form, accept: 'text/html' })
const isIn = async (send: Send) => (await send('/api/auth/me')).status === 200
const isThere = async () => (await test.db.db.$count(test.db.t.users, eq(test.db.t.users.username, 'lin'))) === 1
const canSignIn = async (password: string) => (await test.send('/login', { form: { username: 'lin', password } })).status === 303

/** The same browser, with the cookie of its new session. */
const goingOn = (response: Response): Send => {
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  return (path, request = {}) => test.send(path, { ...request, headers: { ...request.headers, Cookie: cookie } })
}

async function turnOnFactor(): Promise<Authenticator> {
  await post('/settings/second-factor', {})
  const authenticator = scan(await (await lin('/settings/second-factor', { accept: 'text/html' })).text())
  await post('/settings/second-factor/confirmation', { code: authenticator.code(test.clock.now) })
  test.clock.now += STEP
  return authenticator
}

/** As who has come by a provider. */
const withoutPassword = () => test.db.db.update(test.db.t.users).set({ passwordHash: null }).where(eq(test.db.t.users.username, 'lin'))

const change = (fields: Record<string, string> = {}) =>
  post('/settings/password', { current_password: PASSWORD, new_password: NEW, new_password_confirm: NEW, ...fields })
const leave = (fields: Record<string, string> = {}) =>
  post('/settings/deletion', { removal_username: 'lin', removal_password: PASSWORD, ...fields })

describe('who has a second factor', () => {
  it('changes his password with a code, too', async () => {
    const authenticator = await turnOnFactor()
    expect(await (await lin('/settings', { accept: 'text/html' })).text()).toContain('id="current_code"')
    for (const fields of [{}, { current_code: '000000' }]) {
      const response = await change(fields)
      expect([response.status, await response.text()]).toEqual([401, expect.stringContaining('id="current_code-e"')])
    }
    const changed = await change({ current_code: authenticator.code(test.clock.now) })
    expect([changed.status, await isIn(goingOn(changed))]).toEqual([303, true])
  })

  it('deletes his account with a code, too', async () => {
    const authenticator = await turnOnFactor()
    const refused = await leave({ removal_code: '000000' })
    expect([refused.status, await refused.text()]).toEqual([401, expect.stringContaining('id="removal_code-e"')])
    const json = { username: 'lin', password: PASSWORD }
    const without = await lin('/api/account', { method: 'DELETE', json })
    expect([without.status, await without.json()]).toMatchObject([401, { error: { field: 'code' } }])
    expect(await isThere()).toBe(true)
    const code = authenticator.code(test.clock.now)
    expect((await lin('/api/account', { method: 'DELETE', json: { ...json, code } })).status).toBe(200)
    expect(await isThere()).toBe(false)
  })

  it('is signed out everywhere else when it is turned on, and his API tokens stay', async () => {
    const other = await test.as('lin')
    const { token } = (await (await lin('/api/tokens', { json: { name: 'laptop' } })).json()) as { token: string }
    await turnOnFactor()
    expect([await isIn(lin), await isIn(other)]).toEqual([true, false])
    expect((await test.send('/api/auth/me', { headers: { Authorization: `Bearer ${token}` } })).status).toBe(200)
  })
})

describe('who has no password', () => {
  beforeEach(withoutPassword)
  const first = { new_password: NEW, new_password_confirm: NEW }

  it('sets a first one within a quarter of an hour after signing in, which ends what was open', async () => {
    const html = await (await lin('/settings', { accept: 'text/html' })).text()
    expect(html).toContain('Set a password')
    expect(html).not.toContain('id="current_password"')
    const other = await test.as('mei')
    const changed = await post('/settings/password', first)
    expect(changed.headers.get('Location')).toBe('/settings?done=password#password')
    expect([await isIn(goingOn(changed)), await isIn(lin), await isIn(other), await canSignIn(NEW)]).toEqual([true, false, true, true])
  })

  it('has to sign in again after that, on the page and over the API', async () => {
    test.clock.now += 16 * MINUTE
    const response = await post('/settings/password', first)
    expect([response.status, await response.text()]).toEqual([403, expect.stringContaining('sign in again')])
    const json = await lin('/api/account/password', { method: 'PUT', json: { new_password: NEW } })
    expect([json.status, await json.json()]).toMatchObject([403, { error: { code: 'forbidden' } }])
    expect(await canSignIn(NEW)).toBe(false)
  })

  it('deletes his account after a fresh sign-in, and not by his name alone', async () => {
    test.clock.now += 16 * MINUTE
    expect((await post('/settings/deletion', { removal_username: 'lin' })).status).toBe(403)
    expect((await lin('/api/account', { method: 'DELETE', json: { username: 'lin' } })).status).toBe(403)
    expect(await isThere()).toBe(true)
    test.clock.now -= 16 * MINUTE
    expect((await post('/settings/deletion', { removal_username: 'lin' })).headers.get('Location')).toBe('/gone')
    expect(await isThere()).toBe(false)
  })

  it('or with a code', async () => {
    const authenticator = await turnOnFactor()
    test.clock.now += 16 * MINUTE
    const asked = await post('/settings/deletion', { removal_username: 'lin' })
    expect([asked.status, await asked.text()]).toEqual([403, expect.stringContaining('name="code"')])
    const json = { username: 'lin', code: authenticator.code(test.clock.now) }
    expect((await lin('/api/account', { method: 'DELETE', json: { ...json, code: '000000' } })).status).toBe(401)
    expect((await lin('/api/account', { method: 'DELETE', json })).status).toBe(200)
    expect(await isThere()).toBe(false)
  })
})

describe('a token', () => {
  it('is made by who has shown just now who he is, and by a password at any time', async () => {
    test.clock.now += 16 * MINUTE
    const form = { token_name: 'laptop', token_scopes: 'chat', token_lifetime: '90' }
    const asked = await post('/settings/tokens', form)
    expect([asked.status, await asked.text()]).toEqual([403, expect.stringContaining('Confirm that it is you')])
    const json = await lin('/api/tokens', { json: { name: 'laptop' } })
    expect([json.status, await json.json()]).toMatchObject([403, { error: { code: 'forbidden' } }])
    expect(await test.db.db.$count(test.db.t.apiTokens)).toBe(0)
    expect((await test.send('/api/auth/token', { json: { username: 'lin', password: PASSWORD } })).status).toBe(200)
    const confirmed = await post('/confirm', { password: PASSWORD, next: '/settings' })
    expect((await post('/settings/tokens', form, goingOn(confirmed))).status).toBe(200)
  })
})
