import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createGrowing } from '../src/markdown/markdown.ts'
import { longAnswers } from '../src/markdown/testing/corpus/longAnswers.ts'
import { hostileEverywhere } from '../src/markdown/testing/hostileEverywhere.ts'
import { options } from '../src/markdown/testing/render.ts'
import { type FakeUpstream, startFakeUpstream } from '../src/test/upstream/upstream.ts'
import { ADMIN, ask, lastAnswer, openBrowser, visit } from './browser.ts'
import { removeDataDir, type RunningServer, startServer } from './server.ts'

const NAME = '<img src=x onerror=alert(1)>"\'</title><hx-partial hx-target="body">'
const MODELS = ['fake', `m-${NAME}`]

let browser: Browser
let upstream: FakeUpstream
let server: RunningServer
let context: BrowserContext
let page: Page
let problems: string[]
/** what happened that must not: dialogs, violations of the policy, requests that nobody asked for */
const alarms: string[] = []

const EXPECTED =
  /^\/(?:chat(?:\/[0-9a-f-]{36}(?:\/latest)?)?|messages\/[0-9a-f-]{36}\/stream|conversations|static\/.*|setup|login|favicon.*|manifest.*|.*\.(?:js|css|svg|woff2))$/

beforeAll(async () => {
  browser = await openBrowser()
  upstream = await startFakeUpstream({ models: MODELS })
  server = await startServer({ env: { DEEPSEEK_API_KEY: 'sk-e2e', DEEPSEEK_BASE_URL: upstream.url } })
  ;({ context, page, problems } = await visit(browser, server.url))
  await page.addInitScript(() => {
    const seen: string[] = []
    Object.assign(window, { violations: seen })
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      seen.push(`${violatedDirective} ${blockedURI}`),
    )
  })
  page.on('dialog', (dialog) => {
    alarms.push(`dialog ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('request', (request) => {
    const { pathname, protocol } = new URL(request.url())
    if (protocol !== 'data:' && !EXPECTED.test(pathname)) alarms.push(`request ${request.method()} ${request.url()}`)
  })
  await page.goto(server.setupLink ?? '')
  await page.fill('#username', ADMIN.username)
  await page.fill('#password', ADMIN.password)
  await page.fill('#password_confirm', ADMIN.password)
  await page.click('button.primary')
  await page.waitForURL(/\/chat$/)
})

afterAll(async () => {
  await context.close()
  await browser.close()
  await server.stop()
  await upstream.stop()
  await removeDataDir(server.dataDir)
})

/** Elements and attributes that no answer may bring, and an id that is not its own. */
const intruders = () =>
  page.evaluate(() => {
    const found: string[] = []
    for (const element of document.querySelectorAll('.prose *')) {
      if (/^(?:script|img|iframe|object|embed|style|link|meta|base|form|title|head|hx-.*)$/i.test(element.localName))
        found.push(element.outerHTML.slice(0, 80))
      for (const { name } of element.attributes)
        if (/^(?:on|hx-|data-hx|style|src|srcdoc|action|formaction)/i.test(name)) found.push(`${element.localName} ${name}`)
      if (element.id && !/^[\w-]+-[rf]\d+$|^o-/.test(element.id)) found.push(`id ${element.id}`)
    }
    return found
  })

const violations = () => page.evaluate(() => (window as unknown as { violations: string[] }).violations)

async function expectPeace(): Promise<void> {
  expect(await intruders()).toEqual([])
  expect(await violations()).toEqual([])
  expect(alarms).toEqual([])
  expect(problems).toEqual([])
}

const cut = (text: string, length: number) =>
  Array.from({ length: Math.ceil(text.length / length) }, (_, at) => text.slice(at * length, (at + 1) * length))

describe('what a model may be talked into saying, through the stream', () => {
  const batches = cut(hostileEverywhere.map((payload) => `${payload}\n\n`).join('\n'), 9_000)

  it.each(batches.map((_, at) => at))('part %i runs nothing, asks for nothing and changes nothing outside of the answer', async (at) => {
    upstream.script({ content: cut(batches[at] ?? '', 60), tps: 300 })
    await page.goto(`${server.url}/chat`)
    await ask(page, 'Go on')
    await page.locator('article[data-status=complete]').waitFor()
    expect(await page.locator('article.message').count()).toBe(2)
    expect(await page.title()).toContain('Go on')
    expect(await page.locator('h1').first().innerText()).toContain('Go on')
    expect(new URL(page.url()).pathname).toMatch(/^\/chat\/[0-9a-f-]{36}$/)
    await expectPeace()
    await page.reload()
    await page.locator('article[data-status=complete]').waitFor()
    await expectPeace()
  })
})

type Swap = { htmx: { swap(context: unknown): Promise<void> } }

/** Swaps frames as the stream does, one after the other; answers whether the page but for the message stayed as it was. */
const swapAll = (frames: string[]) =>
  page.evaluate(async (texts) => {
    const { htmx } = window as unknown as Swap
    const sourceElement = document.querySelector('article.message:not(.user)')
    const target = document.querySelector('#arena')
    const outside = () => {
      const copy = document.documentElement.cloneNode(true) as HTMLElement
      copy.querySelector('#arena')?.replaceChildren()
      return copy.outerHTML
    }
    const before = outside()
    for (const text of texts)
      await htmx.swap({
        text: `<hx-partial hx-target="#arena" hx-swap="innerMorph">${text}</hx-partial>`,
        sourceElement,
        target,
        swap: 'none',
      })
    return { same: outside() === before, children: target?.childNodes.length ?? 0 }
  }, frames)

async function framesOf(text: string): Promise<string[]> {
  const growing = createGrowing(options)
  const frames: string[] = []
  for (const char of text) {
    growing.push(char)
    const { closed, open } = await growing.view()
    frames.push(closed.join('') + open)
  }
  return [...new Set(frames)]
}

/** The first moment of all, the second of all, and so on: one swap for each. */
const sideBySide = (all: string[][]) =>
  Array.from({ length: Math.max(...all.map(({ length }) => length)) }, (_, at) =>
    all.map((frames) => `<div>${frames[Math.min(at, frames.length - 1)] ?? ''}</div>`).join(''),
  )

describe('every moment of it, swapped by htmx', () => {
  beforeAll(async () => {
    upstream.script({ content: ['Ready.'] })
    await page.goto(`${server.url}/chat`)
    await ask(page, 'Arena')
    await page.locator('article[data-status=complete]').waitFor()
    await page.evaluate(() =>
      document.querySelector('article.message:not(.user) .prose')?.insertAdjacentHTML('beforeend', '<div id="arena"></div>'),
    )
  })

  it.each([0, 1, 2, 3])('of a quarter of the payloads, side by side (%i)', async (quarter) => {
    const all = await Promise.all(hostileEverywhere.filter((_, at) => at % 4 === quarter).map(framesOf))
    expect((await swapAll(sideBySide(all))).same).toBe(true)
    expect(
      await page.evaluate(
        () => document.querySelectorAll('#arena :is(script, img, iframe, style, title, [onclick], [data-hx-get])').length,
      ),
    ).toBe(0)
    expect(await violations()).toEqual([])
    expect([...alarms, ...problems]).toEqual([])
  })

  it('whole answers too, and their formulas, tables and code are there', async () => {
    for (const text of Object.values(longAnswers))
      expect((await swapAll((await framesOf(text)).filter((_, at) => at % 40 === 0))).same).toBe(true)
    const { same } = await swapAll((await framesOf('$x^2$\n\n| a |\n|---|\n| b |\n\n```js\nlet a\n```\n')).slice(-1))
    expect(same).toBe(true)
    expect(await page.locator('#arena math').count()).toBe(1)
    expect(await page.locator('#arena td').innerText()).toBe('b')
    expect(await page.locator('#arena .code').innerText()).toContain('let a')
  })
})

describe('names that hold markup', () => {
  it('are text in the sidebar, the heading, the tab, the menu of models, and errors', async () => {
    upstream.script({ fault: '400', message: NAME })
    await page.goto(`${server.url}/chat`)
    await ask(page, NAME)
    await lastAnswer(page).locator('.notice').waitFor()
    await page.reload()
    expect(await page.title()).toContain('<img src=x onerror=alert(1)>')
    expect(await page.locator('h1').first().innerText()).toContain('<img src=x onerror=alert(1)>')
    expect(await page.locator('nav.places a').first().innerText()).toContain('<img src=x onerror=alert(1)>')
    expect(await page.locator('article.user').innerText()).toContain('hx-partial')
    expect(await page.content()).not.toContain('<img src=x')
    expect(await page.locator('body').evaluate((body) => body.textContent?.includes(`m-<img src=x`))).toBe(true)
    await expectPeace()
  })
})

it('would be seen, if it happened', async () => {
  await page.evaluate(() => document.body.insertAdjacentHTML('beforeend', '<p class="prose"><img src="/trap.png" onerror="alert(1)"></p>'))
  await expect.poll(violations).toEqual([expect.stringContaining('script-src')])
  expect(await intruders()).toHaveLength(3)
  expect(alarms).toEqual([expect.stringContaining('trap.png')])
})
