import { afterEach, beforeEach, expect, it } from 'vitest'
import { newId } from '../ids.ts'
import type { SettingChange } from '../site/settings.ts'
import { Browser, openAuthApp, setUp, type TestApp } from '../test/authApp.ts'

let test: TestApp

beforeEach(async () => {
  test = await openAuthApp()
  await setUp(test)
})
afterEach(() => test.close())

async function set(change: SettingChange): Promise<void> {
  await test.web.site.write(test.web.db, change, newId(), new Date(test.clock.now))
  test.web.site.forget()
}

const page = async (path: string) => (await new Browser(test.app).fetch(path)).text()
const login = (path = '/login') => page(path).then((html) => html.includes('href="/register"'))

it('that an administrator closes refuses at once, also who has the form open', async () => {
  const visitor = new Browser(test.app)
  expect(await (await visitor.fetch('/register')).text()).toContain('name="password_confirm"')
  await set({ registration: 'closed' })
  const refused = await visitor.register('lin.chen')
  expect(refused.status).toBe(403)
  const html = await refused.text()
  expect(html).toContain('Registration is closed')
  expect(html).not.toContain('name="password_confirm"')
  expect(await page('/register')).not.toContain('name="password_confirm"')
  await set({ registration: null })
  expect((await visitor.register('lin.chen')).status).toBe(303)
})

it('that an administrator binds to invitations asks for a code', async () => {
  await set({ registration: 'invite' })
  expect(await page('/register')).toContain('name="invite"')
  expect((await new Browser(test.app).register('lin.chen')).status).toBe(403)
})

it('is offered on the page of sign-in as long as it is not closed, also on the one that is drawn once', async () => {
  expect([await login(), await login('/login?next=/settings')]).toEqual([true, true])
  await set({ registration: 'closed' })
  expect([await login(), await login('/login?next=/settings')]).toEqual([false, false])
  await set({ registration: 'open' })
  expect([await login(), await login('/login?next=/settings')]).toEqual([true, true])
})

it('stays as it was while the cache is away', async () => {
  await set({ registration: 'closed' })
  test.cache.down = true
  expect((await new Browser(test.app).register('lin.chen')).status).toBe(403)
  await set({ registration: 'open' })
  expect((await new Browser(test.app).register('lin.chen')).status).not.toBe(403)
  test.cache.down = false
})
