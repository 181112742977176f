import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, lastAnswer } from './browser.ts'
import { askByHand, openStage, type Stage } from './stage.ts'

let stage: Stage

beforeAll(async () => {
  stage = await openStage({ script: { content: ['ok'] } })
})
afterAll(() => stage.stop())

const text = (page: Page): Promise<string> => page.inputValue('#message')
const complete = (page: Page) => page.locator('article[data-status=complete]').last().waitFor()
const stopped = (page: Page) => page.locator('article[data-status=stopped]').last().waitFor()

type Key = { key: string; ctrlKey?: boolean; isComposing?: boolean; keyCode?: number }

/** A key in the composer as an input method, or another browser, sends it; false when the page has taken it. */
const sendKey = (page: Page, key: Key): Promise<boolean> =>
  page.evaluate((init) => {
    const event = new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init } as KeyboardEventInit)
    return document.querySelector('#message')?.dispatchEvent(event) === true
  }, key)

describe('Enter', () => {
  it('sends nothing while an input method composes, and its next press does', async () => {
    const { page, context } = await stage.enter()
    const calls = stage.upstream.calls.length
    await page.fill('#message', 'nihao')
    expect(await sendKey(page, { key: 'Enter', isComposing: true })).toBe(true)
    expect(await sendKey(page, { key: 'Enter', keyCode: 229 })).toBe(true)
    await page.press('#message', 'Shift+Enter')
    expect(await text(page)).toBe('nihao\n')
    await page.press('#message', 'Enter')
    await complete(page)
    expect(stage.upstream.calls).toHaveLength(calls + 1)
    await context.close()
  })

  it('sends nothing that is empty', async () => {
    const { page, context } = await stage.enter()
    const calls = stage.upstream.calls.length
    await page.fill('#message', '  ')
    await page.press('#message', 'Enter')
    await page.press('#message', 'x')
    expect([await text(page), page.url().endsWith('/chat'), stage.upstream.calls.length]).toEqual(['  x', true, calls])
    await context.close()
  })

  it('is a line on a touch screen; Ctrl+Enter and the button send', async () => {
    const { page, context } = await stage.enter({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 780 } })
    await page.fill('#message', 'one')
    await page.press('#message', 'Enter')
    expect(await text(page)).toBe('one\n')
    await page.press('#message', 'Control+Enter')
    await complete(page)
    expect(await page.locator('article.user .bubble').innerText()).toBe('one')
    expect(await page.locator('#message').evaluate((box) => getComputedStyle(box).fontSize)).toBe('16px')
    await context.close()
  })
})

describe('Esc', () => {
  it('stops the answer, but not from an open menu or dialog, nor while an input method composes', async () => {
    const { page, context } = await stage.enter()
    const call = await askByHand(stage, page, 'Stop by key')
    await call.send('partial')
    await lastAnswer(page).getByText('partial').waitFor()
    const running = () => page.locator('.send.stop:not([aria-busy])').isVisible()

    await page.click('.bar [popovertarget=conv-menu]')
    await page.keyboard.press('Escape')
    await page.locator('#conv-menu').waitFor({ state: 'hidden' })
    expect(await running()).toBe(true)

    await page.click('.bar [popovertarget=conv-menu]')
    await page.click('[commandfor=rename]')
    await page.keyboard.press('Escape')
    await page.locator('#rename').waitFor({ state: 'hidden' })
    expect(await running()).toBe(true)

    await sendKey(page, { key: 'Escape', isComposing: true })
    expect(await running()).toBe(true)

    await page.focus('#message')
    await page.keyboard.press('Escape')
    await stopped(page)
    await call.closed
    expect(call.aborted).toBe(true)
    await context.close()
  })
})

describe('the search', () => {
  it('is reached by / and Ctrl+K where there is one; without one the keys do nothing', async () => {
    const { page, context } = await stage.enter()
    await page.focus('#message')
    await page.keyboard.type('a/b')
    expect(await text(page)).toBe('a/b')
    expect(await sendKey(page, { key: 'k', ctrlKey: true })).toBe(true)
    await page.evaluate(() => {
      const search = document.createElement('input')
      search.type = 'search'
      search.id = 'find'
      document.querySelector('.sidebar header')?.append(search)
    })
    const focused = () => page.evaluate(() => document.activeElement?.id)
    await page.locator('#message').blur()
    await page.keyboard.press('/')
    expect(await focused()).toBe('find')
    expect(await page.inputValue('#find')).toBe('')
    await page.focus('#message')
    await page.keyboard.press('Control+k')
    expect(await focused()).toBe('find')
    await page.focus('#message')
    await page.keyboard.type('/')
    expect([await focused(), await text(page)]).toEqual(['message', 'a/b/'])
    await context.close()
  })
})

