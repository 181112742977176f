import { AxeBuilder } from '@axe-core/playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signIn, visit } from './browser.ts'
import { openStage, type Stage } from './stage.ts'

let stage: Stage
beforeAll(async () => void (stage = await openStage({ script: { content: ['Hello'] } })))
afterAll(() => stage.stop())

const me = async (token: string): Promise<number> =>
  (await fetch(`${stage.server.url}/api/auth/me`, { headers: { Authorization: `Bearer ${token}` } })).status

describe('API tokens in the browser', () => {
  it('are made, copied, used and revoked', async () => {
    const { page, context, problems } = await stage.enter({ permissions: ['clipboard-read', 'clipboard-write'] })
    await page.goto(`${stage.wire.url}/settings`)
    await page.fill('#token_name', 'my laptop')
    await page.selectOption('#token_lifetime', '30')
    await page.click('form[action^="/settings/tokens#"] button')
    const [token = '', command = ''] = await page.locator('.secret code').allInnerTexts()
    expect(command).toContain(`Bearer ${token}`)
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
    await page.locator('.secret [data-copy]').first().click()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(token)
    await expect.poll(() => page.locator('#announcer').textContent()).toBe('Copied')
    expect(await me(token)).toBe(200)
    await page.goto(`${stage.wire.url}/settings`)
    expect(await page.content()).not.toContain(token)
    await page.getByRole('button', { name: 'Revoke the token “my laptop”' }).click()
    await page.getByText('The token is revoked.').waitFor()
    expect(await me(token)).toBe(401)
    expect(problems).toEqual([])
    await context.close()
  })

  it.each([
    { colorScheme: 'light', locale: 'en-GB', viewport: { width: 1440, height: 900 } },
    { colorScheme: 'dark', locale: 'zh-CN', viewport: { width: 360, height: 740 } },
  ] as const)('fit without script, too: $locale at $viewport.width', async (look) => {
    const { page, context } = await visit(stage.browser, stage.server.url, { ...look, javaScriptEnabled: false })
    await signIn(page, stage.server.url)
    await page.goto(`${stage.server.url}/settings`)
    await page.fill('#token_name', 'x'.repeat(100))
    await page.click('form[action^="/settings/tokens#"] button')
    const [token = ''] = await page.locator('.secret code').allInnerTexts()
    expect(await me(token)).toBe(200)
    const { width } = look.viewport
    const box = await page.locator('section:has(#tokens)').boundingBox()
    expect(box && box.x >= 0 && box.x + box.width <= width).toBe(true)
    for (const code of await page.locator('.secret').all()) expect((await code.boundingBox())?.width).toBeLessThan(width)
    await context.close()
  })
})
