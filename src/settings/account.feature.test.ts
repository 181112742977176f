import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Browser, openAuthApp, PASSWORD, setUp, type TestApp } from '../test/authApp.ts'

const NAME = 'aichat_session'
const NEW = 'another long sentence'
const FIREFOX = { 'User-Agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0' }

let test: TestApp
let browser: Browser

beforeEach(async () => {
  test = await openAuthApp()
  await setUp(test)
  browser = new Browser(test.app)
  await browser.register('lin.chen')
})
afterEach(() => test.close())

const isIn = async (visitor: Browser): Promise<boolean> => (await visitor.fetch('/chat')).status === 200
const users = () => test.web.db.db.select().from(test.web.db.t.users)
const audit = async () =>
  (await test.web.db.db.select().from(test.web.db.t.auditLog))
    .filter(({ action }) => action.startsWith('account.'))
    .map(({ action, target, actorName }) => [action, target, actorName])
const tokenOf = async (): Promise<string> => {
  const response = await new Browser(test.app).post('/api/auth/token', { username: 'lin.chen', password: PASSWORD })
  return ((await response.json()) as { token: string }).token
}
const byToken = async (token: string): Promise<number> =>
  (await test.app.request('/api/auth/me', { headers: { Authorization: `Bearer ${token}` } })).status

async function elsewhere(headers: Record<string, string> = {}): Promise<Browser> {
  const other = new Browser(test.app)
  await other.post('/login', { username: 'lin.chen', password: PASSWORD }, headers)
  return other
}

