import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Browser, openAuthApp, PASSWORD, setUp, type TestApp } from '../test/authApp.ts'
import { pendingOn, turnOnTwoStep, type TwoStep } from '../test/twoStep.ts'
import { updateUser } from './queries.ts'
import { removeFactor } from './service.ts'

const STEP = 30_000
const MINUTE = 60_000

let test: TestApp
let twoStep: TwoStep

beforeEach(async () => {
  test = await openAuthApp()
  await setUp(test)
  const owner = new Browser(test.app)
  await owner.register('mei')
  twoStep = await turnOnTwoStep(test, owner)
  test.clock.now += STEP
})
afterEach(() => test.close())

const currentCode = () => twoStep.authenticator.code(test.clock.now)
const sessions = () => test.web.db.db.$count(test.web.db.t.sessions)
const audit = () => test.web.db.db.select().from(test.web.db.t.auditLog)
const mei = async () => (await test.web.db.db.select().from(test.web.db.t.users)).find(({ username }) => username === 'mei')

/** The first step, by a browser of its own. */
async function firstStep(next?: string) {
  const browser = new Browser(test.app)
  const response = await browser.post('/login', { username: 'mei', password: PASSWORD, ...(next && { next }) })
  const html = await response.text()
  const pending = pendingOn(html)
  const second = (fields: Record<string, string>) => browser.post('/login/code', { pending, ...(next && { next }), ...fields })
  return { browser, response, html, pending, second }
}

describe('a sign-in in two steps', () => {
  it('has no session and no cookie between them', async () => {
    const before = await sessions()
    const { browser, response, html } = await firstStep()
    expect(response.status).toBe(200)
    expect(response.headers.getSetCookie()).toEqual([])
    expect(html).toContain('autocomplete="one-time-code"')
    expect(await sessions()).toBe(before)
    expect((await browser.fetch('/chat')).status).toBe(303)
  })

  it('ends where it was meant to go', async () => {
    const { browser, second, html } = await firstStep('/settings?x=1')
    expect(html).toContain('name="next" value="/settings?x=1"')
    const response = await second({ code: currentCode() })
    expect([response.status, response.headers.get('Location')]).toEqual([303, '/settings?x=1'])
    expect(await (await browser.fetch('/chat')).text()).toBe('mei')
  })

  it('opens one session: the password that was right is not brought again with the next code', async () => {
    const { second } = await firstStep()
    expect((await second({ code: currentCode() })).status).toBe(303)
    test.clock.now += STEP
    const again = await second({ code: currentCode() })
    expect([again.status, again.headers.getSetCookie()]).toEqual([401, []])
  })

  it('goes nowhere else', async () => {
    const { second } = await firstStep('//evil.example')
    expect((await second({ code: currentCode() })).headers.get('Location')).toBe('/chat')
  })

  it('asks again after a wrong code, and keeps the way', async () => {
    const { second } = await firstStep('/settings')
    const response = await second({ code: '000000' })
    const html = await response.text()
    expect(response.status).toBe(401)
    expect(html).toContain('id="code-e"')
    expect(html).toContain('name="next" value="/settings"')
    expect(pendingOn(html)).not.toBe('')
  })

  it('takes a code for one sign-in of several that bring it at once', async () => {
    const tries = await Promise.all(Array.from({ length: 4 }, () => firstStep()))
    const code = currentCode()
    const answers = await Promise.all(tries.map(({ second }) => second({ code })))
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 401, 401, 401])
  })

  it('takes no code a second time, nor an older one', async () => {
    const older = twoStep.authenticator.code(test.clock.now - STEP)
    const code = currentCode()
    expect((await (await firstStep()).second({ code })).status).toBe(303)
    expect((await (await firstStep()).second({ code })).status).toBe(401)
    expect((await (await firstStep()).second({ code: older })).status).toBe(401)
    expect((await (await firstStep()).second({ code: twoStep.authenticator.code(test.clock.now + STEP) })).status).toBe(303)
  })

  it('takes no code again when the clock goes back', async () => {
    const code = currentCode()
    expect((await (await firstStep()).second({ code })).status).toBe(303)
    test.clock.now -= STEP
    expect((await (await firstStep()).second({ code })).status).toBe(401)
    expect((await (await firstStep()).second({ code: currentCode() })).status).toBe(401)
    expect((await (await firstStep()).second({ recovery_code: twoStep.recoveryCodes[0] ?? '' })).status).toBe(303)
  })

  it('begins anew after five wrong codes', async () => {
    const { second } = await firstStep('/settings')
    for (let n = 0; n < 4; n++) expect(await (await second({ code: '000000' })).text()).toContain('name="pending"')
    const last = await second({ code: '000000' })
    const html = await last.text()
    expect(last.status).toBe(401)
    expect(html).toContain('Start again with your password')
    expect(html).toContain('name="password"')
    expect(html).toContain('name="next" value="/settings"')
    test.clock.now += MINUTE
    expect(await (await second({ code: currentCode() })).text()).toContain('name="password"')
    expect((await (await firstStep()).second({ code: currentCode() })).status).toBe(303)
  })

  it('does not let who knows the password try codes without end', async () => {
    const answers: number[] = []
    for (let n = 0; n < 4; n++) {
      const { second, pending } = await firstStep()
      if (pending === '') break
      for (let tries = 0; tries < 3; tries++) answers.push((await second({ code: '000000' })).status)
    }
    expect(answers.filter((status) => status === 401)).toHaveLength(5)
    expect(answers.filter((status) => status === 429).length).toBeGreaterThan(0)
  })

  it.each([
    ['takes longer than five minutes', async () => void (test.clock.now += 5 * MINUTE + 1)],
    ['has a clock that went back for an hour', async () => void (test.clock.now -= 60 * MINUTE)],
    ['has another password meanwhile', async () => updateUser(test.web.db, (await mei())?.id ?? '', { epoch: 1 })],
    ['is disabled meanwhile', async () => updateUser(test.web.db, (await mei())?.id ?? '', { active: false })],
  ])('begins anew when it %s', async (_name, happens) => {
    const { second } = await firstStep()
    await happens()
    const response = await second({ code: currentCode() })
    expect(response.status).toBe(401)
    expect(await response.text()).toContain('Start again with your password')
  })

  it('takes nothing that the server has not sealed', async () => {
    const { browser, pending } = await firstStep()
    for (const forged of ['', 'x', pending.slice(0, -3), `${pending}x`, (await mei())?.id ?? ''])
      expect((await browser.post('/login/code', { pending: forged, code: currentCode() })).status).toBe(401)
    expect((await browser.fetch('/login/code')).headers.get('Location')).toBe('/login')
  })
})

