import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { newSessionCookie } from '../web/sessionId.ts'
import { Browser, openAuthApp, setUp, type TestApp } from '../test/authApp.ts'
import { updateUser } from './queries.ts'

const NAME = 'aichat_session'
const HOUR = 3_600_000
const DAY = 24 * HOUR

let test: TestApp
let browser: Browser

beforeEach(async () => {
  test = await openAuthApp()
  await setUp(test)
  browser = new Browser(test.app)
  await browser.register('lin.chen')
})
afterEach(() => test.close())

const who = async (visitor: Browser): Promise<string | null> => {
  const response = await visitor.fetch('/chat')
  return response.status === 200 ? response.text() : null
}

const replay = (cookie: string | undefined, app = test.app): Browser => {
  const visitor = new Browser(app)
  visitor.cookies.set(NAME, cookie ?? '')
  return visitor
}

const sessionRows = () => test.web.db.db.$count(test.web.db.t.sessions)

describe('the cookie', () => {
  it('is HttpOnly, Lax, for the whole site, as long as SESSION_TTL, and plain on http', async () => {
    const response = await new Browser(test.app).signIn('lin.chen')
    const [cookie = '', ...others] = response.headers.getSetCookie()
    expect(others.map((other) => other.split('=')[0])).toEqual(['aichat_known'])
    expect(cookie).toMatch(/^aichat_session=[\w-]{43}\.[\w-]{43}; /)
    expect(cookie.split('; ').slice(1).sort()).toEqual(['HttpOnly', 'Max-Age=604800', 'Path=/', 'SameSite=Lax'])
  })

  it('is Secure and __Host- behind https', async () => {
    const secure = await openAuthApp({ publicUrl: 'https://chat.example' })
    await setUp(secure)
    const response = await new Browser(secure.app).register('mei')
    expect(response.headers.getSetCookie()[0]).toMatch(/^__Host-aichat_session=.*; Secure/)
    await secure.close()
  })

  it('believes X-Forwarded-Proto of a trusted proxy only', async () => {
    const forged = await new Browser(test.app).post(
      '/login',
      { username: 'lin.chen', password: 'correct horse battery staple' },
      { 'X-Forwarded-Proto': 'https' },
    )
    expect(forged.headers.getSetCookie()[0]).not.toContain('Secure')
  })

  it('is not given to visitors who only look', async () => {
    const visitor = new Browser(test.app)
    for (const path of ['/login', '/register', '/chat', '/nowhere']) expect((await visitor.fetch(path)).headers.getSetCookie()).toEqual([])
    await visitor.signIn('lin.chen', 'wrong password')
    expect(visitor.cookies.size).toBe(0)
    expect(await sessionRows()).toBe(2)
  })

  it('is not sent again with every answer', async () => {
    expect((await browser.fetch('/chat')).headers.getSetCookie()).toEqual([])
  })

  it('is stored as a hash', async () => {
    const id = browser.cookies.get(NAME)?.split('.')[0] ?? ''
    const rows = await test.web.db.db.select().from(test.web.db.t.sessions)
    expect(JSON.stringify(rows)).not.toContain(id)
  })
})

describe('a cookie that we did not make', () => {
  it.each([
    ['empty', ''],
    ['short', 'x'],
    ['a dot', '.'],
    ['an encoded NUL', '%00'],
    ['broken percent-encoding', '%E0%A4%A'],
    ['8 KB', 'a'.repeat(8192)],
    ['of the right shape', `${'a'.repeat(43)}.${'b'.repeat(43)}`],
    ['quoted', '"quoted"'],
    ['beyond ASCII', '\u00ff'],
    ['JSON', '{"userId":"1"}'],
  ])('is nobody, and no fault: %s', async (_name, cookie) => {
    expect((await replay(cookie).fetch('/chat')).status).toBe(303)
  })

  it('is nobody when it is cut or changed', async () => {
    const cookie = browser.cookies.get(NAME) ?? ''
    for (const changed of [
      cookie.slice(1),
      cookie.slice(0, -1),
      cookie.replace(/.$/, (end) => (end === 'A' ? 'Q' : 'A')),
      cookie.toUpperCase(),
    ]) {
      expect(await who(replay(changed))).toBeNull()
    }
  })

  it('does not reach the database', async () => {
    const select = vi.spyOn(test.web.db.db, 'select')
    await replay(newSessionCookie(new Uint8Array(32)).cookie).fetch('/chat')
    expect(select).not.toHaveBeenCalled()
    select.mockRestore()
  })
})

describe('signing in', () => {
  it('gives a new id and ends the old one', async () => {
    const before = browser.cookies.get(NAME)
    await browser.signIn('lin.chen')
    expect(browser.cookies.get(NAME)).not.toBe(before)
    expect(await who(browser)).toBe('lin.chen')
    expect(await who(replay(before))).toBeNull()
  })

  it('does not take over an id that somebody chose', async () => {
    const chosen = replay(`${'c'.repeat(43)}.${'d'.repeat(43)}`)
    await chosen.signIn('lin.chen')
    expect(chosen.cookies.get(NAME)).not.toContain('ccc')
    expect(await who(chosen)).toBe('lin.chen')
  })
})

