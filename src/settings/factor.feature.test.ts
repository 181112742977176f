import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { scan } from '../test/authenticator.ts'
import { Browser, openAuthApp, PASSWORD, setUp, type TestApp } from '../test/authApp.ts'
import { codesOn, turnOnTwoStep } from '../test/twoStep.ts'

const STEP = 30_000
const PAGE = '/settings/second-factor'

let test: TestApp
let browser: Browser

beforeEach(async () => {
  test = await openAuthApp()
  browser = await setUp(test)
})
afterEach(() => test.close())

const htmlOf = async (path: string) => (await browser.fetch(path)).text()
const actions = async () => (await test.web.db.db.select().from(test.web.db.t.auditLog)).map(({ action, actorName }) => [action, actorName])
const factors = () => test.web.db.db.select().from(test.web.db.t.secondFactors)

describe('turning on two-step sign-in', () => {
  it('is for who is signed in', async () => {
    const visitor = new Browser(test.app)
    expect((await visitor.fetch(PAGE)).headers.get('Location')).toBe('/login?next=%2Fsettings%2Fsecond-factor')
    for (const path of [PAGE, `${PAGE}/confirmation`, `${PAGE}/recovery-codes`, `${PAGE}/deletion`])
      expect((await visitor.post(path, {})).status).toBe(401)
  })

  it('changes nothing before the first code', async () => {
    await browser.post(PAGE, {})
    expect(await htmlOf('/settings')).toContain('Off. A stolen password')
    expect((await new Browser(test.app).signIn('admin')).status).toBe(303)
  })

  it('shows the key as a picture and as text, and under no style of its own', async () => {
    await browser.post(PAGE, {})
    const html = await htmlOf(PAGE)
    expect(html).toMatch(/<svg class="qr" viewBox="0 0 \d+ \d+" role="img"/)
    expect(html).toMatch(/class="mono">([A-Z2-7]{4} ){7}[A-Z2-7]{4}</)
    expect(html).not.toMatch(/\sstyle=/)
  })

  it('takes the first code, shows ten recovery codes once, and is told in the audit log', async () => {
    const { recoveryCodes } = await turnOnTwoStep(test, browser)
    expect(new Set(recoveryCodes).size).toBe(10)
    expect(await htmlOf('/settings')).toMatch(/On since .*10 recovery codes are left/)
    expect(await htmlOf(PAGE)).not.toContain(recoveryCodes[0])
    expect(await actions()).toEqual([['factor.turn_on', 'admin']])
  })

  it('refuses a wrong code and keeps the key', async () => {
    await browser.post(PAGE, {})
    const before = scan(await htmlOf(PAGE)).code(0)
    const response = await browser.post(`${PAGE}/confirmation`, { code: '12345' })
    expect(response.status).toBe(401)
    const html = await response.text()
    expect(html).toContain('id="code-e"')
    expect(scan(html).code(0)).toBe(before)
    expect((await factors())[0]?.confirmedAt).toBeNull()
  })

  it('can be begun again, and then wants the new key', async () => {
    await browser.post(PAGE, {})
    const old = scan(await htmlOf(PAGE))
    await browser.post(PAGE, {})
    expect((await browser.post(`${PAGE}/confirmation`, { code: old.code(test.clock.now) })).status).toBe(401)
  })

  it('happens once when it is asked for several times at once', async () => {
    await Promise.all(Array.from({ length: 4 }, () => browser.post(PAGE, {})))
    const code = scan(await htmlOf(PAGE)).code(test.clock.now)
    const answers = await Promise.all(Array.from({ length: 3 }, () => browser.post(`${PAGE}/confirmation`, { code })))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(2)
    expect(await test.web.db.db.$count(test.web.db.t.recoveryCodes)).toBe(10)
  })

  it('does not replace one that is on', async () => {
    const { authenticator } = await turnOnTwoStep(test, browser)
    expect((await browser.post(PAGE, {})).status).toBe(409)
    test.clock.now += STEP
    const token = await test.app.request('/api/auth/token', {
      method: 'POST',
      body: new URLSearchParams({ username: 'admin', password: PASSWORD, code: authenticator.code(test.clock.now) }),
    })
    expect(token.status).toBe(200)
  })
})

describe('two-step sign-in that is on', () => {
  it('is turned off with password and code, and not with less', async () => {
    const { authenticator } = await turnOnTwoStep(test, browser)
    test.clock.now += STEP
    const code = authenticator.code(test.clock.now)
    const wrong = await browser.post(`${PAGE}/deletion`, { password: 'wrong', code })
    expect([wrong.status, (await wrong.text()).includes('id="password-e"')]).toEqual([403, true])
    expect((await browser.post(`${PAGE}/deletion`, { password: PASSWORD, code: '' })).status).toBe(401)
    expect((await browser.post(`${PAGE}/deletion`, { password: PASSWORD, code })).headers.get('Location')).toBe('/settings?saved=1')
    expect(await factors()).toEqual([])
    expect(await test.web.db.db.$count(test.web.db.t.recoveryCodes)).toBe(0)
    expect((await new Browser(test.app).signIn('admin')).status).toBe(303)
    expect(await actions()).toEqual([
      ['factor.turn_on', 'admin'],
      ['factor.turn_off', 'admin'],
    ])
    expect((await browser.fetch(PAGE)).headers.get('Location')).toBe('/settings')
  })

  it('makes new recovery codes, and the old ones are worth nothing', async () => {
    const { authenticator, recoveryCodes } = await turnOnTwoStep(test, browser)
    test.clock.now += STEP
    const fields = { password: PASSWORD, code: authenticator.code(test.clock.now) }
    const renewed = codesOn(await (await browser.post(`${PAGE}/recovery-codes`, fields)).text())
    expect(renewed).toHaveLength(10)
    expect(renewed).not.toContain(recoveryCodes[0])
    const off = (code = '') => browser.post(`${PAGE}/deletion`, { password: PASSWORD, code })
    expect((await off(recoveryCodes[0])).status).toBe(401)
    expect((await off(renewed[0])).status).toBe(303)
    expect((await actions()).map(([action]) => action)).toEqual([
      'factor.turn_on',
      'factor.renew_recovery_codes',
      'factor.use_recovery_code',
      'factor.turn_off',
    ])
  })

  it('does not let who holds a session guess the password', async () => {
    await turnOnTwoStep(test, browser)
    const answers: number[] = []
    for (let n = 0; n < 7; n++) answers.push((await browser.post(`${PAGE}/deletion`, { password: `guess ${n}`, code: '1' })).status)
    expect(answers).toEqual([403, 403, 403, 403, 403, 429, 429])
  })
})
