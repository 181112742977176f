import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ADMIN, ask, lastAnswer, signIn, visit } from './browser.ts'
import { removeDataDir, startServer } from './server.ts'
import { askByHand, beforeAndAfterReload, callsOf, ended, setHidden, shown, openStage, type Stage } from './stage.ts'

const LOST = 'Connection lost.'
const numbers = (count: number): string => Array.from({ length: count }, (_, n) => n).join(' ')

let stage: Stage

beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.stop())

describe('a server that is killed', () => {
  it('and comes back leaves what a reload shows: what was saved, and that it was interrupted', async () => {
    const env = {
      DEEPSEEK_API_KEY: 'sk-e2e',
      DEEPSEEK_BASE_URL: stage.upstream.url,
      ADMIN_USERNAME: ADMIN.username,
      ADMIN_PASSWORD: ADMIN.password,
    }
    const first = await startServer({ env })
    const { page, context } = await visit(stage.browser, first.url)
    await signIn(page, first.url)
    const call = await askByHand(stage, page, 'Killed')
    await call.send('Saved before. ')
    await lastAnswer(page).getByText('Saved before.').waitFor()
    await expect
      .poll(async () => (await (await context.newPage()).goto(page.url()))?.text(), { timeout: 10_000 })
      .toContain('Saved before.')
    await page.fill('#message', 'a draft')
    await first.stop('SIGKILL')
    await page.getByText(LOST).waitFor()
    const second = await startServer({ env: { ...env, PORT: new URL(first.url).port }, dataDir: first.dataDir })
    await ended(page, 'interrupted')
    await page.getByText(LOST).waitFor({ state: 'hidden' })
    expect(await page.inputValue('#message')).toBe('a draft')
    const [live, reloaded] = await beforeAndAfterReload(page)
    expect(live).toBe(reloaded)
    expect(callsOf(stage, 'Killed')).toBe(1)
    await context.close()
    await second.stop()
    await removeDataDir(second.dataDir)
  })
})

describe('a tab out of sight', () => {
  it('leaves its connection to others after a while, and catches up when it is looked at', async () => {
    const { page, context } = await stage.enter()
    const call = await askByHand(stage, page, 'Hidden')
    await call.send('Seen. ')
    await lastAnswer(page).getByText('Seen.').waitFor()
    await page.clock.install()
    const gone = page.waitForEvent('requestfailed', (request) => request.url().includes('/stream'))
    await setHidden(page, true)
    await page.clock.runFor(11_000)
    await gone
    await call.send('Not seen.\n\nA second block.')
    await call.finish()
    await expect.poll(() => stage.upstream.open).toBe(0)
    expect((await shown(page)).trim()).toBe('Seen.')
    await setHidden(page, false)
    await ended(page)
    expect(await shown(page)).toBe('Seen. Not seen.\n\nA second block.')
    const [live, reloaded] = await beforeAndAfterReload(page)
    expect(live).toBe(reloaded)
    expect(callsOf(stage, 'Hidden')).toBe(1)
    await context.close()
  })
})

describe('the network', () => {
  it('that is away is told, and told no more when it is back', async () => {
    const { page, context } = await stage.enter()
    await context.setOffline(true)
    await page.getByText('You are offline.').waitFor()
    expect(await page.locator('#strip [role=status]').innerText()).toContain('You are offline.')
    await context.setOffline(false)
    await page.getByText('You are offline.').waitFor({ state: 'hidden' })
    await context.close()
  })

  it('comes and goes without a lost or doubled word', async () => {
    const { page, context } = await stage.enter()
    stage.upstream.script({})
    await ask(page, '[[fake:text=numbers&tokens=400&tps=100]] count')
    for (const seen of ['20', '90', '180']) {
      await lastAnswer(page).getByText(seen).waitFor()
      await context.setOffline(true)
      await page.getByText('You are offline.').waitFor()
      await context.setOffline(false)
    }
    await ended(page)
    expect((await shown(page)).trim()).toBe(numbers(400))
    await context.close()
  })
})

describe('a session that ends while an answer runs', () => {
  it('is told with the way to sign in and back, and the answer is not asked for any more', async () => {
    const { page, context } = await stage.enter()
    const call = await askByHand(stage, page, 'Expired')
    await call.send('Some')
    await lastAnswer(page).getByText('Some').waitFor()
    const path = new URL(page.url()).pathname
    await context.clearCookies()
    stage.wire.cut()
    const link = page.locator('#notices a', { hasText: 'Sign in' })
    await link.waitFor()
    expect(await page.locator('[hx-sse\\:connect]').count()).toBe(0)
    await call.send(' more')
    await call.finish()
    await link.click()
    await page.fill('#username', ADMIN.username)
    await page.fill('#password', ADMIN.password)
    await page.click('button.primary')
    await page.waitForURL((url) => url.pathname === path)
    await ended(page)
    expect(await shown(page)).toBe('Some more')
    await context.close()
  })
})