describe('signing out', () => {
  it('ends the session and takes the cookie away', async () => {
    const before = browser.cookies.get(NAME)
    const response = await browser.post('/logout', {})
    expect(response.headers.get('Location')).toBe('/login')
    expect([...browser.cookies.keys()]).toEqual(['aichat_known'])
    expect(await who(replay(before))).toBeNull()
  })

  it('holds while the cache is down, and when it is back with what it held', async () => {
    const before = browser.cookies.get(NAME)
    test.cache.down = true
    await browser.post('/logout', {})
    expect(await who(replay(before))).toBeNull()
    test.cache.down = false
    expect(await who(replay(before))).toBeNull()
    expect(await who(replay(before, test.start()))).toBeNull()
  })

  it('is believed after a minute by a process that missed it', async () => {
    const before = browser.cookies.get(NAME)
    test.cache.down = true
    await browser.post('/logout', {})
    test.cache.down = false
    test.clock.now += 61_000
    expect(await who(replay(before, test.start()))).toBeNull()
  })

  it('is not believed any more by a process that knows that the cache was away', async () => {
    const before = browser.cookies.get(NAME)
    const elsewhere = replay(before, test.start())
    await who(elsewhere)
    test.cache.down = true
    await browser.post('/logout', {})
    expect(await who(elsewhere)).toBeNull()
    test.cache.down = false
    expect(await who(elsewhere)).toBeNull()
  })

  it('is told to the cache when that is back, so that nobody goes on', async () => {
    const before = browser.cookies.get(NAME)
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    test.cache.down = true
    await browser.post('/logout', {})
    test.cache.down = false
    const forgotten = test.cache.deletes
    await vi.advanceTimersByTimeAsync(1_000)
    await vi.waitFor(() => expect(test.cache.deletes).toBe(forgotten + 1))
    vi.useRealTimers()
    expect(await who(replay(before, test.start()))).toBeNull()
  })

  it('is not undone by a request that was under way', async () => {
    const late = replay(browser.cookies.get(NAME))
    const [first] = await Promise.all([browser.post('/logout', {}), who(late), who(late), who(late)])
    expect(first.status).toBe(303)
    expect(await who(late)).toBeNull()
  })

  it('does nothing by GET', async () => {
    expect((await browser.fetch('/logout')).status).toBe(404)
    expect(await who(browser)).toBe('lin.chen')
  })
})

describe('lasting', () => {
  it('ends a minute after SESSION_TTL without use, with the cache and without', async () => {
    test.clock.now += 7 * DAY + 60_000
    expect(await who(browser)).toBeNull()
    test.cache.down = true
    expect(await who(browser)).toBeNull()
  })

  it('slides with use, and sends the cookie again when it does', async () => {
    test.clock.now += 4 * DAY
    expect((await browser.fetch('/chat')).headers.getSetCookie()[0]).toContain('Max-Age=604800')
    test.clock.now += 4 * DAY
    expect(await who(browser)).toBe('lin.chen')
  })

  it('writes the database once an hour at most', async () => {
    const update = vi.spyOn(test.web.db.db, 'update')
    test.clock.now += HOUR / 2
    await who(browser)
    expect(update).not.toHaveBeenCalled()
    test.clock.now += HOUR
    await who(browser)
    await who(browser)
    expect(update).toHaveBeenCalledTimes(1)
    update.mockRestore()
  })

  it('leaves no row behind when it has run out', async () => {
    test.clock.now += 8 * DAY
    await new Browser(test.app).signIn('lin.chen')
    expect(await sessionRows()).toBe(1)
  })

  it('survives a restart, and the loss of the cache', async () => {
    expect(await who(replay(browser.cookies.get(NAME), test.start()))).toBe('lin.chen')
    test.cache.down = true
    expect(await who(browser)).toBe('lin.chen')
  })

  it('says 503 when neither cache nor database answers, and signs nobody out', async () => {
    test.cache.down = true
    const select = vi.spyOn(test.web.db.db, 'select').mockImplementation(() => {
      throw new Error('the database is away')
    })
    const response = await browser.fetch('/chat')
    select.mockRestore()
    expect(response.status).toBe(503)
    expect(response.headers.getSetCookie()).toEqual([])
    expect(await who(browser)).toBe('lin.chen')
  })

  it('ends with the account: disabled, or of an older epoch', async () => {
    const row = (await test.web.db.db.select().from(test.web.db.t.users)).find((user) => user.username === 'lin.chen')
    await updateUser(test.web.db, row?.id ?? '', { epoch: 1 })
    test.clock.now += 1001
    expect(await who(browser)).toBeNull()
    await updateUser(test.web.db, row?.id ?? '', { epoch: 0, active: false })
    test.clock.now += 1001
    expect(await who(browser)).toBeNull()
    await updateUser(test.web.db, row?.id ?? '', { active: true, epoch: 5 })
    test.clock.now += 1001
    await browser.signIn('lin.chen')
    expect(await who(browser)).toBe('lin.chen')
  })
})
