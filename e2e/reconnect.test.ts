import { AxeBuilder } from '@axe-core/playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lastAnswer } from './browser.ts'
import { askByHand, beforeAndAfterReload, callsOf, doubledIds, ended, shown, openStage, type Stage } from './stage.ts'

const LOST = 'Connection lost.'

let stage: Stage

beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.stop())

describe('a connection that is cut', () => {
  it('again and again costs no word and no second call', async () => {
    const { page, context, problems } = await stage.enter()
    const call = await askByHand(stage, page, 'Cut me')
    for (let n = 0; n < 6; n++) {
      await call.send(`Paragraph **${n}** begins`)
      await lastAnswer(page).getByText(`Paragraph ${n} begins`).waitFor()
      stage.wire.cut()
      await call.send(` and goes on.\n\n`)
      await lastAnswer(page).getByText(`Paragraph ${n} begins and goes on.`).waitFor()
    }
    stage.wire.cut()
    await call.send('- one\n- two\n\n```js\nlet x = 1\n```\n')
    await call.finish()
    await ended(page)
    expect((await shown(page)).match(/Paragraph \d/g)).toEqual([0, 1, 2, 3, 4, 5].map((n) => `Paragraph ${n}`))
    expect(await doubledIds(page)).toEqual([])
    const [live, reloaded] = await beforeAndAfterReload(page)
    expect(live).toBe(reloaded)
    expect(callsOf(stage, 'Cut me')).toBe(1)
    expect(problems.filter((problem) => !problem.includes('htmx:sse:error'))).toEqual([])
    await context.close()
  })

  it('for some seconds is told, and told no more when it is back; the answer went on', async () => {
    const { page, context } = await stage.enter()
    const call = await askByHand(stage, page, 'Server away')
    await call.send('Before. ')
    await lastAnswer(page).getByText('Before.').waitFor()
    await stage.wire.down()
    await page.getByText(LOST).waitFor()
    await call.send('Meanwhile. ')
    expect(await page.evaluate(() => navigator.onLine)).toBe(true)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
    }
    await stage.wire.up()
    await lastAnswer(page).getByText('Before. Meanwhile.').waitFor()
    await page.getByText(LOST).waitFor({ state: 'hidden' })
    await call.send('After.')
    await call.finish()
    await ended(page)
    expect(await shown(page)).toBe('Before. Meanwhile. After.')
    const [live, reloaded] = await beforeAndAfterReload(page)
    expect(live).toBe(reloaded)
    expect(callsOf(stage, 'Server away')).toBe(1)
    await context.close()
  })

  it('is made again at once when the reader says so', async () => {
    const { page, context } = await stage.enter({ locale: 'zh-CN' })
    const call = await askByHand(stage, page, 'Try now')
    await call.send('Here ')
    await lastAnswer(page).getByText('Here').waitFor()
    await stage.wire.down()
    await page.getByText('连接已断开').waitFor()
    await page.clock.install()
    await stage.wire.up()
    await page.click('#try-now')
    await page.getByText('连接已断开').waitFor({ state: 'hidden' })
    expect(await page.locator('#try-now').isVisible()).toBe(false)
    await call.finish()
    await context.close()
  })

  it('that never came about is tried until it does', async () => {
    const { page, context } = await stage.enter()
    let refused = 0
    await page.route('**/messages/*/stream*', (route) => (refused++ < 2 ? route.abort() : route.continue()))
    const call = await askByHand(stage, page, 'First connect')
    await call.send('Late but here')
    await lastAnswer(page).getByText('Late but here').waitFor()
    await call.finish()
    await ended(page)
    expect(refused).toBeGreaterThan(2)
    await context.close()
  })

  it('is not taken for an answer when something in between answers in its place', async () => {
    const { page, context } = await stage.enter()
    let answered = 0
    const pages = [
      { status: 502, contentType: 'text/html', body: '<h1>Bad Gateway</h1>' },
      { status: 200, contentType: 'text/html', body: '<h1>Sign in to this hotspot</h1>' },
      { status: 429, contentType: 'text/html', body: 'slow down', headers: { 'HX-Retarget': '#notices' } },
    ]
    await page.route('**/messages/*/stream*', (route) => {
      const answer = pages[answered++]
      return answer ? route.fulfill(answer) : route.continue()
    })
    const call = await askByHand(stage, page, 'Proxy words')
    await call.send('The true answer')
    await lastAnswer(page).getByText('The true answer').waitFor()
    expect(await page.locator('body').innerText()).not.toMatch(/Gateway|hotspot|slow down/)
    await call.finish()
    await ended(page)
    await context.close()
  })

  it('waits longer from time to time, and half a minute at most', async () => {
    const { page, context } = await stage.enter()
    const call = await askByHand(stage, page, 'Gently')
    await call.send('word')
    await lastAnswer(page).getByText('word').waitFor()
    await page.route('**/messages/*/stream*', (route) => route.abort())
    await page.evaluate(() => {
      const tries: number[] = []
      Object.assign(window, { tries })
      document.addEventListener('htmx:before:request', () => tries.push(Date.now()))
    })
    await page.clock.install()
    const from = await page.evaluate(() => Date.now())
    stage.wire.cut()
    for (let second = 0; second < 130; second++) await page.clock.runFor(1_000)
    const tries = await page.evaluate(() => (window as unknown as { tries: number[] }).tries)
    const waits = tries.map((at, n) => at - (tries[n - 1] ?? from))
    expect(tries.length).toBeGreaterThanOrEqual(7)
    expect(tries.length).toBeLessThanOrEqual(14)
    expect(Math.max(...waits)).toBeGreaterThanOrEqual(15_000)
    expect(Math.max(...waits)).toBeLessThanOrEqual(45_000)
    expect(waits[0]).toBeLessThanOrEqual(3_000)
    await page.unroute('**/messages/*/stream*')
    await page.evaluate(() => dispatchEvent(new Event('online')))
    await page.getByText(LOST).waitFor({ state: 'hidden' })
    await call.finish()
    await context.close()
  })
})

describe('a connection that is dead without a word', () => {
  it('is noticed by the silence, and made again', async () => {
    const { page, context } = await stage.enter()
    await page.clock.install()
    await page.reload()
    const call = await askByHand(stage, page, 'Silence')
    await call.send('loud')
    await lastAnswer(page).getByText('loud').waitFor()
    stage.wire.silence()
    await call.send(' and clear')
    // what the browser takes up again may be as dead: each is given up after 20 s
    const whole = lastAnswer(page).getByText('loud and clear')
    for (let n = 0; n < 60 && !(await whole.isVisible()); n++) await page.clock.runFor(5_000)
    await whole.waitFor()
    await call.finish()
    await ended(page)
    expect(callsOf(stage, 'Silence')).toBe(1)
    await context.close()
  })

  it('is not supposed of a model that thinks for long: the server says that it is there', async () => {
    const { page, context } = await stage.enter()
    let streams = 0
    page.on('request', (request) => (streams += request.url().includes('/stream') ? 1 : 0))
    const call = await askByHand(stage, page, 'Slow model')
    const heard = page.evaluate(
      () =>
        new Promise((resolve) => {
          document.addEventListener('htmx:sse:after:message', (event) => {
            const { message } = (event as CustomEvent<{ message: { event: string } }>).detail
            if (message.event !== '') resolve(message.event)
          })
        }),
    )
    expect(await heard).toBe('ping')
    await call.send('At last')
    await lastAnswer(page).getByText('At last').waitFor()
    await call.finish()
    expect(streams).toBe(1)
    await context.close()
  })
})
