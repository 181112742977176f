import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { silentLog } from '../log.ts'
import { ADMIN, makeApp, type Send, type TestApp } from '../test/makeApp.ts'
import { issueToken } from './apiTokens.ts'
import { findUserByKey } from './queries.ts'
import { createAccountDeps } from './service.ts'

const QUARTER = 15 * 60_000

let test: TestApp
let admin: Send

beforeEach(async () => {
  test = await makeApp()
  admin = await test.as(ADMIN.username)
})
afterEach(() => test.close())

describe('a token', () => {
  it('is made by nobody who has not just shown who he is: it would do what the session may not', async () => {
    test.clock.now += QUARTER + 1
    const json = await admin('/api/tokens', { json: { name: 'mine', scopes: ['admin'] } })
    expect([json.status, await json.text()]).toEqual([403, expect.stringContaining('Confirm that it is you')])
    const form = { token_name: 'mine', token_scopes: 'admin', token_lifetime: '90' }
    const page = await admin('/settings/tokens', { form, accept: 'text/html' })
    expect([page.status, await page.text()]).toEqual([403, expect.stringContaining('name="form"')])
    expect(await test.db.db.$count(test.db.t.apiTokens)).toBe(0)
  })

  it('is not made by what a change of password has ended meanwhile', async () => {
    const accounts = createAccountDeps({ ...test, now: () => test.clock.now, log: silentLog() })
    const before = await findUserByKey(test.db, ADMIN.username)
    if (!before) throw new Error('no administrator')
    const change = { current_password: ADMIN.password, new_password: 'quite another password' }
    expect((await admin('/api/account/password', { method: 'PUT', json: change })).status).toBe(200)
    const actor = { id: before.id, name: before.username, ip: '192.0.2.1', requestId: 'late' }
    const wanted = { name: 'late', scopes: ['chat'] as const, lifetime: 30 }
    await expect(issueToken(accounts, before, wanted, actor)).rejects.toMatchObject({ reason: 'unauthenticated' })
  })
})
