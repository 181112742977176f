import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FakeUpstream, startFakeUpstream } from '../src/test/upstream/upstream.ts'
import { ADMIN, ask, lastAnswer, openBrowser, signIn, visit } from './browser.ts'
import { removeDataDir, type RunningServer, startServer } from './server.ts'

let browser: Browser
let upstream: FakeUpstream
let server: RunningServer

beforeAll(async () => {
  browser = await openBrowser()
  upstream = await startFakeUpstream({ models: ['fake'] })
  const admin = { ADMIN_USERNAME: ADMIN.username, ADMIN_PASSWORD: ADMIN.password }
  server = await startServer({ env: { DEEPSEEK_API_KEY: 'sk-e2e', DEEPSEEK_BASE_URL: upstream.url, ...admin } })
})

afterAll(async () => {
  await browser.close()
  await server.stop()
  await upstream.stop()
  await removeDataDir(server.dataDir)
})

/** Each question is answered with its own words. */
const echo = () => upstream.script((call) => ({ content: [`You said: ${call.prompt}`] }))
const answered = (page: Page, text: string) => lastAnswer(page).getByText(`You said: ${text}`).waitFor()
const questions = (page: Page) => page.locator('.message.user > .bubble').allInnerTexts()
const topOf = (page: Page, selector: string) =>
  page.locator(selector).evaluate((element) => Math.round(element.getBoundingClientRect().top))

/** A signed-in visitor with a conversation of these questions. */
async function conversation(asked: string[], options: Parameters<typeof visit>[2] = {}) {
  const visitor = await visit(browser, server.url, options)
  await signIn(visitor.page, server.url)
  await visitor.page.goto(`${server.url}/chat`)
  echo()
  for (const question of asked) {
    await ask(visitor.page, question)
    await answered(visitor.page, question)
  }
  return visitor
}

describe('a question in the browser', () => {
  it('is edited in its place; both versions are there, and switching keeps a text that is being written', async () => {
    const { page, context, problems } = await conversation(['first', 'second'])
    await page.locator('.message.user').first().hover()
    await page.locator('[data-edit]').first().click()
    const field = page.locator('.editing textarea')
    await field.waitFor()
    expect(await field.evaluate((text: HTMLTextAreaElement) => [document.activeElement === text, text.selectionStart])).toEqual([true, 5])
    await field.press('Escape')
    await page.locator('.editing').waitFor({ state: 'detached' })
    expect(await questions(page)).toEqual(['first', 'second'])
    await page.locator('[data-edit]').first().click()
    await field.fill('first, in other words')
    await page.locator('.editing button.primary').click()
    await answered(page, 'first, in other words')
    expect(await questions(page)).toEqual(['first, in other words'])
    await page.fill('#message', 'half a thought')
    await page.locator('.branch', { hasText: '2 / 2' }).getByRole('button', { name: 'Previous version' }).click()
    await answered(page, 'second')
    expect(await questions(page)).toEqual(['first', 'second'])
    expect(await page.inputValue('#message')).toBe('half a thought')
    await ask(page, 'third')
    await answered(page, 'third')
    await page.reload()
    expect(await questions(page)).toEqual(['first', 'second', 'third'])
    expect(problems).toEqual([])
    await context.close()
  })

  it('works without script: by pages, forms and links', async () => {
    const { context } = await conversation(['plain'])
    const url = context.pages()[0]?.url() ?? ''
    const cookies = await context.cookies()
    const { page, context: plain } = await visit(browser, server.url, { javaScriptEnabled: false })
    await plain.addCookies(cookies)
    await page.goto(url)
    await page.locator('[data-edit]').click()
    await page.fill('textarea[name=message]', 'plainer')
    await page.click('button.primary')
    await page.waitForURL(/\/chat\/[0-9a-f-]{36}$/)
    await answered(page, 'plainer')
    await page.getByRole('button', { name: 'Previous version' }).click()
    await answered(page, 'plain')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.locator('article:not(.user) .branch', { hasText: '2 / 2' }).waitFor()
    expect(await questions(page)).toEqual(['plain'])
    await context.close()
    await plain.close()
  })
})

