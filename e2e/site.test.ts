import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask } from './browser.ts'
import { openStage, type Stage } from './stage.ts'

const WIDE = [
  '# Back **at ten**',
  `A word: ${'withoutanyend'.repeat(30)}`,
  '| a | b | c |\n| --- | --- | --- |\n| lorem ipsum dolor sit | lorem ipsum dolor sit | lorem ipsum dolor sit |',
  '```js\nconst line = "of code that is longer than any phone is wide, and then some more of it"\n```',
  '$$\n\\sum_{i=1}^{n} i = \\frac{n(n+1)}{2} + aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n$$',
  '- [x] done\n- [ ] not done\n\nA note.[^1]\n\n[^1]: The note.',
].join('\n\n')

const LOOKS = [
  { colorScheme: 'light', locale: 'en-GB', viewport: { width: 1280, height: 800 } },
  { colorScheme: 'dark', locale: 'zh-CN', viewport: { width: 320, height: 640 } },
] as const

let stage: Stage

beforeAll(async () => {
  stage = await openStage({ script: { content: ['A line.\n\n'.repeat(80)] } })
})
afterAll(() => stage.stop())

const faultsOf = async (page: Page): Promise<string[]> =>
  (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
const overflows = (page: Page): Promise<boolean> => page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)

async function save(page: Page, field: string, text: string): Promise<void> {
  await page.goto(`${stage.wire.url}/admin/settings`)
  await page.fill(`#${field}`, text)
  await page
    .locator('form', { has: page.locator(`#${field}`) })
    .locator('button:not([type])')
    .click()
}

describe('a banner that is long and wide', () => {
  it.each(LOOKS)('damages no page, and stays in sight over a long conversation: $locale, $colorScheme', async (look) => {
    const { page, context, problems } = await stage.enter(look)
    await save(page, 'banner', WIDE)
    await page.waitForURL(/saved=banner/)
    for (const path of ['/admin/settings', '/settings', '/chat', '/conversations', '/nothing-here']) {
      await page.goto(stage.wire.url + path)
      expect([path, await page.locator('aside.banner').count()]).toEqual([path, 1])
      expect([path, await faultsOf(page), await overflows(page)]).toEqual([path, [], false])
    }
    await page.goto(`${stage.wire.url}/chat`)
    await ask(page, 'Say much')
    await page.locator('article[data-status=complete]').waitFor()
    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight))
    const box = await page.locator('aside.banner').boundingBox()
    expect(box?.y).toBeGreaterThan(0)
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThan(look.viewport.height / 2)
    expect([await faultsOf(page), await overflows(page)]).toEqual([[], false])
    expect(problems).toEqual([])
    await context.close()
  })
})

it('shows what was refused where it was typed', async () => {
  const { page, context } = await stage.enter()
  await save(page, 'log_retention_days', 'ten')
  const error = page.locator('#log_retention_days-e')
  await error.waitFor()
  expect(await page.inputValue('#log_retention_days')).toBe('ten')
  expect(await error.evaluate((element) => element.getBoundingClientRect().bottom <= window.innerHeight)).toBe(true)
  await context.close()
})
