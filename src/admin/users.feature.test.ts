import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../ids.ts'
import { ADMIN, makeApp, type Send, type TestApp } from '../test/makeApp.ts'
import { sampleUser } from '../db/sample.ts'

type User = {
  id: string
  username: string
  role: string
  active: boolean
  quota: object
  group: object | null
  last_login_at: string | null
}

let test: TestApp
let admin: Send

beforeEach(async () => {
  test = await makeApp()
  admin = await test.as(ADMIN.username)
})
afterEach(() => test.close())

const list = async (query = ''): Promise<{ users: User[]; next_cursor: string | null }> =>
  (await (await admin(`/api/admin/users${query}`)).json()) as { users: User[]; next_cursor: string | null }
const namesOf = async (query = '') => (await list(query)).users.map(({ username }) => username)
const idOf = async (username: string) =>
  (await list(`?q=${encodeURIComponent(username)}`)).users.find((user) => user.username === username)?.id ?? ''
const create = (json: object) => admin('/api/admin/users', { json })
const patch = (id: string, json: object, send = admin) => send(`/api/admin/users/${id}`, { method: 'PATCH', json })
const remove = (id: string, send = admin) => send(`/api/admin/users/${id}`, { method: 'DELETE' })
const errorOf = async (response: Response) =>
  ((await response.json()) as { error: { code: string; field?: string; message: string } }).error
const signedIn = async (send: Send) => (await send('/api/auth/me')).status === 200
const audit = () => test.db.db.select().from(test.db.t.auditLog).orderBy(test.db.t.auditLog.id)
const later = () => (test.clock.now += 1_001)
const tokenIn = (url: string) => new URL(url).searchParams.get('token') ?? ''

describe('a new user', () => {
  it('has the password that he was given, and what else was said', async () => {
    const quota = { tokens_day: 100, cost_month: 5_000_000 }
    const response = await create({ username: 'Lin Chen', password: 'a password of hers', role: 'admin', quota, notes: 'finance' })
    expect(response.status).toBe(201)
    const body = (await response.json()) as User & { reset: null }
    expect(body).toMatchObject({
      username: 'Lin Chen',
      role: 'admin',
      active: true,
      last_login_at: null,
      quota: { tokens_day: 100, tokens_month: null, cost_month: 5_000_000 },
      group: null,
      notes: 'finance',
      reset: null,
    })
    expect(JSON.stringify(body)).not.toMatch(/argon2|password/i)
    expect((await test.send('/login', { form: { username: 'lin chen', password: 'a password of hers' } })).status).toBe(303)
  })

  it('without a password sets one by a link that is told once', async () => {
    const response = await create({ username: 'lin' })
    const { id, reset } = (await response.json()) as { id: string; reset: { url: string; expires_at: string } }
    expect(reset.url).toMatch(/^http:\/\/localhost\/reset\?token=[\w-]{32}$/)
    expect(new Date(reset.expires_at).getTime()).toBe(test.clock.now + 86_400_000)
    expect((await test.send('/login', { form: { username: 'lin', password: '' } })).status).toBe(401)
    const form = { token: tokenIn(reset.url), password: 'chosen by herself', password_confirm: 'chosen by herself' }
    expect((await test.send('/reset', { form })).status).toBe(303)
    expect((await test.send('/login', { form: { username: 'lin', password: 'chosen by herself' } })).status).toBe(303)
    expect(JSON.stringify([await audit(), await (await admin(`/api/admin/users/${id}`)).json()])).not.toContain(tokenIn(reset.url))
  })

  it('has one password: a link of before sets no other when an administrator has set it', async () => {
    const { id, reset } = (await (await create({ username: 'lin' })).json()) as { id: string; reset: { url: string } }
    expect((await patch(id, { password: 'set by the administrator' })).status).toBe(200)
    const form = { token: tokenIn(reset.url), password: 'chosen by a stranger', password_confirm: 'chosen by a stranger' }
    expect((await test.send('/reset', { form })).status).toBe(403)
    expect((await test.send('/login', { form: { username: 'lin', password: 'set by the administrator' } })).status).toBe(303)
  })

  it.each(['ALICE@X', '  Alice@x ', 'Ａlice@x', 'Alice﹫x'])('cannot have the name %j beside Alice@x', async (username) => {
    expect((await create({ username: 'Alice@x' })).status).toBe(201)
    const response = await create({ username })
    expect([response.status, (await errorOf(response)).field]).toEqual([409, 'username'])
  })

  it.each([
    ['username', { username: 'x' }],
    ['username', {}],
    ['username', { username: 7 }],
    ['password', { username: 'somebody', password: 'short' }],
    ['password', { username: 'somebody', password: 'password1' }],
    ['role', { username: 'somebody', role: 'root' }],
    ['active', { username: 'somebody', active: 'yes' }],
    ['quota', { username: 'somebody', quota: { tokens_day: -1 } }],
    ['quota', { username: 'somebody', quota: { cost_month: 1.5 } }],
    ['quota', { username: 'somebody', quota: 'all' }],
    ['group_id', { username: 'somebody', group_id: 'x' }],
    ['group_id', { username: 'somebody', group_id: newId() }],
    ['notes', { username: 'somebody', notes: 'x'.repeat(2_001) }],
  ])('is refused with a wrong %s, by name: %j', async (field, json) => {
    const response = await create(json)
    expect([response.status, (await errorOf(response)).field]).toEqual([400, field])
    expect(await test.db.db.$count(test.db.t.users)).toBe(1)
  })
})

