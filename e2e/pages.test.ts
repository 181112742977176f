import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FakeUpstream, startFakeUpstream } from '../src/test/upstream/upstream.ts'
import { ADMIN, ask, lastAnswer, openBrowser, signIn, visit } from './browser.ts'
import { removeDataDir, type RunningServer, startServer } from './server.ts'

const ANSWER = [
  '## Title\n\nSome **bold** text with $x^2$ and `code`.\n\n',
  '```ts\nconst a: number = 1\n```\n\n| A | B |\n| --- | ---: |\n| 1 | 2 |\n\n',
  '- [x] done\n- [ ] not done\n\n$$\n\\frac{1}{2}\n$$\n\nA note.[^1]\n\n[^1]: The note.\n',
]
const HOSTILE = [
  '<script>window.hacked = 1</script>\n\n<img src="/trap" onerror="window.hacked = 2">\n\n',
  '<hx-partial hx-target="body" hx-swap="innerHTML">gone</hx-partial>\n\n[click](javascript:window.hacked=3) ![x](https://evil.example/x.png)\n\n',
  '`<hx-`x` `$\\href{javascript:window.hacked=4}{y}$\n\n<title>owned</title><div hx-get="/trap" hx-trigger="load">z</div>\n',
]

let browser: Browser
let upstream: FakeUpstream
let server: RunningServer

beforeAll(async () => {
  browser = await openBrowser()
  upstream = await startFakeUpstream({ models: ['fake'], script: { content: ANSWER } })
  const admin = { ADMIN_USERNAME: ADMIN.username, ADMIN_PASSWORD: ADMIN.password }
  server = await startServer({ env: { DEEPSEEK_API_KEY: 'sk-e2e', DEEPSEEK_BASE_URL: upstream.url, ...admin } })
})

afterAll(async () => {
  await browser.close()
  await server.stop()
  await upstream.stop()
  await removeDataDir(server.dataDir)
})

const faultsOf = async (page: Page): Promise<string[]> =>
  (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)

const overflows = (page: Page): Promise<boolean> => page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)

describe('every page, in both themes and languages, wide and narrow', () => {
  const looks = [
    { colorScheme: 'light', locale: 'en-GB', viewport: { width: 1280, height: 900 } },
    { colorScheme: 'dark', locale: 'zh-CN', viewport: { width: 320, height: 700 } },
  ] as const

  it.each(looks)('has no fault that axe finds, and nothing that sticks out: $locale, $colorScheme', async (look) => {
    const { page, context, problems } = await visit(browser, server.url, look)
    for (const path of ['/login', '/register', '/nothing-here']) {
      await page.goto(server.url + path)
      expect([path, await faultsOf(page), await overflows(page)]).toEqual([path, [], false])
    }
    await signIn(page, server.url)
    upstream.script({ content: ANSWER })
    await ask(page, 'Show everything')
    await page.locator('article[data-status=complete]').waitFor()
    expect([await faultsOf(page), await overflows(page)]).toEqual([[], false])
    for (const path of ['/chat', '/settings']) {
      await page.goto(server.url + path)
      expect([path, await faultsOf(page), await overflows(page)]).toEqual([path, [], false])
    }
    expect(await page.evaluate(() => document.documentElement.lang)).toBe(look.locale === 'zh-CN' ? 'zh-CN' : 'en')
    expect(problems).toEqual([])
    await context.close()
  })
})

describe('the first load of the chat', () => {
  it('is at most five requests and 50 kB, all from this server', async () => {
    const { page, context, problems } = await visit(browser, server.url)
    await signIn(page, server.url)
    await page.goto('about:blank')
    const loaded: { url: string; bytes: number }[] = []
    const session = await context.newCDPSession(page)
    await session.send('Network.enable')
    await session.send('Network.setCacheDisabled', { cacheDisabled: true })
    const urls = new Map<string, string>()
    session.on('Network.requestWillBeSent', ({ requestId, request }) => void urls.set(requestId, request.url))
    session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      loaded.push({ url: urls.get(requestId) ?? '', bytes: encodedDataLength })
    })
    await page.goto(`${server.url}/chat`, { waitUntil: 'networkidle' })
    const bytes = loaded.reduce((sum, entry) => sum + entry.bytes, 0)
    expect(loaded.length).toBeLessThanOrEqual(5)
    expect(bytes).toBeLessThanOrEqual(50_000)
    expect(problems).toEqual([])
    await context.close()
  })
})

describe('a hostile model', () => {
  it('runs nothing, loads nothing and changes nothing outside of its answer', async () => {
    const { page, context, problems } = await visit(browser, server.url)
    await signIn(page, server.url)
    upstream.script({ content: HOSTILE })
    const requests: string[] = []
    page.on('request', (request) => requests.push(new URL(request.url()).pathname))
    await ask(page, '<img src=/trap onerror="window.hacked=5"><script>window.hacked=6</script>')
    await page.locator('article[data-status=complete]').waitFor()
    await page.reload()
    await lastAnswer(page).getByText('window.hacked = 1').waitFor()
    expect(await page.evaluate(() => (window as unknown as { hacked?: number }).hacked)).toBeUndefined()
    expect(requests).not.toContain('/trap')
    expect(await page.locator('.prose img, .prose script, .prose [hx-get], .prose a[href^="javascript"]').count()).toBe(0)
    expect(await page.locator('#message').count()).toBe(1)
    expect(await page.title()).not.toContain('owned')
    expect(problems).toEqual([])
    await context.close()
  })
})

describe('the settings', () => {
  it('change language and theme at once, for good', async () => {
    const { page, context } = await visit(browser, server.url)
    await signIn(page, server.url)
    await page.goto(`${server.url}/settings`)
    await page.selectOption('select[name=language]', 'zh-CN')
    await page.check('input[name=theme][value=dark]', { force: true })
    await page.click('.btn.primary')
    await page.locator('h1', { hasText: '设置' }).waitFor()
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark')
    await page.goto(`${server.url}/chat`)
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('zh-CN')
    await page.goto(`${server.url}/settings`)
    await page.selectOption('select[name=language]', 'en')
    await page.check('input[name=theme][value=system]', { force: true })
    await page.click('.btn.primary')
    await page.getByText('Your preferences are saved.').waitFor()
    await context.close()
  })
})

describe('without a key', () => {
  it('the demo model answers and says what it is', async () => {
    const demo = await startServer({ env: { ADMIN_USERNAME: ADMIN.username, ADMIN_PASSWORD: ADMIN.password } })
    const { page, context } = await visit(browser, demo.url)
    await signIn(page, demo.url)
    await page.getByText('no AI behind it').first().waitFor()
    await ask(page, 'What is this?')
    await page.locator('article[data-status=complete]').waitFor()
    const prose = lastAnswer(page).locator('.prose')
    expect(await prose.innerText()).toContain('What is this?')
    expect([await prose.locator('table').count(), await prose.locator('figure.code').count(), await prose.locator('math').count()]).toEqual(
      [1, 2, 2],
    )
    await context.close()
    await demo.stop()
    await removeDataDir(demo.dataDir)
  })
})