describe('ArrowUp in an empty composer', () => {
  it('edits the last question where that can be done, and moves in a text that is there', async () => {
    const { page, context } = await stage.enter()
    await page.fill('#message', '')
    expect(await sendKey(page, { key: 'ArrowUp' })).toBe(true)
    await page.evaluate(() => {
      for (const n of [1, 2]) {
        const control = document.createElement('button')
        control.dataset.edit = ''
        control.addEventListener('click', () => (document.title = `edits ${n}`))
        document.querySelector('#thread')?.append(control)
      }
    })
    await page.fill('#message', 'text')
    expect(await sendKey(page, { key: 'ArrowUp' })).toBe(true)
    expect(await page.title()).not.toContain('edits')
    await page.fill('#message', '')
    await page.press('#message', 'ArrowUp')
    expect(await page.title()).toBe('edits 2')
    await context.close()
  })
})

describe('the stop button', () => {
  it('shows at once that it was pressed, and asks again when it was not heard', async () => {
    const { page, context } = await stage.enter()
    const call = await askByHand(stage, page, 'Stop me')
    await call.send('partial')
    await lastAnswer(page).getByText('partial').waitFor()
    let asked = 0
    const held = Promise.withResolvers<void>()
    await page.route('**/stop', async (route) => {
      asked++
      if (asked === 1) return route.abort()
      if (asked === 2) return route.fulfill({ status: 503, contentType: 'text/html', body: 'busy' })
      await held.promise
      await route.continue()
    })
    await page.click('.send.stop')
    const button = page.locator('.send.stop[aria-busy=true]')
    await button.waitFor()
    expect(await button.getAttribute('aria-label')).toBe('Stopping…')
    await page.keyboard.press('Escape')
    await expect.poll(() => asked).toBe(3)
    expect(await page.locator('#notices').innerText()).toBe('')
    held.resolve()
    await stopped(page)
    await call.closed
    expect([call.aborted, asked]).toEqual([true, 3])
    await page.locator('.send:not(.stop)').waitFor()
    await context.close()
  })

  it('can be pressed again when the server has refused', async () => {
    const { page, context } = await stage.enter()
    const call = await askByHand(stage, page, 'Refuse the stop')
    await page.route('**/stop', (route) => route.fulfill({ status: 404, contentType: 'text/html', body: 'not found' }))
    await page.click('.send.stop')
    await page.locator('#notices', { hasText: 'not found' }).waitFor()
    await page.locator('.send.stop:not([aria-busy])').waitFor()
    await page.unroute('**/stop')
    await page.click('.send.stop')
    await stopped(page)
    await call.closed
    expect(call.aborted).toBe(true)
    await context.close()
  })
})

describe('a large text', () => {
  const clipboard = async (page: Page, words: string): Promise<void> => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.evaluate((content) => navigator.clipboard.writeText(content), words)
    await page.focus('#message')
    await page.keyboard.press('Control+v')
  }

  it('of twenty thousand lines is pasted whole beside a long conversation, and kept', async () => {
    const { page, context } = await stage.enter()
    stage.upstream.script({})
    await ask(page, '[[fake:tokens=4000&group=50]] a long answer')
    await complete(page)
    const lines = Array.from({ length: 20_000 }, (_, n) => n % 1000).join('\n')
    await clipboard(page, lines)
    await page.keyboard.type('!')
    expect(await text(page)).toBe(`${lines}!`)
    await page.reload()
    expect(await text(page)).toBe(`${lines}!`)
    expect((await page.locator('#message').boundingBox())?.height).toBeLessThan(400)
    expect(await page.locator('#notices').innerText()).toBe('')
    await context.close()
  })

  it('that does not fit is cut with a word about it', async () => {
    const { page, context } = await stage.enter()
    await page.fill('#message', 'before: ')
    await clipboard(page, 'x'.repeat(150_000))
    await page.locator('#notices', { hasText: 'Only 100,000 characters fit.' }).waitFor()
    expect((await text(page)).length).toBe(100_000)
    await context.close()
  })
})

describe('the keyboard', () => {
  it('reaches everything of the page, with a focus that is seen', async () => {
    const { page, context } = await stage.enter()
    stage.upstream.script({ content: ['# Title\n\nwords'], thoughts: ['Hm'] })
    await ask(page, 'Tab through me')
    await complete(page)
    await page.evaluate(() => (document.activeElement as HTMLElement).blur())
    const reached = new Set<string>()
    for (let n = 0; n < 40; n++) {
      await page.keyboard.press('Tab')
      const what = await page.evaluate(() => {
        const element = document.activeElement as HTMLElement
        const style = getComputedStyle(element)
        const isSeen = style.outlineStyle !== 'none' || element.matches('textarea, body')
        return isSeen
          ? `${element.tagName} ${element.id || element.className || element.textContent.trim()}`
          : `unseen ${element.outerHTML}`
      })
      reached.add(what)
    }
    const all = [...reached].join('\n')
    expect(all).not.toContain('unseen')
    for (const part of ['SUMMARY', 'TEXTAREA message', 'BUTTON send', 'icon-btn', 'A row']) expect(all).toContain(part)
    await context.close()
  })
})