describe('the list of users', () => {
  beforeEach(async () => {
    const { db, t } = test.db
    const names = ['100%', 'a_b', 'axb', 'Zoë Müller', '王小明', '<script>alert(1)</script>', "o'neill"]
    for (const [n, username] of names.entries())
      await db.insert(t.users).values(sampleUser({ username, usernameKey: username.toLowerCase(), active: n % 2 === 0 }))
  })

  it.each([
    ['100%', ['100%']],
    ['%', ['100%']],
    ['_', ['a_b']],
    ['A_B', ['a_b']],
    ['ZOË', ['Zoë Müller']],
    ['小', ['王小明']],
    ["'", ["o'neill"]],
    ['!', []],
    ['<script', ['<script>alert(1)</script>']],
    ['%'.repeat(200), []],
    ["' or 1=1 --", []],
  ])('finds what is typed, and no pattern: %j', async (text, names) => {
    expect(await namesOf(`?q=${encodeURIComponent(text)}`)).toEqual(names)
  })

  it('goes page by page, each user once, the newest first', async () => {
    const seen: string[] = []
    let cursor: string | null = ''
    for (let pages = 0; cursor !== null && pages < 10; pages++) {
      const page: Awaited<ReturnType<typeof list>> = await list(`?limit=3&cursor=${cursor}`)
      expect(page.users.length).toBeLessThanOrEqual(3)
      seen.push(...page.users.map(({ username }) => username))
      cursor = page.next_cursor
    }
    expect(seen).toHaveLength(8)
    expect(seen.at(0)).toBe("o'neill")
    expect(seen.at(-1)).toBe(ADMIN.username)
  })

  it('is filtered by role and state', async () => {
    expect(await namesOf('?role=admin')).toEqual([ADMIN.username])
    expect(await namesOf('?state=disabled')).toEqual(['<script>alert(1)</script>', 'Zoë Müller', 'a_b'])
    expect(await namesOf('?state=active&role=user&q=x')).toEqual(['axb'])
  })

  it.each(['limit=-1', 'limit=1000000000', 'limit=0', 'page=1000000000', 'sort=', 'active=', 'role=', 'cursor=', 'limit='])(
    'keeps within bounds: %s',
    async (query) => {
      const response = await admin(`/api/admin/users?${query}`)
      expect(response.status).toBe(200)
      expect(((await response.json()) as { users: User[] }).users.length).toBeLessThanOrEqual(100)
    },
  )

  it.each([
    ['limit', 'limit=x'],
    ['cursor', "cursor=' or 1=1"],
    ['role', 'role=root'],
    ['state', 'state=gone'],
  ])('says that %s is wrong', async (field, query) => {
    const response = await admin(`/api/admin/users?${query}`)
    expect([response.status, (await errorOf(response)).field]).toEqual([400, field])
  })
})

