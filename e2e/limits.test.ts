import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, signIn, visit } from './browser.ts'
import { openStage, type Stage } from './stage.ts'

let stage: Stage
beforeAll(async () => void (stage = await openStage({ env: { RATE_LIMITS: '1/10s' }, script: { content: ['ok'] } })))
afterAll(() => stage.stop())

const ANSWERED = 'article[data-status=complete]'

describe('a limit that is reached', () => {
  it('is told kindly, counts down, keeps the text, and lets it be sent when it is over', async () => {
    const { page, context, problems } = await stage.enter()
    await ask(page, 'The first')
    await page.locator(ANSWERED).waitFor()
    await ask(page, 'The second, which is too early')
    const notice = page.locator('#notices .notice')
    await notice.waitFor()
    expect(await notice.getAttribute('data-tone')).toBe('warning')
    expect(await page.inputValue('#message')).toBe('The second, which is too early')
    expect(await page.locator('.send').isDisabled()).toBe(true)
    const seconds = async () => Number.parseInt((await page.locator('[data-countdown]').innerText()) || '0', 10)
    const before = await seconds()
    await expect.poll(seconds).toBeLessThan(before)
    await expect.poll(() => page.locator('.send').isEnabled(), { timeout: 20_000 }).toBe(true)
    expect(await notice.innerText()).toContain('You can send again.')
    expect(stage.upstream.calls).toHaveLength(1)
    await page.click('.send')
    await expect.poll(() => page.locator(ANSWERED).count()).toBe(2)
    expect(await page.inputValue('#message')).toBe('')
    expect(problems).toEqual([])
    await context.close()
  })

  it('keeps the text also without script', async () => {
    const { page, context } = await visit(stage.browser, stage.server.url, { javaScriptEnabled: false })
    await signIn(page, stage.server.url)
    let kept = ''
    for (let n = 0; n < 3 && kept === ''; n++) {
      await page.fill('#message', `Question ${n}`)
      await page.click('.send')
      kept = await page.inputValue('#message')
    }
    expect(kept).toMatch(/^Question \d$/)
    expect(await page.locator('.notice[data-tone=warning]').innerText()).toMatch(/in \d+ s\. Your draft is kept/)
    await context.close()
  })
})