describe('another password', () => {
  const change = (fields: Record<string, string> = {}, as = browser) =>
    as.post('/settings/password', { current_password: PASSWORD, new_password: NEW, new_password_confirm: NEW, ...fields })

  it('ends all that the old one has opened, and this session goes on under a new id', async () => {
    const [other, token, before] = [await elsewhere(), await tokenOf(), browser.cookies.get(NAME)]
    const response = await change()
    expect([response.status, response.headers.get('Location')]).toEqual([303, '/settings?done=password#password'])
    expect(await isIn(browser)).toBe(true)
    expect(browser.cookies.get(NAME)).not.toBe(before)
    const replay = new Browser(test.app)
    replay.cookies.set(NAME, before ?? '')
    expect([await isIn(other), await isIn(replay), await byToken(token)]).toEqual([false, false, 401])
    const rows = await test.web.db.db.select().from(test.web.db.t.apiTokens)
    expect(rows.map(({ revokedAt }) => revokedAt !== null)).toEqual([true])
    expect((await new Browser(test.app).signIn('lin.chen')).status).toBe(401)
    expect((await new Browser(test.app).signIn('lin.chen', NEW)).status).toBe(303)
    expect(await audit()).toEqual([['account.password', 'lin.chen', 'lin.chen']])
  })

  it('holds in another process within a second', async () => {
    const there = new Browser(test.start())
    await there.signIn('lin.chen')
    expect(await isIn(there)).toBe(true)
    await change()
    test.clock.now += 1_001
    expect(await isIn(there)).toBe(false)
  })

  it.each([
    ['the old one is wrong', { current_password: 'wrong password' }, 403, 'current_password'],
    ['the two differ', { new_password_confirm: `${NEW}!` }, 400, 'new_password_confirm'],
    ['it is too short', { new_password: '1234567', new_password_confirm: '1234567' }, 400, 'new_password'],
    ['it is a common one', { new_password: 'password1', new_password_confirm: 'password1' }, 400, 'new_password'],
    ['it is the user name', { new_password: 'LIN.CHEN', new_password_confirm: 'LIN.CHEN' }, 400, 'new_password'],
  ])('is refused at its field where %s, and nothing ends', async (_name, fields, status, field) => {
    const other = await elsewhere()
    const response = await change(fields)
    expect(response.status).toBe(status)
    const html = await response.text()
    expect(html).toContain(`id="${field}-e"`)
    expect(html).not.toContain(NEW)
    expect([await isIn(browser), await isIn(other)]).toEqual([true, true])
    expect(await audit()).toEqual([])
  })

  it('cannot be guessed at by who sits at an open session', async () => {
    const guesses: number[] = []
    while (guesses.length < 21 && guesses.at(-1) !== 429)
      guesses.push((await change({ current_password: `guess ${guesses.length}` })).status)
    expect(guesses.at(-1)).toBe(429)
    expect((await change()).headers.get('Retry-After')).toMatch(/^\d+$/)
  })

  it('is set by one of two who change it at once', async () => {
    const other = await elsewhere()
    const statuses = (await Promise.all([change(), change({ new_password: `${NEW}!`, new_password_confirm: `${NEW}!` }, other)])).map(
      ({ status }) => status,
    )
    expect(statuses.toSorted((a, b) => a - b)).toEqual([303, 403])
  })

  it('over the API says the same in JSON', async () => {
    const put = (body: object) =>
      browser.fetch('/api/account/password', { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
    const wrong = await put({ current_password: 'wrong password', new_password: NEW })
    expect([wrong.status, await wrong.json()]).toMatchObject([403, { error: { code: 'forbidden', field: 'current_password' } }])
    expect((await put({ current_password: PASSWORD, new_password: NEW })).status).toBe(200)
    expect(await isIn(browser)).toBe(true)
  })
})

describe('another user name', () => {
  const rename = (username: string) => browser.post('/settings/name', { username })

  it('is taken at once, and sessions go on', async () => {
    const [other, token] = [await elsewhere(), await tokenOf()]
    expect((await rename('林小晨')).headers.get('Location')).toBe('/settings?done=name#profile')
    expect(await (await browser.fetch('/chat')).text()).toBe('林小晨')
    expect([await isIn(other), await byToken(token)]).toEqual([true, 200])
    expect((await new Browser(test.app).signIn('lin.chen')).status).toBe(401)
    expect((await new Browser(test.app).signIn('林小晨')).status).toBe(303)
    expect(await audit()).toEqual([['account.rename', 'lin.chen', 'lin.chen']])
  })

  it('may be another spelling of the same', async () => {
    await rename('Lin.Chen')
    expect((await users()).map(({ username }) => username)).toContain('Lin.Chen')
  })

  it.each(['admin', 'ADMIN', ' Ａdmin '])('that somebody has is refused, however it is written: %j', async (name) => {
    const response = await rename(name)
    expect(response.status).toBe(409)
    expect(await response.text()).toContain('id="username-e"')
    expect(await isIn(browser)).toBe(true)
    expect(await audit()).toEqual([])
  })

  it('that cannot be one is refused and kept in the form', async () => {
    const response = await rename('"><script>alert(1)</script> and far too long for a name')
    const html = await response.text()
    expect(response.status).toBe(400)
    expect(html).toContain('&quot;&gt;&lt;script&gt;')
    expect(html).not.toContain('<script>alert')
  })

  it('is given to one of two who want it at once', async () => {
    const other = new Browser(test.app)
    await other.register('mei')
    const both = await Promise.all([rename('wanted'), other.post('/settings/name', { username: 'Wanted' })])
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 409])
  })
})