describe('a change of a user', () => {
  let lin: Send
  let id: string
  beforeEach(async () => {
    lin = await test.as('lin')
    id = await idOf('lin')
  })

  it('of the role ends what he was signed in by, and holds at the next sign-in', async () => {
    expect((await patch(id, { role: 'admin' })).status).toBe(200)
    expect(await signedIn(lin)).toBe(false)
    expect((await (await test.as('lin'))('/api/admin/users')).status).toBe(200)
    expect((await patch(id, { role: 'user' })).status).toBe(200)
    expect((await (await test.as('lin'))('/api/admin/users')).status).toBe(403)
  })

  it('that disables him ends sessions and tokens, and he comes back with new ones only', async () => {
    const { token } = (await (
      await test.send('/api/auth/token', { json: { username: 'lin', password: 'lin has a long password' } })
    ).json()) as {
      token: string
    }
    const byToken = () => test.send('/api/auth/me', { headers: { Authorization: `Bearer ${token}` } })
    expect((await byToken()).status).toBe(200)
    await patch(id, { active: false })
    expect([await signedIn(lin), (await byToken()).status]).toEqual([false, 401])
    expect((await test.db.db.select().from(test.db.t.apiTokens)).map(({ revokedAt }) => revokedAt)).toEqual([new Date(test.clock.now)])
    expect((await test.send('/login', { form: { username: 'lin', password: 'lin has a long password' } })).status).toBe(403)
    await patch(id, { active: true })
    expect([await signedIn(lin), (await byToken()).status]).toEqual([false, 401])
    expect(await signedIn(await test.as('lin'))).toBe(true)
  })

  it('of quota, group, name and notes signs nobody out', async () => {
    const group = (await (await admin('/api/admin/groups', { json: { name: 'Team' } })).json()) as { id: string }
    const response = await patch(id, { username: 'Lin.C', notes: 'n', group_id: group.id, quota: { tokens_day: 5, tokens_month: 9 } })
    expect(await response.json()).toMatchObject({ username: 'Lin.C', group: { id: group.id, name: 'Team' }, notes: 'n' })
    const next = (await (await patch(id, { quota: { tokens_day: null } })).json()) as User
    expect(next.quota).toEqual({ tokens_day: null, tokens_month: 9, cost_month: null })
    expect(((await (await patch(id, { quota: null, group_id: null })).json()) as User).group).toBeNull()
    expect(await signedIn(lin)).toBe(true)
  })

  it('of the password ends what he was signed in by', async () => {
    await patch(id, { password: 'another one entirely' })
    expect(await signedIn(lin)).toBe(false)
    expect((await test.send('/login', { form: { username: 'lin', password: 'another one entirely' } })).status).toBe(303)
    const [entry] = await audit()
    expect(entry).toMatchObject({ action: 'user.change', target: 'lin', before: {}, after: { password: '••••••••' } })
  })

  it('leaves alone what may not be set', async () => {
    const { db, t } = test.db
    const before = await db.select().from(t.users).where(eq(t.users.id, id))
    const response = await patch(id, {
      id: 'x',
      epoch: 99,
      passwordHash: 'x',
      password_hash: 'x',
      created_at: '2000-01-01',
      usernameKey: 'x',
    })
    expect(response.status).toBe(200)
    expect(await db.select().from(t.users).where(eq(t.users.id, id))).toEqual(before)
    expect(await audit()).toEqual([])
  })

  it('tells of a name that is taken, and of a user that there is not', async () => {
    const response = await patch(id, { username: 'ADMIN' })
    expect([response.status, (await errorOf(response)).field]).toEqual([409, 'username'])
    expect((await patch(newId(), { notes: 'x' })).status).toBe(404)
    expect((await patch('nobody', { notes: 'x' })).status).toBe(404)
    expect((await remove(newId())).status).toBe(404)
  })

  it('signs him out everywhere, and only him', async () => {
    const other = await test.as('other')
    const again = await test.as('lin')
    expect((await admin(`/api/admin/users/${id}/sessions`, { method: 'DELETE' })).status).toBe(200)
    expect([await signedIn(lin), await signedIn(again), await signedIn(other), await signedIn(admin)]).toEqual([false, false, true, true])
  })

  it('holds on other processes within a second', async () => {
    const beside = await makeApp({ beside: test })
    try {
      const there = await beside.as('lin')
      expect(await signedIn(there)).toBe(true)
      await patch(id, { active: false })
      beside.clock.now += 1_001
      expect(await signedIn(there)).toBe(false)
    } finally {
      await beside.close()
    }
  })

  it('is told in the audit log, what it was and what it is, and by whom', async () => {
    await patch(id, { role: 'admin', quota: { tokens_day: 7 }, notes: 'a note' })
    await patch(id, { notes: 'a note' })
    const rows = await audit()
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({
      actorName: ADMIN.username,
      action: 'user.change',
      target: 'lin',
      before: { role: 'user', quota: null, notes: null },
      after: { role: 'admin', quota: { tokens_day: 7 }, notes: 'a note' },
    })
  })
})

