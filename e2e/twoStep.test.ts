import { AxeBuilder } from '@axe-core/playwright'
import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Authenticator, scan } from '../src/test/authenticator.ts'
import { ADMIN, openBrowser, signIn, visit } from './browser.ts'
import { removeDataDir, type RunningServer, startServer } from './server.ts'

const STEP = 30_000

let browser: Browser
let server: RunningServer

beforeAll(async () => {
  browser = await openBrowser()
  server = await startServer({ env: { ADMIN_USERNAME: ADMIN.username, ADMIN_PASSWORD: ADMIN.password } })
})

afterAll(async () => {
  await browser.close()
  await server.stop()
  await removeDataDir(server.dataDir)
})

async function expectSound(page: Page): Promise<void> {
  const faults = (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
  const sticksOut = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)
  expect([page.url(), faults, sticksOut]).toEqual([page.url(), [], false])
}

/** Turns it on, and looks at each page on the way. Resolves to the telephone and what was downloaded. */
async function turnOn(page: Page): Promise<{ authenticator: Authenticator; codes: string[] }> {
  await page.goto(`${server.url}/settings`)
  await page.click('form[action$="/second-factor"] button')
  await page.locator('svg.qr path').waitFor()
  await expectSound(page)
  const authenticator = scan(await page.content())
  await page.fill('#code', authenticator.code(Date.now()))
  await page.click('button.primary')
  await page.locator('.codes pre').waitFor()
  await expectSound(page)
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('a[download]')])
  return { authenticator, codes: (await readFile(await download.path(), 'utf8')).split('\n') }
}

it('is turned on with a telephone, asked for at the next sign-in, and turned off again', async () => {
  const { page, context, problems } = await visit(browser, server.url, { viewport: { width: 320, height: 700 } })
  await signIn(page, server.url)
  const { authenticator, codes } = await turnOn(page)
  expect(codes).toEqual((await page.locator('.codes pre').innerText()).split('\n'))
  await context.close()

  const plain = await visit(browser, server.url, { javaScriptEnabled: false, locale: 'zh-CN', colorScheme: 'dark' })
  await plain.page.goto(`${server.url}/login?next=%2Fsettings`)
  await plain.page.fill('#username', ADMIN.username)
  await plain.page.fill('#password', ADMIN.password)
  await plain.page.click('button.primary')
  await plain.page.click('summary')
  await plain.page.fill('#recovery_code', codes[0] ?? '')
  await plain.page.click('button.primary')
  await plain.page.waitForURL(/\/settings$/)
  await plain.page.click('a[href$="/second-factor"]')
  await plain.page.fill('#password', ADMIN.password)
  await plain.page.fill('#code', authenticator.code(Date.now() + STEP))
  await plain.page.click('button.danger')
  await plain.page.waitForURL(/\/settings\?saved=1$/)
  expect(await plain.page.locator('form[action$="/second-factor"]').count()).toBe(1)
  expect([...problems, ...plain.problems]).toEqual([])
  await plain.context.close()
})

it('has pages without a fault', async () => {
  const { page, context, problems } = await visit(browser, server.url, { locale: 'zh-CN', colorScheme: 'dark' })
  await signIn(page, server.url)
  await turnOn(page)
  await page.goto(`${server.url}/settings/second-factor`)
  await expectSound(page)
  await context.clearCookies()
  await page.goto(`${server.url}/login`)
  await page.fill('#username', ADMIN.username)
  await page.fill('#password', ADMIN.password)
  await page.click('button.primary')
  await page.locator('#code').waitFor()
  await page.click('summary')
  await expectSound(page)
  expect(problems).toEqual([])
  await context.close()
})

it('knows the list of common passwords in the bundle, too', async () => {
  const { page, context } = await visit(browser, server.url)
  await page.goto(`${server.url}/register`)
  await page.fill('#username', 'somebody')
  await page.fill('#password', 'lokomotiv')
  await page.fill('#password_confirm', 'lokomotiv')
  await page.click('button.primary')
  expect(await page.locator('#password-e').innerText()).toContain('common')
  await context.close()
})
