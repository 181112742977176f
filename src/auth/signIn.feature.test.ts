import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Browser, openAuthApp, setUp, type TestApp } from '../test/authApp.ts'

let test: TestApp

beforeEach(async () => {
  test = await openAuthApp()
})
afterEach(() => test.close())

const users = () => test.web.db.db.select().from(test.web.db.t.users)

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
    for (const hash of hashes) expect(hash).toMatch(/^\$argon2id\$v=19\$/)
    expect(new Set(hashes).size).toBe(3)
  })
})