describe('versions of an answer', () => {
  it('are switched under the pointer, with the focus kept', async () => {
    const { page, context, problems } = await conversation(['again'])
    const paragraphs = Array.from({ length: 40 }, (_, n) => `Paragraph ${n}.`).join('\n\n')
    upstream.script({ content: [paragraphs] })
    await page.getByRole('button', { name: 'Try again' }).click()
    await lastAnswer(page).getByText('Paragraph 39.').waitFor()
    const branch = page.locator('.message:not(.user) .branch')
    await branch.getByText('2 / 2').waitFor()
    await branch.getByRole('button', { name: 'Previous version' }).click()
    await branch.getByText('1 / 2').waitFor()
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-step'))).toBe('right')
    await page.keyboard.press('Enter')
    await branch.getByText('2 / 2').waitFor()
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-step'))).toBe('left')
    expect(await topOf(page, '.message:not(.user) .branch')).toBeGreaterThan(0)
    expect(await topOf(page, '.message:not(.user) .branch')).toBeLessThan(await page.evaluate(() => innerHeight))
    expect(problems).toEqual([])
    await context.close()
  })

  it('that broke off go on where they stand', async () => {
    const { page, context, problems } = await conversation(['begin'])
    upstream.script({ manual: true })
    let taken = upstream.nextCall()
    await ask(page, 'long')
    let call = await taken
    await call.send('The beginning, ')
    await call.finish('length')
    const button = page.getByRole('button', { name: 'Continue' })
    await button.waitFor()
    taken = upstream.nextCall()
    await button.click()
    call = await taken
    await lastAnswer(page).getByText('The beginning,').waitFor()
    await page.locator('.message.user').first().hover()
    await page.locator('[data-edit]').first().click()
    await page.locator('.editing textarea').press('Escape')
    await page.locator('.editing').waitFor({ state: 'detached' })
    expect(await lastAnswer(page).getAttribute('aria-busy')).toBe('true')
    await call.send('the end.')
    await call.finish()
    await lastAnswer(page).getByText('The beginning, the end.').waitFor()
    await page.locator('.send:not(.stop)').waitFor()
    expect(await button.count()).toBe(0)
    expect(problems).toEqual([])
    await context.close()
  })
})

describe('a long conversation', () => {
  it('brings earlier messages in without moving what is read', async () => {
    const { page, context, problems } = await conversation([])
    echo()
    const token = await page.request.post(`${server.url}/api/chat`, {
      data: { message: 'question 0' },
      headers: { Accept: 'application/json' },
    })
    const { session_id } = (await token.json()) as { session_id: string }
    for (let n = 1; n < 40; n++) {
      const data = { message: `question ${n}`, session_id }
      await page.request.post(`${server.url}/api/chat`, { data, headers: { Accept: 'application/json' } })
    }
    await page.goto(`${server.url}/chat/${session_id}`)
    expect(await page.locator('.message').count()).toBe(50)
    const first = `#${await page.locator('.message').first().getAttribute('id')}`
    await page.locator('[data-earlier]').scrollIntoViewIfNeeded()
    const before = await topOf(page, first)
    await page.locator('[data-earlier]').click()
    await page.locator('.bubble').getByText('question 0', { exact: true }).waitFor()
    expect(await page.locator('.message').count()).toBe(80)
    expect(Math.abs((await topOf(page, first)) - before)).toBeLessThanOrEqual(2)
    expect(await page.locator('[data-earlier]').count()).toBe(0)
    await ask(page, 'the last')
    await answered(page, 'the last')
    expect(problems).toEqual([])
    await context.close()
  })
})

describe('all of it, in both themes and languages, wide and narrow', () => {
  const looks = [
    { colorScheme: 'light', locale: 'en-GB', viewport: { width: 1280, height: 900 } },
    { colorScheme: 'dark', locale: 'zh-CN', viewport: { width: 320, height: 700 } },
  ] as const

  it.each(looks)('has no fault that axe finds, and nothing that sticks out: $locale, $colorScheme', async (look) => {
    const { page, context } = await conversation(['first'], look)
    upstream.script({ content: ['half of it'], finish: 'length' })
    await ask(page, 'second')
    await page.locator('.way-on').waitFor()
    await page.locator('[data-edit]').first().click()
    await page.locator('.editing textarea').waitFor()
    const faults = async () =>
      (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
    const sticksOut = () => page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
    expect([await faults(), await sticksOut()]).toEqual([[], false])
    echo()
    await page.fill('.editing textarea', 'other words')
    await page.locator('.editing button.primary').click()
    await answered(page, 'other words')
    expect([await faults(), await sticksOut()]).toEqual([[], false])
    await page.goto(`${server.url}${await page.locator('[data-edit]').first().getAttribute('href')}`)
    expect([await faults(), await sticksOut()]).toEqual([[], false])
    await context.close()
  })
})
