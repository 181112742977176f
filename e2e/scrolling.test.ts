import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FakeCall } from '../src/test/upstream/call.ts'
import { lastAnswer } from './browser.ts'
import { askByHand, openStage, type Stage } from './stage.ts'

let stage: Stage

beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.stop())

const paragraphs = (from: number, count: number): string =>
  Array.from({ length: count }, (_, n) => `Paragraph ${from + n} of a long answer that has to be read.\n\n`).join('')

const gap = (page: Page): Promise<number> => page.evaluate(() => Math.round(document.documentElement.scrollHeight - innerHeight - scrollY))
const y = (page: Page): Promise<number> => page.evaluate(() => Math.round(scrollY))
const settle = (page: Page): Promise<unknown> =>
  page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))

/** A page at the end of a long answer that still grows. */
async function reading(options: Parameters<Stage['enter']>[0] = {}) {
  const visitor = await stage.enter(options)
  const call = await askByHand(stage, visitor.page, 'Tell me much')
  await call.send(paragraphs(0, 60))
  await arrived(visitor.page, 59)
  await expect.poll(() => gap(visitor.page)).toBeLessThanOrEqual(1)
  return { ...visitor, call }
}

const arrived = (page: Page, n: number) => lastAnswer(page).getByText(`Paragraph ${n} of`).waitFor()

/** More of the answer comes; where is the page then? */
async function grow(page: Page, call: FakeCall, from: number): Promise<{ moved: number; gap: number }> {
  const before = await y(page)
  await call.send(paragraphs(from, 10))
  await arrived(page, from + 9)
  await settle(page)
  return { moved: (await y(page)) - before, gap: await gap(page) }
}

describe('the page while an answer grows', () => {
  it('follows it', async () => {
    const { page, context, call } = await reading()
    expect((await grow(page, call, 60)).gap).toBeLessThanOrEqual(1)
    expect(await page.locator('#jump').isVisible()).toBe(false)
    await call.finish()
    await context.close()
  })

  const upwards: Record<string, (page: Page) => Promise<void>> = {
    'the wheel': (page) => page.mouse.wheel(0, -120),
    'a single notch of a smooth wheel': (page) => page.mouse.wheel(0, -4),
    PageUp: (page) => page.keyboard.press('PageUp'),
    ArrowUp: (page) => page.keyboard.press('ArrowUp'),
    Home: (page) => page.keyboard.press('Home'),
    'Shift and Space': (page) => page.keyboard.press('Shift+Space'),
    'the scrollbar': (page) => page.evaluate(() => scrollBy(0, -200)),
  }

  it.each(Object.keys(upwards))('is let go by %s', async (name) => {
    const { page, context, call } = await reading()
    await page.mouse.move(400, 300)
    await page.locator('#message').blur()
    const end = await y(page)
    await upwards[name]!(page)
    // the browser takes its time to hear of it
    await expect.poll(() => y(page)).toBeLessThan(end)
    const before = await y(page)
    await call.send(paragraphs(60, 10))
    await arrived(page, 69)
    await settle(page)
    await call.send(paragraphs(70, 10))
    await arrived(page, 79)
    await expect.poll(() => page.locator('#jump').isVisible()).toBe(true)
    expect(await y(page)).toBeLessThanOrEqual(before)
    expect(await gap(page)).toBeGreaterThan(300)
    await call.finish()
    await page.locator('article[data-status=complete]').waitFor()
    expect(await gap(page)).toBeGreaterThan(300)
    await context.close()
  })

  it('is let go by a finger, and not moved under it', async () => {
    const { page, context, call } = await reading({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 780 } })
    const touch = await context.newCDPSession(page)
    const at = (point: number) => [{ x: 200, y: point }]
    await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(300) })
    expect((await grow(page, call, 60)).moved).toBe(0)
    for (let point = 320; point <= 520; point += 40)
      await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(point) })
    await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
    await settle(page)
    expect((await grow(page, call, 70)).moved).toBeLessThanOrEqual(0)
    await page.locator('#jump').waitFor()
    await call.finish()
    await context.close()
  })

  it('is taken hold of again at the end', async () => {
    const { page, context, call } = await reading()
    await page.mouse.move(400, 300)
    await page.mouse.wheel(0, -600)
    await expect.poll(() => gap(page)).toBeGreaterThan(500)
    await page.mouse.wheel(0, 5_000)
    await expect.poll(() => gap(page)).toBeLessThanOrEqual(1)
    await settle(page)
    expect((await grow(page, call, 60)).gap).toBeLessThanOrEqual(1)
    await call.finish()
    await context.close()
  })

  it('is taken hold of again by the button, which the keyboard reaches', async () => {
    const { page, context, call } = await reading()
    await page.locator('#message').blur()
    await page.keyboard.press('Home')
    await expect.poll(() => y(page)).toBe(0)
    await page.locator('#jump').waitFor()
    await page.locator('#jump').focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => gap(page)).toBeLessThanOrEqual(1)
    expect((await grow(page, call, 60)).gap).toBeLessThanOrEqual(1)
    await page.locator('#jump').waitFor({ state: 'hidden' })
    await call.finish()
    await context.close()
  })

  it('comes along when the next question is asked', async () => {
    const { page, context, call } = await reading()
    await call.finish()
    await page.locator('article[data-status=complete]').waitFor()
    await page.locator('#message').blur()
    await page.keyboard.press('Home')
    await expect.poll(() => y(page)).toBe(0)
    const next = await askByHand(stage, page, 'And then?')
    await next.send('This.')
    await lastAnswer(page).getByText('This.').waitFor()
    await expect.poll(() => gap(page)).toBeLessThanOrEqual(1)
    await next.finish()
    await context.close()
  })
})

describe('text that is selected in a finished paragraph', () => {
  const selected = (page: Page): Promise<string> => page.evaluate(() => String(getSelection()))

  it('stays selected and in its place while the answer grows, and at its end', async () => {
    const { page, context, call } = await reading()
    const box = await lastAnswer(page).getByText('Paragraph 57 of').boundingBox()
    if (!box) throw new Error('the paragraph is not on the screen')
    await page.mouse.move(box.x + 2, box.y + box.height / 2)
    await page.mouse.down()
    await page.mouse.move(box.x + 60, box.y + box.height / 2)
    expect((await grow(page, call, 60)).moved).toBe(0)
    await page.mouse.move(box.x + 200, box.y + box.height / 2)
    await page.mouse.up()
    const words = await selected(page)
    expect(words).toMatch(/^Paragraph 57/)
    expect((await grow(page, call, 70)).moved).toBe(0)
    await page.locator('#jump').waitFor()
    await call.finish()
    await page.locator('article[data-status=complete]').waitFor()
    expect(await selected(page)).toBe(words)
    await page.click('#jump')
    await expect.poll(() => gap(page)).toBeLessThanOrEqual(1)
    await context.close()
  })

  it('does not stop the page when it is in the composer', async () => {
    const { page, context, call } = await reading()
    await page.fill('#message', 'some words')
    await page.locator('#message').selectText()
    expect((await grow(page, call, 60)).gap).toBeLessThanOrEqual(1)
    await call.finish()
    await context.close()
  })
})
