import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CLIENT, startProvider } from '../src/oidc/testing/provider.ts'
import { ADMIN, openBrowser, signIn, visit } from './browser.ts'
import { removeDataDir, type RunningServer, startServer } from './server.ts'

let browser: Browser
let server: RunningServer

beforeAll(async () => {
  browser = await openBrowser()
  const admin = { ADMIN_USERNAME: ADMIN.username, ADMIN_PASSWORD: ADMIN.password }
  server = await startServer({ env: { ...admin, REGISTRATION: 'invite' } })
})
afterAll(async () => {
  await browser.close()
  await server.stop()
  await removeDataDir(server.dataDir)
})

const faultsOf = async (page: Page): Promise<string[]> =>
  (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
const overflows = (page: Page): Promise<boolean> => page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)

/** By the pages alone, as an administrator does it. */
async function createUser(page: Page, username: string): Promise<string> {
  await page.goto(`${server.url}/admin/users`)
  await page.click('main .bar a')
  await page.fill('#username', username)
  await page.click('button.primary')
  return page.inputValue('#link')
}

/** The same for a provider, which is asked who it is; answers the path of its page. */
async function addProvider(page: Page, name: string): Promise<string> {
  const there = await startProvider([])
  await page.goto(`${server.url}/admin/providers`)
  await page.fill('#name', name)
  await page.fill('#issuer', there.issuer)
  await page.fill('#client_id', CLIENT.clientId)
  await page.fill('#client_secret', CLIENT.secret)
  await page.click('button.primary')
  await page.waitForURL(/saved=1/)
  await there.close()
  return new URL(page.url()).pathname
}

describe('an administrator', () => {
  it('makes a user, who sets a password by the link and signs in', async () => {
    const { page, context, problems } = await visit(browser, server.url)
    await signIn(page, server.url)
    await page.click('.sidebar footer button')
    await page.click('#user-menu a[href="/admin"]')
    const link = await createUser(page, 'Lin Chen')
    await page.reload()
    const guest = await visit(browser, server.url)
    await guest.page.goto(link)
    await guest.page.fill('#password', 'a password of her own')
    await guest.page.fill('#password_confirm', 'a password of her own')
    await guest.page.click('button.primary')
    await guest.page.waitForURL(/done=1/)
    await signIn(guest.page, server.url, { username: 'lin chen', password: 'a password of her own' })
    expect(await guest.page.locator('.sidebar footer').innerText()).toContain('Lin Chen')
    expect([...problems, ...guest.problems]).toEqual([])
    await context.close()
    await guest.context.close()
  })

  it('invites somebody, whose form is filled in by the link', async () => {
    const { page, context, problems } = await visit(browser, server.url)
    await signIn(page, server.url)
    await page.goto(`${server.url}/admin/invites`)
    await page.fill('#note', 'for Mei')
    await page.click('button.primary')
    const [link, code] = [await page.inputValue('#invite-link'), await page.inputValue('#invite-code')]
    const guest = await visit(browser, server.url)
    await guest.page.goto(link)
    expect(await guest.page.inputValue('#invite')).toBe(code)
    await guest.page.fill('#username', 'mei')
    await guest.page.fill('#password', 'a password of her own')
    await guest.page.fill('#password_confirm', 'a password of her own')
    await guest.page.click('button.primary')
    await guest.page.waitForURL(/\/chat/)
    await page.goto(`${server.url}/admin/invites`)
    expect(await page.locator('tbody tr').first().innerText()).toContain('mei')
    expect([...problems, ...guest.problems]).toEqual([])
    await context.close()
    await guest.context.close()
  })

  it('adds a provider to sign in with, which the sign-in page then offers', async () => {
    const { page, context, problems } = await visit(browser, server.url)
    await signIn(page, server.url)
    await addProvider(page, 'Example')
    const callback = await page.inputValue('#redirect-uri')
    const guest = await visit(browser, server.url)
    await guest.page.goto(`${server.url}/login`)
    const way = await guest.page.getAttribute('a[href*="/login/with/"]', 'href')
    expect(callback).toBe(`${server.url}${way?.replace('with', 'callback')}`)
    expect([...problems, ...guest.problems]).toEqual([])
    await context.close()
    await guest.context.close()
  })
})

describe('every page of the administration, in both themes and languages, wide and narrow', () => {
  const looks = [
    { colorScheme: 'light', locale: 'en-GB', viewport: { width: 1280, height: 900 } },
    { colorScheme: 'dark', locale: 'zh-CN', viewport: { width: 320, height: 700 } },
  ] as const

  it.each(looks)('has no fault that axe finds, and nothing that sticks out: $locale, $colorScheme', async (look) => {
    const { page, context, problems } = await visit(browser, server.url, look)
    await signIn(page, server.url)
    const link = await createUser(page, `guest ${look.locale}`)
    const user = new URL(page.url()).pathname
    expect([user, await faultsOf(page), await overflows(page)]).toEqual([user, [], false])
    await page.goto(`${server.url}/admin/groups`)
    await page.fill('#name', `Team ${look.locale}`)
    await page.fill('#tokens_day', '4,000,000')
    await page.click('button.primary')
    const userPage = await page.goto(`${server.url}/admin/users`).then(() => page.getAttribute('tbody th a', 'href'))
    const groupPage = await page.goto(`${server.url}/admin/groups`).then(() => page.getAttribute('tbody th a', 'href'))
    const provider = await addProvider(page, `Example ${look.locale}`)
    const lists = ['/admin/users', '/admin/groups', '/admin/invites', '/admin/providers', '/admin/audit', '/settings']
    const places = [...lists, '/admin/users/new', userPage, groupPage, provider]
    for (const place of [...places, new URL(link).pathname + new URL(link).search, '/reset?done=1']) {
      await page.goto(server.url + place)
      expect([place, await faultsOf(page), await overflows(page)]).toEqual([place, [], false])
    }
    expect(problems).toEqual([])
    await context.close()
  })
})
