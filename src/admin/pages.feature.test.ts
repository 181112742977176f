import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HOSTILE } from '../../templates/samples.ts'
import { newId } from '../ids.ts'
import { ADMIN, makeApp, type Send, type TestApp } from '../test/makeApp.ts'

let test: TestApp
let admin: Send

beforeEach(async () => {
  test = await makeApp()
  admin = await test.as(ADMIN.username)
})
afterEach(() => test.close())

const page = async (path: string, send = admin) => {
  const response = await send(path, { accept: 'text/html' })
  return { status: response.status, html: await response.text() }
}
const post = (path: string, form: Record<string, string>) => admin(path, { form, accept: 'text/html' })
const rowOf = async (username: string) => {
  const { db, t } = test.db
  const [row] = await db.select().from(t.users).where(eq(t.users.username, username))
  if (!row) throw new Error(`no ${username}`)
  return row
}
const linkIn = (html: string): string => /value="(http[^"]+)"/.exec(html)?.[1] ?? ''

describe('the way in', () => {
  it('stands in the menu of administrators alone', async () => {
    expect((await page('/chat')).html).toContain('href="/admin"')
    expect((await page('/chat', await test.as('lin'))).html).not.toContain('/admin')
    expect((await page('/admin')).html).toContain('<a class="row" href="/admin" aria-current="page">')
  })
})

describe('the pages of users', () => {
  it('make one with a password, and lead to his page', async () => {
    const response = await post('/admin/users', { username: 'Lin', password: 'a password of hers', role: 'user', group_id: '', notes: '' })
    expect([response.status, response.headers.get('Location')]).toEqual([303, `/admin/users/${(await rowOf('Lin')).id}?saved=1`])
    expect((await test.send('/login', { form: { username: 'Lin', password: 'a password of hers' } })).status).toBe(303)
  })

  it('show the link of one without a password once', async () => {
    const response = await post('/admin/users', { username: 'Lin', password: '', role: 'user', group_id: '', notes: '' })
    const link = linkIn(await response.text())
    expect([response.status, link]).toEqual([200, expect.stringMatching(/^http:\/\/localhost\/reset\?token=/)])
    expect((await page(`/admin/users/${(await rowOf('Lin')).id}`)).html).not.toContain('/reset?token=')
    expect((await page(new URL(link).pathname + new URL(link).search, test.send)).html).toContain('Lin')
  })

  it('keep what was typed where something is wrong, but not the password', async () => {
    const response = await post('/admin/users', {
      username: 'x',
      password: 'a password of hers',
      role: 'admin',
      group_id: '',
      notes: 'my note',
    })
    const html = await response.text()
    expect(response.status).toBe(400)
    expect(html).toContain('value="x"')
    expect(html).toContain('id="username-e"')
    expect(html).toContain('my note')
    expect(html).toContain('<option value="admin" selected=""')
    expect(html).not.toContain('a password of hers')
  })

  it('set limits in units that people type, each at its field when it is wrong', async () => {
    await test.as('lin')
    const { id } = await rowOf('lin')
    const response = await post(`/admin/users/${id}`, { tokens_day: '4,000,000', tokens_month: '', cost_month: '12.5' })
    expect([response.status, response.headers.get('Location')]).toEqual([303, `/admin/users/${id}?saved=1`])
    expect((await rowOf('lin')).quota).toEqual({ tokens_day: 4_000_000, cost_month: 12_500_000 })
    const wrong = await post(`/admin/users/${id}`, { tokens_day: 'many', tokens_month: '-1', cost_month: '1,5' })
    const html = await wrong.text()
    expect(wrong.status).toBe(400)
    for (const name of ['tokens_day', 'tokens_month', 'cost_month']) expect(html).toContain(`id="${name}-e"`)
    expect(html).toContain('value="many"')
    expect((await rowOf('lin')).quota).toEqual({ tokens_day: 4_000_000, cost_month: 12_500_000 })
    await post(`/admin/users/${id}`, { tokens_day: '', tokens_month: '', cost_month: '' })
    expect((await rowOf('lin')).quota).toBeNull()
  })

  it('disable and enable without touching anything else', async () => {
    const lin = await test.as('lin')
    const { id } = await rowOf('lin')
    await post(`/admin/users/${id}`, { tokens_day: '5' })
    await post(`/admin/users/${id}`, { active: 'false' })
    expect(await rowOf('lin')).toMatchObject({ active: false, quota: { tokens_day: 5 }, username: 'lin' })
    expect((await lin('/api/auth/me')).status).toBe(401)
    expect((await page(`/admin/users/${id}`)).html).toContain('>disabled<')
    await post(`/admin/users/${id}`, { active: 'true' })
    expect((await rowOf('lin')).active).toBe(true)
  })

  it('remove only whom the administrator names', async () => {
    await test.as('lin')
    const { id } = await rowOf('lin')
    const wrong = await post(`/admin/users/${id}/deletion`, { confirm: 'li' })
    expect([wrong.status, (await wrong.text()).includes('id="confirm-e"')]).toEqual([400, true])
    expect((await post(`/admin/users/${id}/deletion`, { confirm: 'lin' })).headers.get('Location')).toBe('/admin/users')
    expect((await page(`/admin/users/${id}`)).status).toBe(404)
  })

  it('sign out everywhere, and make a link', async () => {
    const lin = await test.as('lin')
    const { id } = await rowOf('lin')
    expect((await post(`/admin/users/${id}/sign-out`, {})).status).toBe(303)
    expect((await lin('/api/auth/me')).status).toBe(401)
    const response = await post(`/admin/users/${id}/reset`, {})
    expect([response.status, linkIn(await response.text())]).toEqual([200, expect.stringContaining('/reset?token=')])
  })

  it('tell the last administrator why he cannot go', async () => {
    const { id } = await rowOf(ADMIN.username)
    const response = await post(`/admin/users/${id}`, { active: 'false' })
    expect([response.status, (await response.text()).includes('One active administrator has to remain')]).toEqual([409, true])
  })

  it('find by a part of the name, and go on page by page', async () => {
    for (const name of ['anna', 'anton', 'berta']) await admin('/api/admin/users', { json: { username: name } })
    const { html } = await page('/admin/users?q=AN')
    expect([html.includes('>anna<'), html.includes('>anton<'), html.includes('>berta<')]).toEqual([true, true, false])
    const first = await page('/admin/users?limit=2')
    const older = /href="([^"]+cursor=[^"]+)"/.exec(first.html)?.[1] ?? ''
    expect(first.html).toContain('>berta<')
    const second = await page(older.replaceAll('&amp;', '&'))
    expect([second.html.includes('>anna<'), second.html.includes('>berta<')]).toEqual([true, false])
  })

  it('are not found where there is nobody', async () => {
    for (const path of [`/admin/users/${newId()}`, '/admin/users/x', `/admin/groups/${newId()}`])
      expect((await page(path)).status).toBe(404)
  })
})

