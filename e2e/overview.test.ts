import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FakeUpstream, startFakeUpstream } from '../src/test/upstream/upstream.ts'
import { ADMIN, openBrowser, signIn, visit } from './browser.ts'
import { removeDataDir, type RunningServer, startServer } from './server.ts'

const EVERY_MS = 5_000

let browser: Browser
let upstream: FakeUpstream
let server: RunningServer

beforeAll(async () => {
  browser = await openBrowser()
  upstream = await startFakeUpstream({ models: ['fake'], script: { content: ['fine'] } })
  const admin = { ADMIN_USERNAME: ADMIN.username, ADMIN_PASSWORD: ADMIN.password }
  server = await startServer({ env: { DEEPSEEK_API_KEY: 'sk-e2e', DEEPSEEK_BASE_URL: upstream.url, RATE_LIMITS: 'off', ...admin } })
})

afterAll(async () => {
  await browser.close()
  await server.stop()
  await upstream.stop()
  await removeDataDir(server.dataDir)
})

/** Asks a question beside the page, with its cookie. */
const askBeside = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const headers = { 'Content-Type': 'application/json', Accept: 'application/json' }
    await (await fetch('/api/chat', { method: 'POST', headers, body: '{"message":"hi"}' })).text()
  })

const requests = (page: Page) => page.locator('#now').getByText(/^\d+ requests?$/)

async function open() {
  const { page, context, problems } = await visit(browser, server.url)
  await signIn(page, server.url)
  await askBeside(page)
  await page.clock.install()
  await page.goto(`${server.url}/admin`)
  let polls = 0
  page.on('request', (request) => void (request.url().endsWith('/admin/now') && polls++))
  return { page, context, problems, polls: () => polls }
}

describe('the overview', () => {
  it('comes up to date by itself, and nothing that its reader does is lost', async () => {
    const { page, context, problems } = await open()
    await page.locator('details.more > summary').click()
    await page.getByRole('link', { name: 'All logs' }).focus()
    await page.evaluate(() => Object.assign(window, { stays: true }))
    const [before, place] = [await requests(page).innerText(), await page.evaluate(() => window.scrollY)]
    await askBeside(page)
    await page.clock.runFor(EVERY_MS)
    await expect.poll(() => requests(page).innerText()).not.toBe(before)
    const after = await page.evaluate(() => ({
      stays: 'stays' in window,
      isOpen: document.querySelector<HTMLDetailsElement>('details.more')?.open,
      focused: document.activeElement?.textContent,
      place: window.scrollY,
    }))
    expect(after).toEqual({ stays: true, isOpen: true, focused: 'All logs', place })
    expect(problems).toEqual([])
    await context.close()
  })

  it('stands still while nobody sees it, and is fresh when somebody comes back', async () => {
    const { page, context, polls } = await open()
    const hide = (isHidden: boolean) =>
      page.evaluate((hidden) => {
        Object.defineProperty(document, 'hidden', { value: hidden, configurable: true })
        document.dispatchEvent(new Event('visibilitychange'))
      }, isHidden)
    await hide(true)
    await page.clock.runFor(10 * EVERY_MS)
    expect(polls()).toBe(0)
    await hide(false)
    await expect.poll(polls).toBe(1)
    await context.close()
  })

  it('keeps what it shows while the server has none, and shows the other days without another page', async () => {
    const { page, context } = await open()
    await page.route('**/admin/now', (route) => route.fulfill({ status: 503, body: 'away' }))
    await page.clock.runFor(EVERY_MS)
    await page.getByRole('link', { name: '90 days' }).click()
    await expect.poll(() => page.locator('#days [aria-current]').innerText()).toBe('90 days')
    expect(new URL(page.url()).search).toBe('?days=90')
    expect(await page.locator('#now .stat').count()).toBe(4)
    await context.close()
  })
})
