import { afterAll, beforeAll, expect, it } from 'vitest'
import { scan } from '../test/authenticator.ts'
import { ADMIN, makeApp, type Send, type TestApp } from '../test/makeApp.ts'

let test: TestApp
let admin: Send
let id: string

const page = async (): Promise<string> => (await admin(`/admin/users/${id}`)).text()

/** Whether the name and the password alone let her in. */
const entersByPassword = async (): Promise<boolean> =>
  (await test.send('/login', { form: { username: 'tess', password: 'tess has a long password' } })).status === 303

async function turnOn(send: Send): Promise<void> {
  await send('/settings/second-factor', { form: {} })
  const authenticator = scan(await (await send('/settings/second-factor')).text())
  await send('/settings/second-factor/confirmation', { form: { code: authenticator.code(test.clock.now) } })
}

beforeAll(async () => {
  test = await makeApp()
  admin = await test.as(ADMIN.username)
  const tess = await test.as('tess')
  id = ((await (await tess('/api/auth/me')).json()) as { id: string }).id
  expect(await page()).not.toContain('Take off two-step sign-in')
  await turnOn(tess)
})
afterAll(() => test.close())

it('takes a lost second factor off, so that the password is enough again', async () => {
  expect(await entersByPassword()).toBe(false)
  expect(await page()).toContain('Take off two-step sign-in')
  const answer = await admin(`/admin/users/${id}/factor-removal`, { form: {} })
  expect([answer.status, answer.headers.get('Location')]).toEqual([303, `/admin/users/${id}?done=factor`])
  expect(await entersByPassword()).toBe(true)
  const log = await test.db.db.select().from(test.db.t.auditLog)
  expect(log.at(-1)).toMatchObject({ action: 'factor.remove', target: 'tess', actorName: ADMIN.username })
})

it('by the API, too; where there is none it is told', async () => {
  await turnOn(await test.as('tess'))
  expect((await admin(`/api/admin/users/${id}/factor`, { method: 'DELETE' })).status).toBe(200)
  expect((await admin(`/api/admin/users/${id}/factor`, { method: 'DELETE' })).status).toBe(404)
  expect((await (await test.as('tess'))(`/api/admin/users/${id}/factor`, { method: 'DELETE' })).status).toBe(403)
})