it('hostile words of users, notes, groups and invitations are words on every page', async () => {
  const username = `<img src=x>"'&`
  const group = (await (await admin('/api/admin/groups', { json: { name: HOSTILE.slice(0, 60) } })).json()) as { id: string }
  const made = await admin('/api/admin/users', { json: { username, notes: HOSTILE, group_id: group.id } })
  const { id } = (await made.json()) as { id: string }
  await admin('/api/admin/invites', { json: { note: HOSTILE } })
  await admin(`/api/admin/users/${id}`, { method: 'PATCH', json: { notes: `${HOSTILE}2` } })
  for (const path of [
    '/admin/users',
    `/admin/users/${id}`,
    '/admin/groups',
    `/admin/groups/${group.id}`,
    '/admin/invites',
    '/admin/audit',
  ]) {
    const { status, html } = await page(path)
    expect([path, status]).toEqual([path, 200])
    expect(html).not.toMatch(/<script>alert|<hx-partial|<img src=x/)
    expect(html).toContain('&lt;')
  }
})

describe('the pages of groups', () => {
  it('make, change and remove one', async () => {
    expect((await post('/admin/groups', { name: 'Team A', tokens_day: '100', tokens_month: '', cost_month: '' })).status).toBe(303)
    const { db, t } = test.db
    const [group] = await db.select().from(t.userGroups)
    const id = group?.id ?? ''
    expect(group).toMatchObject({ name: 'Team A', quota: { tokens_day: 100 } })
    expect((await post('/admin/groups', { name: 'ＴＥＡＭ a', tokens_day: '', tokens_month: '', cost_month: '' })).status).toBe(409)
    expect((await post(`/admin/groups/${id}`, { name: 'Team B', tokens_day: '', tokens_month: '7', cost_month: '' })).status).toBe(303)
    expect((await page(`/admin/groups/${id}?saved=1`)).html).toContain('value="7"')
    expect((await post(`/admin/groups/${id}`, { name: '', tokens_day: 'x', tokens_month: '', cost_month: '' })).status).toBe(400)
    const lin = (await (await admin('/api/admin/users', { json: { username: 'lin', group_id: id } })).json()) as { id: string }
    expect((await page(`/admin/users?group=${id}`)).html).toContain('>lin<')
    expect((await post(`/admin/groups/${id}/deletion`, {})).status).toBe(303)
    expect((await page('/admin/groups')).html).not.toContain('Team B')
    expect((await page(`/admin/users/${lin.id}`)).status).toBe(200)
  })
})

describe('the page of the audit log', () => {
  it('shows what was and is, and keeps a filter that makes no sense', async () => {
    await test.as('lin')
    await post(`/admin/users/${(await rowOf('lin')).id}`, { role: 'admin' })
    const { html } = await page('/admin/audit')
    expect(html).toContain('Changed a user')
    expect(html).toContain('Role: user → admin')
    const wrong = await page('/admin/audit?from=yesterday&q=lin')
    expect([wrong.status, wrong.html.includes('value="yesterday"'), wrong.html.includes('value="lin"')]).toEqual([400, true, true])
  })

  it('tells times in the zone of who reads', async () => {
    test.clock.now = Date.UTC(2026, 10, 25, 20, 30)
    const again = await test.as(ADMIN.username)
    await again('/settings', { form: { time_zone: 'Asia/Shanghai' } })
    await again('/api/admin/groups', { json: { name: 'Team' } })
    expect((await page('/admin/audit', again)).html).toContain('26 November 2026 at 04:30')
  })
})
