import type { Page, Route } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ADMIN, ask, lastAnswer, signIn, visit } from './browser.ts'
import { askByHand, doubledIds, openStage, type Stage } from './stage.ts'

const OTHER = { username: 'other', password: 'another long password' }

let stage: Stage

beforeAll(async () => {
  stage = await openStage({ script: { content: ['ok'] } })
  const { page, context } = await visit(stage.browser, stage.wire.url)
  await page.goto(`${stage.wire.url}/register`)
  await page.fill('#username', OTHER.username)
  await page.fill('#password', OTHER.password)
  await page.fill('#password_confirm', OTHER.password)
  await page.click('button.primary')
  await page.waitForURL(/\/chat$/)
  await context.close()
})
afterAll(() => stage.stop())

const text = (page: Page): Promise<string> => page.inputValue('#message')
const complete = (page: Page) => page.locator('article[data-status=complete]').last().waitFor()
const drafts = (page: Page): Promise<string[]> => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('draft:')))
const callsOf = (question: string): number => stage.upstream.calls.filter(({ prompt }) => prompt === question).length
const isPost = (url: string) => (request: { method(): string; url(): string }) => request.method() === 'POST' && request.url().endsWith(url)

async function signInAgain(page: Page, who = ADMIN): Promise<void> {
  await page.fill('#username', who.username)
  await page.fill('#password', who.password)
  await page.click('button.primary')
}

/** A conversation with one answer. */
async function begun(page: Page, question: string): Promise<string> {
  stage.upstream.script({ content: ['ok'] })
  await ask(page, question)
  await complete(page)
  return new URL(page.url()).pathname
}

describe('what is typed', () => {
  it('is kept for each conversation and for a new one, over reloads', async () => {
    const { page, context } = await stage.enter()
    const path = await begun(page, 'First')
    await page.fill('#message', 'for this conversation')
    await page.goto(`${stage.wire.url}/chat`)
    expect(await text(page)).toBe('')
    await page.fill('#message', 'for a new one')
    await page.goto(stage.wire.url + path)
    expect(await text(page)).toBe('for this conversation')
    await page.goto(`${stage.wire.url}/chat`)
    expect(await text(page)).toBe('for a new one')
    await context.close()
  })

  it('survives the crash of the tab', async () => {
    const { page, context } = await stage.enter()
    await page.fill('#message', 'nearly lost')
    await expect.poll(() => drafts(page)).toHaveLength(1)
    const crashed = page.waitForEvent('crash')
    page.goto('chrome://crash').catch(() => undefined)
    await crashed
    const again = await context.newPage()
    await again.goto(`${stage.wire.url}/chat`)
    expect(await text(again)).toBe('nearly lost')
    await context.close()
  })

  it.each([
    ['429', 'rate', 429],
    ['409', 'conflict', 409],
    ['503', 'away', 503],
    ['a page of a proxy', 'sign in to the proxy', 200],
  ])('is still there after %s', async (_name, words, status) => {
    const { page, context } = await stage.enter()
    const refuse = (route: Route) =>
      route.request().method() === 'POST' ? route.fulfill({ status, contentType: 'text/html', body: `<p>${words}</p>` }) : route.continue()
    await page.route('**/chat', refuse)
    await ask(page, 'keep me')
    await page.locator('#notices', { hasText: words }).waitFor()
    expect(await text(page)).toBe('keep me')
    await page.reload()
    expect(await text(page)).toBe('keep me')
    await context.close()
  })

  it('meanwhile stays when the question before it is taken', async () => {
    const { page, context } = await stage.enter()
    const path = await begun(page, 'Quick')
    for (const start of [path, '/chat']) {
      await page.goto(stage.wire.url + start)
      const held = Promise.withResolvers<void>()
      await page.route(`**${start}`, async (route) => {
        if (route.request().method() === 'POST') await held.promise
        await route.continue()
      })
      const sent = page.waitForRequest(isPost(start))
      await ask(page, 'One.')
      await sent
      await page.press('#message', 'End')
      await page.keyboard.type(' Two.')
      await page.keyboard.press('Enter')
      held.resolve()
      await complete(page)
      await expect.poll(() => text(page)).toBe(' Two.')
      await page.reload()
      expect(await text(page)).toBe(' Two.')
      await page.fill('#message', '')
    }
    await context.close()
  })

  it('is not overwritten by a suggestion for good', async () => {
    const { page, context } = await stage.enter()
    await page.fill('#message', '')
    await page.keyboard.type('mine')
    await page.locator('a.suggestion').first().click()
    expect(await text(page)).toContain('Review this code')
    await page.keyboard.press('Control+z')
    expect(await text(page)).toBe('mine')
    await context.close()
  })
})