describe('a recovery code', () => {
  it('stands in for a code, once, and is told in the audit log', async () => {
    const [code = ''] = twoStep.recoveryCodes
    expect((await (await firstStep()).second({ recovery_code: code.toUpperCase().replaceAll('-', ' ') })).status).toBe(303)
    expect((await (await firstStep()).second({ recovery_code: code })).status).toBe(401)
    const entries = (await audit()).filter(({ action }) => action === 'factor.use_recovery_code')
    expect(entries).toMatchObject([{ actorName: 'mei', target: 'mei', after: { left: 9 }, ip: '127.0.0.1' }])
  })

  it('is used by one of several who bring it at once', async () => {
    const [code = ''] = twoStep.recoveryCodes
    const tries = await Promise.all(Array.from({ length: 4 }, () => firstStep()))
    const answers = await Promise.all(tries.map(({ second }) => second({ code })))
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 401, 401, 401])
  })

  it('is nowhere in the database, and neither is the key', async () => {
    const { db, t } = test.web.db
    const kept = JSON.stringify([await db.select().from(t.recoveryCodes), await db.select().from(t.secondFactors), await audit()])
    for (const code of twoStep.recoveryCodes) expect(kept).not.toContain(code)
    expect((await db.select().from(t.secondFactors))[0]?.secret).toMatch(/^1\.[\w-]{8}\./)
  })
})

describe('a token for a program', () => {
  const ask = (fields: Record<string, string>) =>
    test.app.request('/api/auth/token', { method: 'POST', body: new URLSearchParams({ username: 'mei', password: PASSWORD, ...fields }) })

  it('needs the code in the same request', async () => {
    const without = await ask({})
    expect(without.status).toBe(401)
    expect(await without.json()).toMatchObject({ error: { code: 'unauthenticated', field: 'code' } })
    expect((await ask({ code: '000000' })).status).toBe(401)
    expect((await ask({ code: currentCode() })).status).toBe(200)
    expect((await ask({ code: currentCode() })).status).toBe(401)
  })

  it('does not tell of a second factor without the password', async () => {
    expect(await (await ask({ password: 'wrong' })).text()).toContain('User name or password is wrong')
  })
})

describe('an administrator', () => {
  it('takes away the factor of who has lost it', async () => {
    const actor = { id: 'a1', name: 'admin', ip: '192.0.2.1', requestId: 'r1' }
    const id = (await mei())?.id ?? ''
    const { second } = await firstStep()
    expect(await removeFactor(test.auth, actor, id)).toBe(true)
    expect(await removeFactor(test.auth, actor, id)).toBe(false)
    await expect(removeFactor(test.auth, actor, 'nobody')).rejects.toMatchObject({ reason: 'not_found' })
    expect((await second({ code: currentCode() })).status).toBe(401)
    expect((await new Browser(test.app).signIn('mei')).status).toBe(303)
    expect((await audit()).filter(({ action }) => action === 'factor.remove')).toMatchObject([{ actorName: 'admin', target: 'mei' }])
  })
})
