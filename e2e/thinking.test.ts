import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lastAnswer } from './browser.ts'
import { askByHand, openStage, type Stage } from './stage.ts'

let stage: Stage

beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.stop())

const think = (page: Page) => lastAnswer(page).locator('.think')
const isOpen = (page: Page): Promise<boolean> =>
  lastAnswer(page)
    .locator('details')
    .evaluate((details: HTMLDetailsElement) => details.open)
const seconds = async (page: Page): Promise<number> => Number(/(\d+) s/.exec(await think(page).innerText())?.[1] ?? 0)

describe('what a model thinks', () => {
  it('is folded, with a time that counts while it thinks, over a reload, and stands at the end', async () => {
    const { page, context } = await stage.enter()
    const call = await askByHand(stage, page, 'Think')
    await think(page).getByText('Thinking…').waitFor()
    await expect.poll(() => seconds(page)).toBeGreaterThanOrEqual(1)
    await call.think('First thought. ')
    await lastAnswer(page).locator('details').waitFor()
    expect(await seconds(page)).toBeGreaterThanOrEqual(1)
    expect(await isOpen(page)).toBe(false)
    await expect.poll(() => seconds(page)).toBeGreaterThanOrEqual(2)
    await page.reload()
    await expect.poll(() => seconds(page)).toBeGreaterThanOrEqual(3)
    await call.send('The answer')
    await lastAnswer(page).getByText('The answer').waitFor()
    const frozen = await seconds(page)
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1_200)))
    expect([await seconds(page), await think(page).getByText('Thinking…').isVisible()]).toEqual([frozen, false])
    await call.finish()
    await page.locator('article[data-status=complete]').waitFor()
    expect(await think(page).innerText()).toMatch(/^Thought for \d+ s$/)
    expect(Math.abs((await seconds(page)) - frozen)).toBeLessThanOrEqual(2)
    await context.close()
  })

  it('stays open when it was opened: by new thoughts, a cut, the answer, and its end', async () => {
    const { page, context } = await stage.enter()
    const call = await askByHand(stage, page, 'Open it')
    await call.think('One. ')
    await lastAnswer(page).locator('summary').click()
    await call.think('Two. ')
    await lastAnswer(page).getByText('One. Two.').waitFor()
    stage.wire.cut()
    await call.think('Three.')
    await lastAnswer(page).getByText('One. Two. Three.').waitFor()
    await call.send('Said.')
    await lastAnswer(page).getByText('Said.').waitFor()
    expect(await isOpen(page)).toBe(true)
    await call.finish()
    await page.locator('article[data-status=complete]').waitFor()
    expect(await isOpen(page)).toBe(true)
    expect(await lastAnswer(page).locator('details > div').innerText()).toBe('One. Two. Three.')
    await context.close()
  })
})

describe('the switch', () => {
  it('is there for a model that can think, and only while it is chosen', async () => {
    const two = await openStage({ models: ['deepseek-flash', 'plain'] })
    const { page, context } = await two.enter()
    const isThere = () => page.getByRole('switch').isVisible()
    const choose = async (name: string) => {
      await page.click('.pick')
      await page.locator('#models .option', { hasText: name }).click()
    }
    await choose('plain')
    expect(await isThere()).toBe(false)
    await choose('DeepSeek')
    expect(await isThere()).toBe(true)
    await context.close()
    await two.stop()
    const { page: other, context: single } = await stage.enter()
    expect(await other.getByRole('switch').count()).toBe(0)
    await single.close()
  })
})

describe('an answer that is heard', () => {
  it('is announced at its start and its end, and never in between', async () => {
    const { page, context } = await stage.enter()
    await page.evaluate(() => {
      const said: string[] = []
      Object.assign(window, { said })
      const live = document.querySelectorAll('[role=status], [role=alert], [aria-live]')
      const listen = new MutationObserver((changes) => {
        for (const { target } of changes) said.push(target.textContent?.trim() ?? '')
      })
      for (const region of live) listen.observe(region, { childList: true, subtree: true, characterData: true })
    })
    const call = await askByHand(stage, page, 'Say it')
    for (const word of ['One ', 'two.\n\n', 'Three ', 'four.']) {
      await call.send(word)
      await lastAnswer(page).getByText(word.trim()).waitFor()
    }
    await call.finish()
    await page.locator('article[data-status=complete]').waitFor()
    const said = await page.evaluate(() => (window as unknown as { said: string[] }).said)
    expect(said.filter((words) => words !== '')).toEqual(['The answer has begun.', 'The answer is complete.'])
    expect(await page.locator('#thread').evaluate((thread) => thread.closest('[aria-live], [role=log], [role=status]'))).toBeNull()
    await context.close()
  })

  it('moves nothing for who wants no motion', async () => {
    const { page, context } = await stage.enter({ reducedMotion: 'reduce' })
    const call = await askByHand(stage, page, 'Calm')
    await call.think('Hm')
    await lastAnswer(page).locator('details').waitFor()
    await page.route('**/stop', () => undefined)
    await page.click('.send.stop')
    await page.locator('.send.stop[aria-busy=true]').waitFor()
    const moving = () =>
      page.evaluate(() => document.getAnimations().filter((one) => one.effect?.getComputedTiming().iterations === Infinity).length)
    expect(await moving()).toBe(0)
    await page.emulateMedia({ reducedMotion: 'no-preference' })
    expect(await moving()).toBeGreaterThan(0)
    await call.finish()
    await context.close()
  })
})
