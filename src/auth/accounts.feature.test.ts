import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../ids.ts'
import { createAccountDeps, ensureAdmin, inviteHash } from './service.ts'
import { setupLink } from './setup.ts'
import { Browser, openAuthApp, PASSWORD, setUp, type TestApp } from '../test/authApp.ts'

let test: TestApp

beforeEach(async () => {
  test = await openAuthApp()
})
afterEach(() => test.close())

const users = () => test.web.db.db.select().from(test.web.db.t.users)
const tokenOf = (link: string | null) => new URL(link ?? '', 'http://localhost').searchParams.get('token') ?? ''
const form = (username: string, password = PASSWORD) => ({ username, password, password_confirm: password })

describe('an empty server', () => {
  it('explains that it waits for the setup link, and takes nobody in', async () => {
    const visitor = new Browser(test.app)
    expect((await visitor.fetch('/register')).headers.get('Location')).toBe('/login')
    const login = await visitor.fetch('/login')
    expect(login.status).toBe(200)
    expect(await login.text()).toContain('Open the setup link')
    expect((await visitor.register('first')).status).toBe(403)
    expect(await users()).toEqual([])
  })

  it('makes one administrator of twenty who try at once', async () => {
    const token = tokenOf(await setupLink(test.web))
    const tries = Array.from({ length: 20 }, (_, n) => new Browser(test.app).post('/setup', { token, ...form(`admin${n}`) }))
    const statuses = (await Promise.all(tries)).map((response) => response.status)
    expect(statuses.filter((status) => status === 303)).toHaveLength(1)
    expect(statuses.filter((status) => status === 403)).toHaveLength(19)
    expect((await users()).map((user) => user.role)).toEqual(['admin'])
  })

  it('takes the newest link only, and none once there is a user', async () => {
    const old = tokenOf(await setupLink(test.web))
    const token = tokenOf(await setupLink(test.web))
    const visitor = new Browser(test.app)
    expect((await visitor.fetch(`/setup?token=${old}`)).status).toBe(403)
    expect((await visitor.fetch(`/setup?token=${token}`)).status).toBe(200)
    expect((await visitor.post('/setup', { token, ...form('admin') })).status).toBe(303)
    expect((await visitor.fetch(`/setup?token=${token}`)).status).toBe(403)
    expect(await setupLink(test.web)).toBeNull()
  })

  it('signs the administrator in and connects what he chose', async () => {
    const browser = new Browser(test.app)
    const token = tokenOf(await setupLink(test.web))
    expect(await (await browser.fetch(`/setup?token=${token}`)).text()).toContain('http://127.0.0.1:11434/v1')
    await browser.post('/setup', { token, ...form('admin'), key: ' sk-1 ', base_url: '' })
    expect(test.connected).toEqual([{ apiKey: 'sk-1', baseUrl: null, label: 'DeepSeek' }])
    expect(await (await browser.fetch('/admin')).text()).toBe('admin')
  })

  it('connects a server that it found, and no other', async () => {
    const token = tokenOf(await setupLink(test.web))
    await new Browser(test.app).post('/setup', { token, ...form('admin'), base_url: 'http://169.254.169.254/latest' })
    expect(test.connected).toEqual([])
  })

  it('keeps the form of a setup that failed', async () => {
    const token = tokenOf(await setupLink(test.web))
    const response = await new Browser(test.app).post('/setup', { token, ...form('admin', 'short') })
    expect(response.status).toBe(400)
    const html = await response.text()
    expect(html).toContain('value="admin"')
    expect(html).toContain(token)
    expect(html).not.toContain('value="short"')
  })

  it('takes ADMIN_USERNAME and ADMIN_PASSWORD instead, once', async () => {
    const config = { ...test.web.config, adminUsername: 'root.admin', adminPassword: PASSWORD }
    const deps = createAccountDeps({ ...test.web, config })
    expect(await Promise.all([ensureAdmin(deps), ensureAdmin(deps)]).then((made) => made.filter(Boolean))).toHaveLength(1)
    expect(await ensureAdmin(deps)).toBe(false)
    expect(await setupLink(test.web)).toBeNull()
    expect((await new Browser(test.app).signIn('root.admin')).status).toBe(303)
  })
})