describe('my sessions', () => {
  type Listed = { id: string; device: string; ip: string; current: boolean }
  const list = async (as = browser): Promise<Listed[]> =>
    ((await (await as.fetch('/api/account/sessions')).json()) as { sessions: Listed[] }).sessions

  it('are listed with device, address and which one this is, on the page and over the API', async () => {
    await elsewhere(FIREFOX)
    expect((await list()).map(({ device, current }) => [device, current])).toEqual([
      ['Unknown device', true],
      ['Firefox on Windows', false],
    ])
    expect((await list())[0]?.ip).toBe('127.0.0.1')
    const html = await (await browser.fetch('/settings')).text()
    expect(html).toContain('Firefox on Windows')
    expect(html).toContain('this device')
    expect(html).toContain('after 7 days')
    const chinese = await (await browser.fetch('/settings', { headers: { 'Accept-Language': 'zh-CN' } })).text()
    expect(chinese).toContain('Windows 上的 Firefox')
  })

  it('end one by one', async () => {
    const other = await elsewhere(FIREFOX)
    const id = (await list()).find(({ current }) => !current)?.id ?? ''
    const response = await browser.post(`/settings/sessions/${id}/deletion`, {})
    expect([response.status, response.headers.get('Location')]).toEqual([303, '/settings?done=session#sessions'])
    expect([await isIn(browser), await isIn(other)]).toEqual([true, false])
    expect(await list()).toHaveLength(1)
  })

  it('end all at once, but this one', async () => {
    const others = [await elsewhere(), await elsewhere(FIREFOX)]
    await browser.post('/settings/sessions/deletion', {})
    expect(await Promise.all([browser, ...others].map(isIn))).toEqual([true, false, false])
  })

  it('end over the API, also while the cache is down, and stay so', async () => {
    const others = [await elsewhere(), await elsewhere()]
    test.cache.down = true
    const id = (await list()).find(({ current }) => !current)?.id ?? ''
    expect((await browser.fetch(`/api/account/sessions/${id}`, { method: 'DELETE' })).status).toBe(200)
    expect((await Promise.all(others.map(isIn))).filter(Boolean)).toHaveLength(1)
    expect((await browser.fetch('/api/account/sessions', { method: 'DELETE' })).status).toBe(200)
    test.cache.down = false
    expect(await Promise.all([browser, ...others].map(isIn))).toEqual([true, false, false])
  })

  it('of others are not there', async () => {
    const mei = new Browser(test.app)
    await mei.register('mei')
    const id = (await list())[0]?.id ?? ''
    const [foreign, missing] = [
      await mei.fetch(`/api/account/sessions/${id}`, { method: 'DELETE' }),
      await mei.fetch(`/api/account/sessions/${'0'.repeat(64)}`, { method: 'DELETE' }),
    ]
    expect([foreign.status, missing.status]).toEqual([404, 404])
    expect((await mei.post(`/settings/sessions/${id}/deletion`, {})).status).toBe(404)
    expect([await isIn(browser), (await list(mei)).length]).toEqual([true, 1])
  })

  it('that have run out are not listed', async () => {
    await elsewhere()
    test.clock.now += 4 * 86_400_000
    await browser.fetch('/chat')
    test.clock.now += 4 * 86_400_000
    expect(await list()).toHaveLength(1)
  })
})

const FORMS = ['/settings/name', '/settings/password', '/settings/deletion', '/settings/sessions/deletion', '/settings/sessions/x/deletion']
const CALLS = [
  ['PATCH', '/api/account'],
  ['DELETE', '/api/account'],
  ['PUT', '/api/account/password'],
  ['DELETE', '/api/account/sessions'],
  ['DELETE', '/api/account/sessions/x'],
  ['GET', '/api/account/sessions'],
  ['GET', '/api/account/download'],
] as const

describe('nobody else', () => {
  it.each(FORMS)('posts %s without being signed in, from another site, or by GET', async (path) => {
    const fields = {
      username: 'mallory',
      current_password: PASSWORD,
      new_password: NEW,
      new_password_confirm: NEW,
      removal_username: 'lin.chen',
    }
    expect((await new Browser(test.app).post(path, fields)).status).toBe(401)
    for (const headers of [{ 'Sec-Fetch-Site': 'cross-site' }, { 'Sec-Fetch-Site': 'same-site' }])
      expect((await browser.post(path, fields, headers)).status).toBe(403)
    expect((await browser.fetch(`${path}?username=mallory`)).status).toBe(404)
    expect([await isIn(browser), (await users()).length, await audit()]).toEqual([true, 2, []])
  })

  it.each(CALLS)('calls %s %s', async (method, path) => {
    expect((await new Browser(test.app).fetch(path, { method })).status).toBe(401)
    const foreign = { method, headers: { 'Sec-Fetch-Site': 'cross-site', 'Content-Type': 'application/json' } }
    const fromElsewhere = method === 'GET' ? null : await browser.fetch(path, { ...foreign, body: '{}' })
    expect(fromElsewhere?.status ?? 403).toBe(403)
    expect([await isIn(browser), (await users()).length]).toEqual([true, 2])
  })
})
