import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addRows } from './manyRows.ts'
import { makeApp, type Send, type TestApp } from './makeApp.ts'

/** How many statements a page makes at most, with the two that find out who asks. */
const PAGES: [path: string, most: number][] = [
  ['/settings', 14],
  ['/conversations', 4],
  ['/api/sessions', 4],
  ['/api/models', 4],
  ['/api/stats/quota', 6],
  ['/api/tokens', 4],
  ['/admin/users', 5],
  ['/admin/users?q=member&role=user&state=active', 5],
  ['/admin/users/:user', 7],
  ['/api/admin/users', 5],
  ['/api/admin/users/:user', 5],
  ['/admin/groups', 5],
  ['/admin/groups/:group', 5],
  ['/api/admin/groups', 5],
  ['/api/admin/groups/:group', 4],
  ['/admin/invites', 5],
  ['/api/admin/invites', 5],
  ['/api/admin/invites/:invite', 4],
  ['/admin/providers', 5],
  ['/admin/providers/:provider', 5],
  ['/api/admin/providers', 5],
  ['/api/admin/providers/:provider', 5],
  ['/admin/audit', 5],
  ['/api/admin/audit', 5],
  ['/api/admin/keys', 4],
  ['/admin', 24],
  ['/admin/now', 15],
  ['/api/admin/stats', 25],
  ['/admin/usage', 6],
  ['/api/admin/usage', 4],
  ['/admin/logs', 4],
  ['/api/admin/logs', 4],
]
const FEW = 1
const MANY = 30

let test: TestApp
let send: Send
let few: Map<string, string[]>
let many: Map<string, string[]>

async function idsOf() {
  const { db, t } = test.db
  const first = async (table: 'users' | 'userGroups' | 'invites' | 'identityProviders') =>
    (await db.select({ id: t[table].id }).from(t[table]))[0]?.id ?? ''
  return {
    user: await first('users'),
    group: await first('userGroups'),
    invite: await first('invites'),
    provider: await first('identityProviders'),
  }
}

/** What each page asks the database, by its path. */
async function statementsOfPages(): Promise<Map<string, string[]>> {
  const ids: Record<string, string> = await idsOf()
  const heard = new Map<string, string[]>()
  for (const [path] of PAGES) {
    const before = test.backend.statements.length
    const response = await send(path.replace(/:(\w+)/g, (_, name: string) => ids[name] ?? ''))
    await response.text()
    expect([path, response.status]).toEqual([path, 200])
    heard.set(path, test.backend.statements.slice(before))
  }
  return heard
}

beforeAll(async () => {
  test = await makeApp({ withUpstream: false })
  send = await test.as('admin')
  const { id } = (await test.db.db.select({ id: test.db.t.users.id }).from(test.db.t.users))[0] ?? { id: '' }
  await addRows(test.db, id, { from: 1, to: FEW, now: test.clock.now })
  // what is asked once and kept
  await statementsOfPages()
  few = await statementsOfPages()
  await addRows(test.db, id, { from: FEW + 1, to: MANY, now: test.clock.now })
  many = await statementsOfPages()
})
afterAll(() => test.close())

describe.each(PAGES)('%s', (path, most) => {
  it('asks for many rows as often as for one', () => expect(many.get(path)).toHaveLength(few.get(path)?.length ?? -1))

  it(`makes at most ${most} statements`, () => expect(many.get(path)?.length).toBeLessThanOrEqual(most))
})
