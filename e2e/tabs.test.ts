import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, lastAnswer } from './browser.ts'
import { askByHand, doubledIds, openStage, setHidden, type Stage, threadOf } from './stage.ts'

const PHONE = { hasTouch: true, isMobile: true, viewport: { width: 390, height: 780 } }

let stage: Stage

beforeAll(async () => {
  stage = await openStage({ script: { content: ['ok'] } })
})
afterAll(() => stage.stop())

const complete = (page: Page, count: number) =>
  page
    .locator('article[data-status=complete]')
    .nth(count - 1)
    .waitFor()

/** The same conversation with one answer, on two devices. */
async function twoDevices() {
  const desk = await stage.enter()
  stage.upstream.script({ content: ['ok'] })
  await ask(desk.page, 'First')
  await complete(desk.page, 1)
  const phone = await stage.enter(PHONE)
  await phone.page.goto(desk.page.url())
  return { desk, phone }
}

describe('a second device', () => {
  it('that opens the conversation follows the running answer live', async () => {
    const { desk, phone } = await twoDevices()
    const call = await askByHand(stage, desk.page, 'Two of us')
    await call.send('Seen by ')
    await lastAnswer(desk.page).getByText('Seen by').waitFor()
    await phone.page.goto(desk.page.url())
    await lastAnswer(phone.page).getByText('Seen by').waitFor()
    await call.send('both.')
    await Promise.all([desk.page, phone.page].map((page) => lastAnswer(page).getByText('Seen by both.').waitFor()))
    await call.finish()
    await Promise.all([complete(desk.page, 2), complete(phone.page, 2)])
    expect(await threadOf(phone.page)).toBe(await threadOf(desk.page))
    expect(stage.upstream.calls.filter(({ prompt }) => prompt === 'Two of us')).toHaveLength(1)
    await Promise.all([desk.context.close(), phone.context.close()])
  })

  it('that had the conversation open follows when it is looked at, and can stop it', async () => {
    const { desk, phone } = await twoDevices()
    await phone.page.fill('#message', 'half a thought')
    const call = await askByHand(stage, desk.page, 'Asked at the desk')
    await call.send('It runs ')
    await lastAnswer(desk.page).getByText('It runs').waitFor()
    await setHidden(phone.page, true)
    await setHidden(phone.page, false)
    await phone.page.locator('article.user', { hasText: 'Asked at the desk' }).waitFor()
    await lastAnswer(phone.page).getByText('It runs').waitFor()
    expect(await phone.page.inputValue('#message')).toBe('half a thought')
    expect(await doubledIds(phone.page)).toEqual([])
    await call.send('everywhere.')
    await lastAnswer(phone.page).getByText('It runs everywhere.').waitFor()
    await phone.page.click('.send.stop')
    await Promise.all([desk.page, phone.page].map((page) => page.locator('article[data-status=stopped]').waitFor()))
    expect(await threadOf(phone.page)).toBe(await threadOf(desk.page))
    await Promise.all([desk.context.close(), phone.context.close()])
  })

  it('that is only looked at finds it within a quarter of a minute, and asks seldom', async () => {
    const { desk, phone } = await twoDevices()
    await phone.page.clock.install()
    await phone.page.reload()
    let looks = 0
    phone.page.on('response', (response) => (looks += response.url().includes('/latest') && response.status() === 204 ? 1 : 0))
    for (const count of [1, 2]) {
      await phone.page.clock.runFor(15_000)
      await expect.poll(() => looks).toBe(count)
    }
    const call = await askByHand(stage, desk.page, 'Quiet interval')
    await call.send('Found')
    await phone.page.clock.runFor(15_000)
    await lastAnswer(phone.page).getByText('Found').waitFor()
    await phone.page.clock.runFor(60_000)
    expect(looks).toBe(2)
    await call.finish()
    await Promise.all([desk.context.close(), phone.context.close()])
  })

  it('sees another branch as a whole, and is told when it may not look any more', async () => {
    const { desk, phone } = await twoDevices()
    await desk.page.evaluate(() => Object.assign(window, { same: true }))
    await desk.page
      .locator('#turn [name=parent_id]')
      .evaluate((input: HTMLInputElement) => (input.value = '01a20000-0000-7000-8000-000000000000'))
    await setHidden(desk.page, false)
    await expect.poll(() => desk.page.evaluate(() => 'same' in window)).toBe(false)
    await complete(desk.page, 1)

    await phone.context.clearCookies()
    await setHidden(phone.page, false)
    await phone.page.locator('#notices a', { hasText: 'Sign in' }).waitFor()
    expect(await phone.page.locator('#latest').count()).toBe(0)
    await Promise.all([desk.context.close(), phone.context.close()])
  })

  it('says when the server is away although nothing runs, and when it is back', async () => {
    const { desk, phone } = await twoDevices()
    await stage.wire.down()
    await setHidden(desk.page, false)
    await desk.page.getByText('The server cannot be reached.').waitFor()
    await stage.wire.up()
    await desk.page.click('#try-now')
    await desk.page.getByText('The server cannot be reached.').waitFor({ state: 'hidden' })
    expect(await desk.page.evaluate(() => navigator.onLine)).toBe(true)
    await Promise.all([desk.context.close(), phone.context.close()])
  })
})

describe('two conversations in two tabs', () => {
  it('never exchange a token', async () => {
    const { page, context } = await stage.enter()
    const other = await context.newPage()
    await other.goto(`${stage.wire.url}/chat`)
    const [left, right] = [await askByHand(stage, page, 'Left'), await askByHand(stage, other, 'Right')]
    for (let n = 0; n < 5; n++) {
      await left.send(`L${n} `)
      await right.send(`R${n} `)
    }
    await Promise.all([left.finish(), right.finish()])
    await Promise.all([complete(page, 1), complete(other, 1)])
    expect(await lastAnswer(page).locator('.prose').innerText()).toBe('L0 L1 L2 L3 L4')
    expect(await lastAnswer(other).locator('.prose').innerText()).toBe('R0 R1 R2 R3 R4')
    await context.close()
  })
})
