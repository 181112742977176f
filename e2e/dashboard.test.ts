import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, lastAnswer } from './browser.ts'
import { openStage, type Stage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage({ script: { content: ['An answer.'] } })
  const { page, context } = await stage.enter()
  for (const question of ['One', 'Two']) {
    await ask(page, question)
    await lastAnswer(page).and(page.locator('[data-status="complete"]')).waitFor()
    await page.goto(`${stage.wire.url}/chat`)
  }
  await context.close()
})
afterAll(() => stage.stop())

const faultsOf = async (page: Page): Promise<string[]> =>
  (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
const overflows = (page: Page): Promise<boolean> => page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)
const rows = (page: Page) => page.locator('#records tbody tr')

describe('the dashboard', () => {
  it('filters its records and changes its chart without loading itself again', async () => {
    const { page, context, problems } = await stage.enter()
    await page.click('.sidebar footer button')
    await page.click('#user-menu a[href$="/dashboard"]')
    await page.waitForURL(/\/dashboard$/)
    expect(await rows(page).count()).toBe(2)
    await page.evaluate(() => (document.body.dataset.kept = ''))
    await page.selectOption('#status', 'failed')
    await expect.poll(() => rows(page).count()).toBe(0)
    expect(new URL(page.url()).search).toBe('?status=failed')
    expect(await page.getAttribute('#csv', 'href')).toBe('/api/usage?status=failed&format=csv')
    await page.click('.segmented a[href*="days=90"]')
    await expect.poll(() => page.locator('#days rect').count()).toBe(90)
    expect(new URL(page.url()).search).toBe('?status=failed&days=90')
    expect(await page.evaluate(() => document.body.dataset.kept)).toBe('')
    await page.reload()
    expect(await rows(page).count()).toBe(0)
    expect(await page.locator('#days rect').count()).toBe(90)
    await page.click('#clear')
    await expect.poll(() => rows(page).count()).toBe(2)
    expect(problems).toEqual([])
    await context.close()
  })

  it('brings its figures up to date when it is looked at again', async () => {
    const { page, context, problems } = await stage.enter()
    await page.goto(`${stage.wire.url}/dashboard`)
    const today = page.locator('#figures .stat').first()
    const before = await today.innerText()
    const other = await context.newPage()
    await other.goto(`${stage.wire.url}/chat`)
    await ask(other, 'Three')
    await expect.poll(() => lastAnswer(other).getAttribute('data-status')).toBe('complete')
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
    await expect.poll(() => today.innerText()).not.toBe(before)
    expect(problems).toEqual([])
    await context.close()
  })

  it('works without script', async () => {
    const { page, context } = await stage.enter({ javaScriptEnabled: false })
    await page.goto(`${stage.wire.url}/dashboard`)
    await page.selectOption('#status', 'failed')
    await page.click('form.filter button')
    expect(await rows(page).count()).toBe(0)
    await page.click('.segmented a[href*="days=365"]')
    expect(await page.locator('#days rect').count()).toBe(53)
    expect(new URL(page.url()).searchParams.get('status')).toBe('failed')
    await context.close()
  })

  it('gives its records as a file', async () => {
    const { page, context } = await stage.enter()
    await page.goto(`${stage.wire.url}/dashboard`)
    const [file] = await Promise.all([page.waitForEvent('download'), page.click('#csv')])
    expect(file.suggestedFilename()).toMatch(/^aichat-usage-\d{4}-\d\d-\d\d\.csv$/)
    await context.close()
  })

  it.each([
    { colorScheme: 'light', locale: 'en-GB', viewport: { width: 1280, height: 900 } },
    { colorScheme: 'dark', locale: 'zh-CN', viewport: { width: 320, height: 700 } },
  ] as const)('has no fault that axe finds, and nothing that sticks out: $locale, $colorScheme', async (look) => {
    const { page, context, problems } = await stage.enter(look)
    for (const query of ['', '?days=365', '?status=failed', '?from=nonsense']) {
      await page.goto(`${stage.wire.url}/dashboard${query}`)
      if (query === '?days=365') await page.click('.more > summary')
      expect([query, await faultsOf(page), await overflows(page)]).toEqual([query, [], false])
    }
    expect(problems).toEqual([])
    await context.close()
  })
})