describe('who is removed', () => {
  it('is gone with everything that is his, and what he used still counts', async () => {
    const lin = await test.as('lin')
    test.upstream.script({ content: ['ok'] })
    await (await lin('/api/chat', { json: { message: 'hello' }, accept: 'application/json' })).json()
    const id = await idOf('lin')
    await admin(`/api/admin/users/${id}/reset`, { method: 'POST' })
    expect((await remove(id)).status).toBe(200)
    const { db, t } = test.db
    for (const table of [t.conversations, t.messages, t.resetLinks]) expect(await db.$count(table)).toBe(0)
    expect(await db.$count(t.sessions, eq(t.sessions.userId, id))).toBe(0)
    expect(await db.select({ userId: t.tokenUsage.userId, status: t.tokenUsage.status }).from(t.tokenUsage)).toEqual([
      { userId: null, status: 'complete' },
    ])
    expect(await signedIn(lin)).toBe(false)
    expect((await admin(`/api/admin/users/${id}`)).status).toBe(404)
    const entries = await audit()
    expect(entries.at(-1)).toMatchObject({ action: 'user.delete', target: 'lin', before: { role: 'user', active: true }, after: null })
    expect(
      (await test.send('/register', { form: { username: 'lin', password: 'a new person', password_confirm: 'a new person' } })).status,
    ).toBe(303)
  })

  it('has no answer written any more', async () => {
    const lin = await test.as('lin')
    test.upstream.script({ manual: true })
    const taken = test.upstream.nextCall()
    const response = lin('/api/chat', { json: { message: 'hello' } })
    const call = await taken
    await call.send('some')
    await remove(await idOf('lin'))
    const read = await response.then((answer) => answer.text()).catch((error: Error) => error.message)
    expect(read).toMatch(/"type":"done"|the stream was cut off/)
    later()
    const { db, t } = test.db
    expect(await db.$count(t.messages)).toBe(0)
  })
})

describe('administrators', () => {
  it('cannot all go: the last one neither demotes, disables nor deletes himself', async () => {
    const id = await idOf(ADMIN.username)
    for (const response of [await patch(id, { role: 'user' }), await patch(id, { active: false }), await remove(id)]) {
      expect([response.status, (await errorOf(response)).code]).toEqual([409, 'conflict'])
    }
    expect(await signedIn(admin)).toBe(true)
  })

  it.each(['demote', 'disable', 'delete', 'demote themselves'])('who %s each other at once leave one', async (how) => {
    const names = [ADMIN.username, 'second', 'third']
    for (const name of names.slice(1)) {
      await test.as(name)
      await patch(await idOf(name), { role: 'admin' })
    }
    const people = await Promise.all(names.map(async (name) => ({ id: await idOf(name), send: await test.as(name) })))
    const act = (id: string, send: Send) => {
      if (how === 'delete') return remove(id, send)
      return patch(id, how === 'disable' ? { active: false } : { role: 'user' }, send)
    }
    const target = (n: number) => people[how === 'demote themselves' ? n : (n + 1) % people.length]?.id ?? ''
    const responses = await Promise.all(people.map(({ send }, n) => act(target(n), send)))
    expect(responses.every(({ status }) => [200, 401, 403, 404, 409].includes(status))).toBe(true)
    const { db, t } = test.db
    const left = (await db.select().from(t.users)).filter(({ role, active }) => role === 'admin' && active)
    expect(left.length).toBeGreaterThanOrEqual(1)
  })
})
