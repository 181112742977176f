import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FakeUpstream, startFakeUpstream } from '../src/test/upstream/upstream.ts'
import { ADMIN, ask, lastAnswer, openBrowser, signIn, visit } from './browser.ts'
import { removeDataDir, type RunningServer, startServer } from './server.ts'

const run = promisify(execFile)

let browser: Browser
let upstream: FakeUpstream
let server: RunningServer

beforeAll(async () => {
  browser = await openBrowser()
  upstream = await startFakeUpstream({ models: ['fake'] })
  server = await startServer({ env: { DEEPSEEK_API_KEY: 'sk-e2e', DEEPSEEK_BASE_URL: upstream.url } })
})

afterAll(async () => {
  await browser.close()
  await server.stop()
  await upstream.stop()
  await removeDataDir(server.dataDir)
})

describe('a newcomer', () => {
  it('opens the link, becomes administrator, asks, and watches the answer stream in', async () => {
    const { page, context, problems } = await visit(browser, server.url)
    expect(server.setupLink).not.toBeNull()
    await page.goto(server.setupLink ?? '')
    await page.fill('#username', ADMIN.username)
    await page.fill('#password', ADMIN.password)
    await page.fill('#password_confirm', ADMIN.password)
    await page.click('button.primary')
    await page.waitForURL(/\/chat$/)

    upstream.script({ manual: true })
    const taken = upstream.nextCall()
    await ask(page, 'Tell me two things')
    const call = await taken
    await call.send('The **first** thing.\n\n')
    await lastAnswer(page).locator('strong', { hasText: 'first' }).waitFor()
    expect(await lastAnswer(page).getAttribute('data-status')).toBe('streaming')
    await call.send('The second thing.')
    await call.finish()
    await page.locator('article[data-status=complete]').waitFor()
    expect(await lastAnswer(page).locator('.prose').innerText()).toBe('The first thing.\n\nThe second thing.')
    expect(page.url()).toMatch(/\/chat\/[0-9a-f-]{36}$/)
    expect(await page.locator('nav.places a').first().innerText()).toContain('Tell me two things')
    expect(problems).toEqual([])
    await context.close()
  })

  it('registers, when there is an administrator', async () => {
    const { page, context } = await visit(browser, server.url)
    await page.goto(server.url)
    await page.waitForURL(/\/login/)
    await page.click('a[href*=register]')
    await page.fill('#username', '张三丰')
    await page.fill('#password', 'short')
    await page.fill('#password_confirm', 'short')
    await page.locator('form').evaluate((form: HTMLFormElement) => (form.noValidate = true))
    await page.click('button.primary')
    await page.locator('#password-e').waitFor()
    expect(await page.inputValue('#username')).toBe('张三丰')
    await page.fill('#password', 'a long enough password')
    await page.fill('#password_confirm', 'a long enough password')
    await page.click('button.primary')
    await page.waitForURL(/\/chat$/)
    await context.close()
  })
})

describe('an answer in the browser', () => {
  it('goes on after a reload in the middle', async () => {
    const { page, context, problems } = await visit(browser, server.url)
    await signIn(page, server.url)
    upstream.script({ manual: true })
    const taken = upstream.nextCall()
    await ask(page, 'Reload me')
    const call = await taken
    await call.send('one ')
    await lastAnswer(page).getByText('one').waitFor()
    await page.reload()
    await lastAnswer(page).getByText('one').waitFor()
    await call.send('two ')
    await lastAnswer(page).getByText('one two').waitFor()
    await call.finish()
    await page.locator('article[data-status=complete]').waitFor()
    expect(await lastAnswer(page).locator('.prose').innerText()).toBe('one two')
    expect(upstream.calls.filter(({ prompt }) => prompt === 'Reload me')).toHaveLength(1)
    expect(problems).toEqual([])
    await context.close()
  })

  it('is whole when the browser was closed and comes back', async () => {
    const first = await visit(browser, server.url)
    await signIn(first.page, server.url)
    upstream.script({ manual: true })
    const taken = upstream.nextCall()
    await ask(first.page, 'I am leaving')
    const call = await taken
    await call.send('start ')
    await lastAnswer(first.page).getByText('start').waitFor()
    const url = first.page.url()
    const cookies = await first.context.cookies()
    await first.context.close()
    await call.send('middle ', 'end')
    await call.finish()
    const second = await visit(browser, server.url)
    await second.context.addCookies(cookies)
    await second.page.goto(url)
    await second.page.locator('article[data-status=complete]').waitFor()
    expect(await lastAnswer(second.page).locator('.prose').innerText()).toBe('start middle end')
    await second.context.close()
  })

  it('never replaces a finished block, also not at the end', async () => {
    const { page, context } = await visit(browser, server.url)
    await signIn(page, server.url)
    upstream.script({ manual: true })
    const taken = upstream.nextCall()
    await ask(page, 'Blocks')
    const call = await taken
    await call.send('First block.\n\nSecond')
    await lastAnswer(page).locator('[data-block]', { hasText: 'First block.' }).waitFor()
    await page.evaluate(() => ((document.querySelector('[data-block]') as HTMLElement & { mark?: string }).mark = 'same node'))
    await call.send(' block.\n\n```js\nlet x = 1\n```\n\nlast')
    await lastAnswer(page).getByText('last').waitFor()
    await call.finish()
    await page.locator('article[data-status=complete]').waitFor()
    expect(await page.evaluate(() => (document.querySelector('[data-block]') as HTMLElement & { mark?: string }).mark)).toBe('same node')
    expect(await lastAnswer(page).locator('[data-block]').count()).toBe(4)
    expect(await lastAnswer(page).locator('.hljs-keyword').count()).toBe(1)
    await context.close()
  })

  it('stops by the button, and keeps what came', async () => {
    const { page, context } = await visit(browser, server.url)
    await signIn(page, server.url)
    upstream.script({ manual: true })
    const taken = upstream.nextCall()
    await ask(page, 'Stop me')
    const call = await taken
    await call.send('partial')
    await lastAnswer(page).getByText('partial').waitFor()
    await page.click('.send.stop')
    await page.locator('article[data-status=stopped]').waitFor()
    await call.closed
    expect(call.aborted).toBe(true)
    await page.locator('.send:not(.stop)').waitFor()
    await context.close()
  })

  it('tells a failure, and a second try stands in its place', async () => {
    const { page, context } = await visit(browser, server.url)
    await signIn(page, server.url)
    upstream.script({ fault: '500' })
    await ask(page, 'Fail first')
    await page.locator('article[data-status=failed] .notice').waitFor()
    upstream.script({ content: ['Now it works'] })
    await page.click('article[data-status=failed] button:has-text("Try again")')
    await lastAnswer(page).getByText('Now it works').waitFor()
    await page.locator('article[data-status=complete]').waitFor()
    expect(await page.locator('article.message.user').count()).toBe(1)
    await context.close()
  })
})