describe('a question whose answer got lost', () => {
  it('is the same turn when it is sent again, also after a reload; other words are another question', async () => {
    const { page, context } = await stage.enter()
    stage.upstream.script({ content: ['ok'] })
    const lose = async (route: Route) => {
      if (route.request().method() !== 'POST') return route.continue()
      await route.fetch()
      await route.abort()
    }
    await page.route('**/chat', lose)
    await ask(page, 'Did it arrive?')
    await page.locator('#notices [role=alert]').waitFor()
    expect(await text(page)).toBe('Did it arrive?')
    await page.unroute('**/chat')
    await page.reload()
    await page.press('#message', 'Enter')
    await complete(page)
    expect(callsOf('Did it arrive?')).toBe(1)
    expect(await page.locator('article.user').count()).toBe(1)

    const path = new URL(page.url()).pathname
    await page.route(`**${path}`, lose)
    await ask(page, 'And this?')
    await page.locator('#notices [role=alert]').waitFor()
    await page.unroute(`**${path}`)
    await page.reload()
    await page.locator('article.user', { hasText: 'And this?' }).waitFor()
    expect(await text(page)).toBe('')

    await page.route(`**${path}`, lose)
    await ask(page, 'A third')
    await page.locator('#notices [role=alert]').waitFor()
    await page.unroute(`**${path}`)
    await expect.poll(() => stage.upstream.open).toBe(0)
    await ask(page, 'A third, with more words')
    await page.locator('article.user', { hasText: 'with more words' }).waitFor()
    await complete(page)
    expect([callsOf('A third'), callsOf('A third, with more words')]).toEqual([1, 1])
    expect(await doubledIds(page)).toEqual([])
    await context.close()
  })

  it('is sent once however often one clicks', async () => {
    const { page, context } = await stage.enter()
    stage.upstream.script({ content: ['ok'] })
    await page.fill('#message', 'Double click')
    await page.dblclick('.send')
    await complete(page)
    expect(callsOf('Double click')).toBe(1)
    await context.close()
  })
})

describe('a login that has ended', () => {
  it('is told where the question was typed; signing in leads back to it, and it is sent once', async () => {
    const { page, context } = await stage.enter()
    const path = await begun(page, 'Before the end')
    await context.clearCookies()
    await ask(page, 'Typed for long')
    const link = page.locator('#notices a', { hasText: 'Sign in' })
    await link.waitFor()
    expect(page.url()).toBe(stage.wire.url + path)
    expect(await text(page)).toBe('Typed for long')
    await link.click()
    await signInAgain(page)
    await page.waitForURL(stage.wire.url + path)
    expect(await text(page)).toBe('Typed for long')
    expect(callsOf('Typed for long')).toBe(0)
    await page.press('#message', 'Enter')
    await page.locator('article.user', { hasText: 'Typed for long' }).waitFor()
    await complete(page)
    expect([callsOf('Typed for long'), await text(page)]).toEqual([1, ''])
    await context.close()
  })

  it('also for a new chat', async () => {
    const { page, context } = await stage.enter()
    await context.clearCookies()
    await ask(page, 'New and typed')
    await page.locator('#notices a', { hasText: 'Sign in' }).click()
    await signInAgain(page)
    await page.waitForURL(/\/chat$/)
    expect(await text(page)).toBe('New and typed')
    await context.close()
  })

  it('shows a draft to nobody else', async () => {
    const { page, context } = await stage.enter()
    await page.fill('#message', 'a secret of the administrator')
    await expect.poll(() => drafts(page)).toHaveLength(1)
    await context.clearCookies()
    await signIn(page, stage.wire.url, OTHER)
    expect(await text(page)).toBe('')
    await page.fill('#message', 'a thought of the other')
    await expect.poll(() => drafts(page)).toHaveLength(2)
    const second = await context.newPage()
    await second.goto(`${stage.wire.url}/chat`)
    expect(await text(second)).toBe('a thought of the other')
    await context.clearCookies()
    await signIn(page, stage.wire.url)
    expect(await text(page)).toBe('a secret of the administrator')
    expect((await drafts(page)).join()).not.toMatch(/admin|other/)
    await context.close()
  })
})

describe('a page of who was signed in before', () => {
  it('asks nothing in the name of who is signed in now', async () => {
    const { page, context } = await stage.enter()
    await page.fill('#message', 'for my eyes only')
    const second = await context.newPage()
    await context.clearCookies()
    await signIn(second, stage.wire.url, OTHER)
    await page.press('#message', 'Enter')
    await page.locator('#notices', { hasText: 'You are not signed in any more' }).waitFor()
    expect([await text(page), callsOf('for my eyes only')]).toEqual(['for my eyes only', 0])
    expect(await text(second)).toBe('')
    await context.close()
  })
})

describe('signing out', () => {
  it('forgets the drafts of who leaves, also one of this second', async () => {
    const { page, context } = await stage.enter()
    await begun(page, 'Leaving soon')
    await page.fill('#message', 'first draft')
    await page.goto(`${stage.wire.url}/chat`)
    await page.fill('#message', 'second draft')
    await page.click('[popovertarget=user-menu]')
    await page.click('[data-forget-drafts] button')
    await page.waitForURL(/\/login/)
    expect(await drafts(page)).toEqual([])
    await signIn(page, stage.wire.url)
    expect(await text(page)).toBe('')
    await context.close()
  })
})

describe('a draft beside a running answer', () => {
  it('is not touched by it', async () => {
    const { page, context } = await stage.enter()
    const call = await askByHand(stage, page, 'Slow one')
    await call.send('One ')
    await lastAnswer(page).getByText('One').waitFor()
    await page.fill('#message', 'next question')
    await page.locator('#message').evaluate((box: HTMLTextAreaElement) => box.setSelectionRange(2, 5))
    await call.send('two.\n\nthree')
    await call.finish()
    await complete(page)
    expect(await text(page)).toBe('next question')
    expect(await page.locator('#message').evaluate((box: HTMLTextAreaElement) => [box.selectionStart, box.selectionEnd])).toEqual([2, 5])
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('message')
    await context.close()
  })
})
