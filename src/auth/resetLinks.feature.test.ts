import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Browser, openAuthApp, PASSWORD, setUp, type TestApp } from '../test/authApp.ts'
import { createResetLink } from './service.ts'

const NEW = 'an entirely new password'
const DAY = 86_400_000

let test: TestApp
let owner: Browser

beforeEach(async () => {
  test = await openAuthApp()
  await setUp(test)
  owner = new Browser(test.app)
  await owner.register('lin.chen')
})
afterEach(() => test.close())

const userRow = async () => {
  const { db, t } = test.web.db
  const [row] = await db.select().from(t.users).where(eq(t.users.username, 'lin.chen'))
  if (!row) throw new Error('no such user')
  return row
}

async function link(): Promise<string> {
  const { id } = await userRow()
  return (await test.web.db.tx((tx) => createResetLink(tx, { userId: id, createdBy: 'admin' }, new Date(test.clock.now)))).token
}

const set = (token: string, password = NEW, again = password) =>
  new Browser(test.app).post('/reset', { token, password, password_confirm: again })
const look = (token: string) => new Browser(test.app).fetch(`/reset?token=${token}`)

describe('a one-time link', () => {
  it('sets a password once, and looking at it does not use it up', async () => {
    const token = await link()
    expect(await (await look(token)).text()).toContain('lin.chen')
    expect((await look(token)).status).toBe(200)
    const response = await set(token)
    expect([response.status, response.headers.get('Location')]).toEqual([303, '/reset?done=1'])
    expect(await (await new Browser(test.app).fetch('/reset?done=1')).text()).toContain('Your new password is set')
    expect((await set(token)).status).toBe(403)
    expect((await look(token)).status).toBe(403)
    expect((await new Browser(test.app).signIn('lin.chen', NEW)).status).toBe(303)
    expect((await new Browser(test.app).signIn('lin.chen', PASSWORD)).status).toBe(401)
  })

  it('signs everybody out who had the old password, and nobody in', async () => {
    expect((await owner.fetch('/chat')).status).toBe(200)
    const visitor = new Browser(test.app)
    await visitor.post('/reset', { token: await link(), password: NEW, password_confirm: NEW })
    expect(visitor.cookies.size).toBe(0)
    expect((await owner.fetch('/chat')).status).toBe(303)
    const { db, t } = test.web.db
    expect(await db.$count(t.sessions, eq(t.sessions.userId, (await userRow()).id))).toBe(0)
  })

  it('works for one of ten who use it at once', async () => {
    const token = await link()
    const statuses = (await Promise.all(Array.from({ length: 10 }, () => set(token)))).map(({ status }) => status)
    expect(statuses.toSorted((a, b) => a - b)).toEqual([303, ...Array<number>(9).fill(403)])
    expect((await userRow()).epoch).toBe(1)
  })

  it('is not guessed: few tries from one network, and the link holds on', async () => {
    const token = await link()
    for (let n = 0; n < 20; n++) expect((await set('x'.repeat(32))).status).toBe(403)
    const refused = await set(token)
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0)
    test.clock.now += DAY / 96 + 1_000
    expect((await set(token)).status).toBe(303)
  })

  it('ends after a day, and with a newer one', async () => {
    const old = await link()
    const token = await link()
    expect((await set(old)).status).toBe(403)
    test.clock.now += DAY - 1
    expect((await look(token)).status).toBe(200)
    test.clock.now += 1
    expect((await look(token)).status).toBe(403)
    expect((await set(token)).status).toBe(403)
  })

  it.each([
    ['too short', '1234567', '1234567', 'too short'],
    ['that differ', NEW, `${NEW}!`, 'differ'],
    ['that are the name', 'Lin.Chen', 'Lin.Chen', 'common'],
  ])('refuses passwords %s at their field, and stays', async (_case, password, again, message) => {
    const token = await link()
    const response = await set(token, password, again)
    const html = await response.text()
    expect(response.status).toBe(400)
    expect(html).toContain(message)
    expect(html).toContain('aria-invalid="true"')
    expect(html).not.toContain(`value="${password}"`)
    expect((await set(token)).status).toBe(303)
  })

  it('is kept as a hash, and its use is told without it', async () => {
    const token = await link()
    const { db, t } = test.web.db
    expect(JSON.stringify(await db.select().from(t.resetLinks))).not.toContain(token)
    await set(token)
    const [entry] = await db.select().from(t.auditLog)
    expect(entry).toMatchObject({ action: 'user.reset_password', target: 'lin.chen', actorName: 'lin.chen', before: null, after: null })
  })

  it.each(['', 'x', "' or 1=1 --", '%'])('is not made of %j', async (token) => {
    await link()
    expect((await look(encodeURIComponent(token))).status).toBe(403)
    expect((await set(token)).status).toBe(403)
  })

  it('from another site does nothing', async () => {
    const token = await link()
    const fields = { token, password: NEW, password_confirm: NEW }
    const response = await new Browser(test.app).post('/reset', fields, { 'Sec-Fetch-Site': 'cross-site' })
    expect(response.status).toBe(403)
    expect((await look(token)).status).toBe(200)
  })
})

it('a link to registration brings its invitation along', async () => {
  await test.close()
  test = await openAuthApp({ registration: 'invite' })
  await setUp(test)
  const html = await (await new Browser(test.app).fetch('/register?invite=K7QM-%22%3E%3Cb%3E')).text()
  expect(html).toContain('value="K7QM-&quot;&gt;&lt;b&gt;"')
})