describe('a conversation in the browser', () => {
  it('is renamed and deleted, after a question', async () => {
    const { page, context } = await visit(browser, server.url)
    await signIn(page, server.url)
    upstream.script({ content: ['ok'] })
    await ask(page, 'Old title')
    await page.locator('article[data-status=complete]').waitFor()
    await page.click('.bar [popovertarget=conv-menu]')
    await page.click('[commandfor=rename]')
    await page.fill('#rename input[name=title]', 'New <b>title</b>')
    await page.click('#rename .primary')
    await page.locator('h1', { hasText: 'New <b>title</b>' }).waitFor()
    await page.click('.bar [popovertarget=conv-menu]')
    await page.click('[commandfor=remove]')
    await page.click('#remove footer .btn:last-child')
    await page.waitForURL(/\/chat$/)
    expect(await page.locator('nav.places').innerText()).not.toContain('New <b>title</b>')
    await context.close()
  })
})

describe('without script', () => {
  it('the form posts, the page comes back and refreshes itself until the answer is whole', async () => {
    const { page, context } = await visit(browser, server.url, { javaScriptEnabled: false })
    await signIn(page, server.url)
    upstream.script({ manual: true })
    const taken = upstream.nextCall()
    await page.fill('#message', 'No script here')
    await page.click('.send')
    const call = await taken
    await call.send('So far. ')
    await lastAnswer(page).getByText('So far.').waitFor()
    await call.send('And all.')
    await call.finish()
    await page.locator('article[data-status=complete]').waitFor()
    expect(await lastAnswer(page).locator('.prose').innerText()).toBe('So far. And all.')
    await context.close()
  })
})

describe('curl', () => {
  it('gets the same turn as events, as text and as one object', async () => {
    upstream.script({ content: ['Hello ', 'curl'] })
    const { stdout: issued } = await run('curl', [
      '-s',
      '-d',
      `username=${ADMIN.username}`,
      '-d',
      `password=${ADMIN.password}`,
      `${server.url}/api/auth/token`,
    ])
    const { token } = JSON.parse(issued) as { token: string }
    const curl = (...args: string[]) => run('curl', ['-sN', '-H', `Authorization: Bearer ${token}`, ...args]).then(({ stdout }) => stdout)
    const question = ['-d', 'message=Hi', '-d', 'client_id=curl-1', `${server.url}/api/chat`]
    const calls = upstream.calls.length
    const events = await curl(...question)
    expect(events.match(/^id: \d+$/gm)).toEqual(['id: 1', 'id: 2', 'id: 3', 'id: 4', 'id: 5', 'id: 6'])
    expect(await curl('-H', 'Accept: text/plain', ...question)).toBe('Hello curl')
    expect(JSON.parse(await curl('-H', 'Accept: application/json', ...question))).toMatchObject({
      content: 'Hello curl',
      finish_reason: 'stop',
    })
    expect(upstream.calls).toHaveLength(calls + 1)
  })
})
