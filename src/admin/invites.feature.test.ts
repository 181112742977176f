import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ADMIN, makeApp, type Send, type TestApp } from '../test/makeApp.ts'

type Invite = { id: string; code: string; url: string; state: string; uses: number; used_by: { username: string }[] }

let test: TestApp
let admin: Send

beforeEach(async () => {
  test = await makeApp({ env: { REGISTRATION: 'invite' } })
  admin = await test.as(ADMIN.username)
})
afterEach(() => test.close())

const make = async (json: object = {}): Promise<Invite> => (await (await admin('/api/admin/invites', { json })).json()) as Invite
const list = async () => ((await (await admin('/api/admin/invites')).json()) as { invites: Invite[] }).invites
const register = async (username: string, invite: string) => {
  const password = `${username} has a long password`
  return (await test.send('/register', { form: { username, password, password_confirm: password, invite } })).status
}

describe('an invitation', () => {
  it('is told once, with a link that fills the form in', async () => {
    const { code, url } = await make({ uses: 2, note: 'for Lin' })
    expect(code).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){6}$/)
    expect(url).toBe(`http://localhost/register?invite=${code}`)
    expect(await (await test.send(new URL(url).pathname + new URL(url).search)).text()).toContain(`value="${code}"`)
    const { db, t } = test.db
    const everything = JSON.stringify([await list(), await db.select().from(t.invites), await db.select().from(t.auditLog)])
    expect(everything).not.toContain(code)
    expect(everything).not.toContain(code.replaceAll('-', ''))
  })

  it('says who came by it, and is used up then', async () => {
    const { code } = await make({ uses: 2 })
    expect([
      await register('anna', code),
      await register('berta', code.toLowerCase().replaceAll('-', ' ')),
      await register('carla', code),
    ]).toEqual([303, 303, 403])
    const [invite] = await list()
    expect(invite).toMatchObject({ uses: 2, state: 'used' })
    expect(invite?.used_by.map(({ username }) => username).toSorted()).toEqual(['anna', 'berta'])
  })

  it('of three lets three of eight in who come at once', async () => {
    const { code } = await make({ uses: 3 })
    const statuses = await Promise.all(Array.from({ length: 8 }, (_, n) => register(`guest${n}`, code)))
    expect(statuses.filter((status) => status === 303)).toHaveLength(3)
    expect(statuses.filter((status) => status === 403)).toHaveLength(5)
    expect((await list())[0]).toMatchObject({ uses: 3, state: 'used' })
  })

  it('ends when it says', async () => {
    const { code } = await make({ uses: 5, expires_at: new Date(test.clock.now + 1_000).toISOString() })
    expect(await register('anna', code)).toBe(303)
    test.clock.now += 1_001
    expect([await register('berta', code), (await list())[0]?.state]).toEqual([403, 'expired'])
  })

  it('that is deleted lets nobody in, and whoever came stays', async () => {
    const { id, code } = await make({ uses: 5 })
    await register('anna', code)
    expect((await admin(`/api/admin/invites/${id}`, { method: 'DELETE' })).status).toBe(200)
    expect((await admin(`/api/admin/invites/${id}`, { method: 'DELETE' })).status).toBe(404)
    expect(await register('berta', code)).toBe(403)
    expect((await (await admin('/api/admin/users?q=anna')).json()) as { users: object[] }).toMatchObject({ users: [{ username: 'anna' }] })
    const rows = await test.db.db.select().from(test.db.t.auditLog).orderBy(test.db.t.auditLog.id)
    expect(rows.map(({ action }) => action)).toEqual(['invite.create', 'invite.delete'])
    expect(rows[1]?.before).toMatchObject({ uses: 1, of: 5 })
  })

  it.each([
    ['uses', { uses: 0 }],
    ['uses', { uses: 1.5 }],
    ['uses', { uses: '3' }],
    ['expires_at', { expires_at: 'soon' }],
    ['expires_at', { expires_at: '9999-12-31T23:59:59-12:00' }],
    ['expires_at', { expires_at: '0000-01-01T00:00:00+14:00' }],
    ['note', { note: 'x'.repeat(201) }],
  ])('is refused with a wrong %s: %j', async (field, json) => {
    const response = await admin('/api/admin/invites', { json })
    expect([response.status, ((await response.json()) as { error: { field: string } }).error.field]).toEqual([400, field])
    expect(await list()).toEqual([])
  })

  it('is made for a number that is typed with its digits grouped', async () => {
    await admin('/admin/invites', { form: { uses: '1,000', days: '', note: '' } })
    expect(await list()).toMatchObject([{ max_uses: 1_000, expires_at: null }])
  })

  it('is made by the page, which shows it once', async () => {
    const response = await admin('/admin/invites', { form: { uses: '2', days: '7', note: 'for Lin' }, accept: 'text/html' })
    const html = await response.text()
    const code = /value="([0-9A-Z-]{34})"/.exec(html)?.[1] ?? ''
    expect([response.status, await register('lin', code)]).toEqual([200, 303])
    const after = await (await admin('/admin/invites', { accept: 'text/html' })).text()
    expect(after).not.toContain(code)
    expect(after).toContain('>lin<')
    const wrong = await admin('/admin/invites', { form: { uses: '0', days: '7', note: 'kept' }, accept: 'text/html' })
    const again = await wrong.text()
    expect([wrong.status, again.includes('id="uses-e"'), again.includes('value="kept"')]).toEqual([400, true, true])
    const [invite] = await list()
    expect((await admin(`/admin/invites/${invite?.id}/deletion`, { form: {} })).status).toBe(303)
    expect(await list()).toEqual([])
  })

  it('goes on page by page', async () => {
    for (let n = 0; n < 3; n++) await make({ note: `n${n}` })
    const first = (await (await admin('/api/admin/invites?limit=2')).json()) as { invites: { note: string }[]; next_cursor: string }
    const second = (await (await admin(`/api/admin/invites?limit=2&cursor=${first.next_cursor}`)).json()) as typeof first
    expect([...first.invites, ...second.invites].map(({ note }) => note)).toEqual(['n2', 'n1', 'n0'])
    expect(second.next_cursor).toBeNull()
  })
})