describe('registration', () => {
  let visitor: Browser
  beforeEach(async () => {
    await setUp(test)
    visitor = new Browser(test.app)
  })

  it('makes a user, signs him in, and goes where he wanted to go', async () => {
    const response = await visitor.post('/register', { ...form('lin.chen'), next: '/settings', role: 'admin' })
    expect(response.status).toBe(303)
    expect(response.headers.get('Location')).toBe('/settings')
    expect(await (await visitor.fetch('/chat')).text()).toBe('lin.chen')
    expect((await users()).find((user) => user.username === 'lin.chen')).toMatchObject({ role: 'user', active: true })
  })

  it.each(['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)', '\\\\evil', '/\t/evil.example'])(
    'never goes to %j',
    async (next) => {
      const response = await visitor.post('/register', { ...form('lin.chen'), next })
      expect(response.headers.get('Location')).toBe('/chat')
    },
  )

  it.each(['alice@x', 'ALICE@X', '  Alice@x ', 'Ａlice@x', 'Alice﹫x'])('takes Alice@x and %j for one name', async (other) => {
    expect((await visitor.register('Alice@x')).status).toBe(303)
    const again = await new Browser(test.app).register(other)
    expect(again.status).toBe(409)
    expect(await again.text()).toContain('That user name is taken')
    expect((await new Browser(test.app).signIn(other)).status).toBe(303)
  })

  it.each([
    ['Maße', 'MASSE'],
    ['ΣΑΣΑΣ', 'σασας'],
  ])('folds the case of any script: %s and %s are one name', async (name, other) => {
    expect((await visitor.register(name)).status).toBe(303)
    expect((await new Browser(test.app).register(other)).status).toBe(409)
  })

  it('gives one name to one of many who want it at once', async () => {
    const responses = await Promise.all(Array.from({ length: 8 }, () => new Browser(test.app).register('wanted')))
    expect(responses.map((response) => response.status).toSorted((a, b) => a - b)).toEqual([303, 409, 409, 409, 409, 409, 409, 409])
  })

  it('takes long passwords and any characters, exactly as they are', async () => {
    const passwords = ['x'.repeat(64), 'long '.repeat(40), ' leading and 😀 trailing ']
    for (const [n, password] of passwords.entries()) {
      expect((await new Browser(test.app).register(`user${n}`, password)).status).toBe(303)
      expect((await new Browser(test.app).signIn(`user${n}`, password.slice(0, -1))).status).toBe(401)
      expect((await new Browser(test.app).signIn(`user${n}`, password)).status).toBe(303)
    }
  })

  it.each([
    ['too short', { username: 'lin.chen', password: '1234567', password_confirm: '1234567' }, 'too short'],
    ['common', { username: 'lin.chen', password: 'Password1', password_confirm: 'Password1' }, 'common'],
    ['the name itself', { username: 'lin.chen.zurich', password: 'Lin.Chen.Zurich', password_confirm: 'Lin.Chen.Zurich' }, 'common'],
    ['two that differ', { username: 'lin.chen', password: PASSWORD, password_confirm: `${PASSWORD}!` }, 'differ'],
    ['a name too short', { username: 'li', password: PASSWORD, password_confirm: PASSWORD }, 'user name'],
  ])('refuses %s, keeps the name and not the password', async (_name, fields, message) => {
    const response = await visitor.post('/register', fields)
    const html = await response.text()
    expect(response.status).toBe(400)
    expect(html).toContain(message)
    expect(html).toContain(`value="${fields.username}"`)
    expect(html).toContain('aria-invalid="true"')
    expect(html).not.toContain(fields.password_confirm)
    expect(await users()).toHaveLength(1)
  })

  it('shows what was typed as text', async () => {
    const html = await (await visitor.post('/register', form('"><script>alert(1)</script>', 'short'))).text()
    expect(html).not.toContain('<script>alert')
  })
})

describe('registration by invitation or not at all', () => {
  async function openWith(registration: 'invite' | 'closed') {
    await test.close()
    test = await openAuthApp({ registration })
    await setUp(test)
  }

  it('is refused when it is closed', async () => {
    await openWith('closed')
    expect((await new Browser(test.app).fetch('/register')).status).toBe(200)
    expect((await new Browser(test.app).register('lin.chen')).status).toBe(403)
    expect(await users()).toHaveLength(1)
  })

  it('takes an invitation as often as it says, also at once', async () => {
    await openWith('invite')
    const { db, t } = test.web.db
    const createdAt = new Date(test.clock.now)
    const invite = { id: newId(), codeHash: inviteHash('K7QM-2F9X'), createdBy: newId(), maxUses: 2, createdAt }
    await db.insert(t.invites).values(invite)
    const tries = Array.from({ length: 5 }, (_, n) =>
      new Browser(test.app).post('/register', { ...form(`guest${n}`), invite: 'k7qm-2f9x' }),
    )
    const statuses = (await Promise.all(tries)).map((response) => response.status).toSorted((a, b) => a - b)
    expect(statuses).toEqual([303, 303, 403, 403, 403])
    expect(await db.$count(t.inviteUses)).toBe(2)
  })

  it('keeps an invitation for another name when the first one is taken', async () => {
    await openWith('invite')
    const { db, t } = test.web.db
    const times = { createdAt: new Date(test.clock.now), expiresAt: new Date(test.clock.now + 1000) }
    await db.insert(t.invites).values({ id: newId(), codeHash: inviteHash('ONCE'), createdBy: newId(), ...times })
    const guest = new Browser(test.app)
    expect((await guest.post('/register', { ...form('admin'), invite: 'ONCE' })).status).toBe(409)
    expect((await guest.post('/register', { ...form('guest'), invite: 'WRONG' })).status).toBe(403)
    test.clock.now += 1001
    expect((await guest.post('/register', { ...form('guest'), invite: 'ONCE' })).status).toBe(403)
    test.clock.now -= 1001
    expect((await guest.post('/register', { ...form('guest'), invite: 'ONCE' })).status).toBe(303)
  })
})
