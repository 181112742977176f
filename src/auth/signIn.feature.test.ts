import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Browser, openAuthApp, PASSWORD, setUp, type TestApp } from '../test/authApp.ts'

let test: TestApp

beforeEach(async () => {
  test = await openAuthApp()
})
afterEach(() => test.close())

const users = () => test.web.db.db.select().from(test.web.db.t.users)
const form = (username: string) => ({ username, password: PASSWORD, password_confirm: PASSWORD })

describe('signing in', () => {
  beforeEach(async () => {
    await setUp(test)
    await new Browser(test.app).register('lin.chen')
  })

  it('says the same of an unknown name and a wrong password', async () => {
    const wrong = await new Browser(test.app).signIn('lin.chen', 'wrong password')
    const unknown = await new Browser(test.app).signIn('lin.cheng', 'wrong password')
    expect([wrong.status, unknown.status]).toEqual([401, 401])
    expect((await wrong.text()).replace('lin.chen"', '"')).toBe((await unknown.text()).replace('lin.cheng"', '"'))
  })

  it('stops guessing at the eleventh try, whatever address it claims, and not the owner where he is known', async () => {
    const statuses: number[] = []
    for (let n = 0; n < 11; n++) {
      const guess = { username: 'lin.chen', password: `guess ${n}` }
      statuses.push((await new Browser(test.app).post('/login', guess, { 'X-Forwarded-For': `10.0.0.${n}` })).status)
    }
    expect(statuses).toEqual([...Array<number>(10).fill(401), 429])
    const refused = await new Browser(test.app).signIn('LIN.chen')
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0)
    expect(Number(refused.headers.get('Retry-After'))).toBeLessThanOrEqual(900)
    test.clock.now += 900_001
    expect((await new Browser(test.app).signIn('lin.chen')).status).toBe(303)
  })

  it('lets the owner in from an address that he has used, while strangers guess', async () => {
    await test.close()
    test = await openAuthApp({ trustProxy: 1 })
    await setUp(test)
    const home = { 'X-Forwarded-For': '203.0.113.7' }
    await new Browser(test.app).post('/register', form('mei'))
    const right = { username: 'mei', password: PASSWORD }
    expect((await new Browser(test.app).post('/login', right, home)).status).toBe(303)
    for (let n = 0; n < 11; n++)
      await new Browser(test.app).post('/login', { username: 'mei', password: 'guess' }, { 'X-Forwarded-For': `10.0.0.${n}` })
    expect((await new Browser(test.app).post('/login', right, { 'X-Forwarded-For': '10.9.9.9' })).status).toBe(429)
    expect((await new Browser(test.app).post('/login', right, home)).status).toBe(303)
  })

  it('sends who is signed in to the chat', async () => {
    const browser = new Browser(test.app)
    await browser.signIn('lin.chen')
    expect((await browser.fetch('/login')).headers.get('Location')).toBe('/chat')
    expect((await browser.fetch('/login?next=/settings')).headers.get('Location')).toBe('/settings')
    expect((await browser.fetch('/register')).headers.get('Location')).toBe('/chat')
  })

  it('comes back to the page that asked for it', async () => {
    const visitor = new Browser(test.app)
    const asked = await visitor.fetch('/chat?q=hello')
    expect(asked.headers.get('Location')).toBe('/login?next=%2Fchat%3Fq%3Dhello')
    expect(await (await visitor.fetch('/login?next=%2Fchat%3Fq%3Dhello')).text()).toContain('name="next" value="/chat?q=hello"')
  })

  it('keeps passwords as argon2id, salted', async () => {
    await new Browser(test.app).register('mei')
    const hashes = (await users()).map((user) => user.passwordHash)
    for (const hash of hashes) expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(new Set(hashes).size).toBe(3)
  })
})
