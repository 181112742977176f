import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sampleUser } from '../db/sample.ts'
import { newId } from '../ids.ts'
import { ADMIN, makeApp, type Send, type TestApp } from '../test/makeApp.ts'

type Result = { id: string; username: string | null; status: string; error: { code: string; message: string } | null }
type Answer = { results: Result[]; changed: number; unchanged: number; refused: number }

let test: TestApp
let admin: Send
let ids: Record<string, string>

beforeEach(async () => {
  test = await makeApp()
  admin = await test.as(ADMIN.username)
  await addUsers(['anna', 'bert', 'cleo'])
})
afterEach(() => test.close())

async function addUsers(names: string[], role: 'user' | 'admin' = 'user'): Promise<void> {
  const { db, t } = test.db
  for (const username of names) await db.insert(t.users).values(sampleUser({ username, usernameKey: username, role }))
  ids = Object.fromEntries((await rows()).map(({ id, username }) => [username, id]))
}

const rows = () => test.db.db.select().from(test.db.t.users)
const rowOf = async (name: string) => (await rows()).find(({ username }) => username === name)
const idsOf = (...names: string[]) => names.map((name) => ids[name] ?? '')
const bulk = (json: object, send = admin) => send('/api/admin/users/bulk', { json })
const answer = async (json: object, send = admin): Promise<Answer> => {
  const response = await bulk(json, send)
  expect(response.status).toBe(200)
  return (await response.json()) as Answer
}
const audit = async () =>
  (await test.db.db.select().from(test.db.t.auditLog).orderBy(test.db.t.auditLog.id)).map(({ action, target }) => `${action} ${target}`)
const newGroup = async (name: string) => ((await (await admin('/api/admin/groups', { json: { name } })).json()) as { id: string }).id
const signedIn = async (send: Send) => (await send('/api/auth/me')).status === 200

describe('many users at once', () => {
  it('are disabled and enabled, each told in the audit log, and those who were so already are left alone', async () => {
    expect(await answer({ ids: idsOf('bert'), action: 'disable' })).toMatchObject({ changed: 1 })
    const { results, ...counts } = await answer({ ids: idsOf('anna', 'bert', 'anna'), action: 'disable' })
    expect(results.map(({ username, status, error }) => [username, status, error])).toEqual([
      ['anna', 'changed', null],
      ['bert', 'unchanged', null],
    ])
    expect(counts).toEqual({ changed: 1, unchanged: 1, refused: 0 })
    expect((await rows()).filter(({ active }) => !active).map(({ username }) => username)).toEqual(['anna', 'bert'])
    await answer({ ids: idsOf('anna', 'bert', 'cleo'), action: 'enable' })
    expect(await audit()).toEqual(['user.change bert', 'user.change anna', 'user.change anna', 'user.change bert'])
  })

  it('lose what they are signed in by when they are disabled, and when they are signed out', async () => {
    const [lin, tom] = [await test.as('lin'), await test.as('tom')]
    await addUsers([])
    await answer({ ids: idsOf('lin'), action: 'disable' })
    expect([await signedIn(lin), await signedIn(tom)]).toEqual([false, true])
    await answer({ ids: idsOf('tom'), action: 'sign_out' })
    expect([await signedIn(tom), (await rowOf('tom'))?.active]).toEqual([false, true])
  })

  it('are put into a group and out of it', async () => {
    const group = await newGroup('Team')
    expect(await answer({ ids: idsOf('anna', 'bert'), action: 'group', group_id: group })).toMatchObject({ changed: 2 })
    expect([(await rowOf('anna'))?.groupId, (await rowOf('cleo'))?.groupId]).toEqual([group, null])
    expect(await answer({ ids: idsOf('anna', 'cleo'), action: 'group', group_id: null })).toMatchObject({ changed: 1, unchanged: 1 })
    expect((await rowOf('anna'))?.groupId).toBeNull()
  })

  it('are removed, and who is not there is told so', async () => {
    const gone = newId()
    const { results } = await answer({ ids: [...idsOf('anna', 'cleo'), gone], action: 'delete' })
    expect(results.map(({ username, status, error }) => [username, status, error?.code])).toEqual([
      ['anna', 'changed', undefined],
      ['cleo', 'changed', undefined],
      [null, 'refused', 'not_found'],
    ])
    expect((await rows()).map(({ username }) => username).toSorted()).toEqual([ADMIN.username, 'bert'])
  })

  it.each(['disable', 'sign_out', 'delete'])('never shut out who asks: %s', async (action) => {
    await addUsers(['second'], 'admin')
    const { results } = await answer({ ids: idsOf(ADMIN.username, 'anna'), action })
    expect(results.map(({ status }) => status)).toEqual(['refused', 'changed'])
    expect(results[0]?.error).toEqual({ code: 'conflict', message: expect.stringContaining('your own account') })
    expect([await signedIn(admin), (await rowOf(ADMIN.username))?.active]).toEqual([true, true])
  })

  it.each(['disable', 'delete'])('leave an administrator, though all ask for all at once: %s', async (action) => {
    const names = ['second', 'third']
    for (const name of names) await test.as(name)
    await addUsers([])
    for (const name of names) await admin(`/api/admin/users/${ids[name]}`, { method: 'PATCH', json: { role: 'admin' } })
    const all = idsOf(ADMIN.username, ...names)
    const senders = await Promise.all([ADMIN.username, ...names].map((name) => test.as(name)))
    const responses = await Promise.all(senders.map((send) => bulk({ ids: all, action }, send)))
    for (const { status } of responses) expect([200, 401, 403]).toContain(status)
    expect((await rows()).filter(({ role, active }) => role === 'admin' && active).length).toBeGreaterThanOrEqual(1)
  })

  it('are two hundred at most, and everyone of them is changed', async () => {
    const { db, t } = test.db
    const many = Array.from({ length: 201 }, (_, n) => sampleUser({ username: `user ${n}`, usernameKey: `user ${n}` }))
    await db.insert(t.users).values(many)
    const all = many.map(({ id }) => id)
    const refused = await bulk({ ids: all, action: 'disable' })
    expect([refused.status, await refused.json()]).toMatchObject([
      400,
      { error: { field: 'ids', message: expect.stringContaining('200') } },
    ])
    expect(await answer({ ids: all.slice(1), action: 'disable' })).toMatchObject({ changed: 200 })
    expect((await rows()).filter(({ active }) => !active)).toHaveLength(200)
  })

  it.each([
    ['ids', { ids: [], action: 'enable' }],
    ['ids', { action: 'enable' }],
    ['ids', { ids: ['x'], action: 'enable' }],
    ['ids', { ids: 'all', action: 'enable' }],
    ['action', { ids: [newId()], action: 'promote' }],
    ['action', { ids: [newId()] }],
    ['group_id', { ids: [newId()], action: 'group' }],
    ['group_id', { ids: [newId()], action: 'group', group_id: newId() }],
  ])('are refused as a whole where %s is wrong: %j', async (field, json) => {
    const response = await bulk(json)
    expect([response.status, ((await response.json()) as { error: { field: string } }).error.field]).toEqual([400, field])
    expect(await audit()).toEqual([])
  })

  it('are the business of administrators', async () => {
    expect((await bulk({ ids: idsOf('anna'), action: 'delete' }, await test.as('lin'))).status).toBe(403)
    expect(await rowOf('anna')).toBeDefined()
  })
})

describe('the form around the list', () => {
  const post = async (path: string, fields: [string, string][]) => {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
    const response = await admin(path, { body: new URLSearchParams(fields).toString(), headers, accept: 'text/html', method: 'POST' })
    return { status: response.status, html: await response.text() }
  }
  const chosen = (...names: string[]) => idsOf(...names).map((id): [string, string] => ['ids', id])

  it('stands on the page, with a box for each user, and works by buttons', async () => {
    const html = await (await admin('/admin/users?q=e', { accept: 'text/html' })).text()
    expect(html).toContain('<form class="choice" method="post" action="/admin/users/bulk">')
    expect(html).toContain(`<input type="checkbox" name="ids" value="${ids['bert']}" aria-label="Select bert"/>`)
    const { status, html: after } = await post('/admin/users/bulk', [['list', '?q=e'], ['action', 'disable'], ...chosen('bert')])
    expect([status, after.includes('Done for one user.'), after.includes('>anna<')]).toEqual([200, true, false])
    expect((await rowOf('bert'))?.active).toBe(false)
  })

  it('says who was left as he was, and why', async () => {
    await post('/admin/users/bulk', [['action', 'disable'], ...chosen('bert')])
    const { html } = await post('/admin/users/bulk', [['action', 'disable'], ...chosen(ADMIN.username, 'anna', 'bert')])
    expect(html).toContain('Done for one user.')
    expect(html).toContain('One was so already.')
    expect(html).toContain('admin: That is your own account')
  })

  it('puts into a group by the choice beside its button', async () => {
    const group = await newGroup('Team')
    await post('/admin/users/bulk', [['action', 'group'], ['group_id', group], ...chosen('anna')])
    expect((await rowOf('anna'))?.groupId).toBe(group)
    await post('/admin/users/bulk', [['action', 'enable'], ['group_id', ''], ...chosen('anna')])
    expect((await rowOf('anna'))?.groupId).toBe(group)
    await post('/admin/users/bulk', [['action', 'group'], ['group_id', ''], ...chosen('anna')])
    expect((await rowOf('anna'))?.groupId).toBeNull()
  })

  it('asks once more before it removes anybody, by name, and wants a word', async () => {
    const asked = await post('/admin/users/bulk', [['list', '?q=a'], ['action', 'delete'], ...chosen('anna', 'cleo', ADMIN.username)])
    expect(asked.status).toBe(200)
    for (const words of ['Delete 2 users', 'anna', 'cleo', 'you stay', 'Type “delete” to confirm', 'href="/admin/users?q=a"'])
      expect(asked.html).toContain(words)
    expect(asked.html.match(/name="ids"/g)).toHaveLength(2)
    const wrong = await post('/admin/users/deletion', [['list', '?q=a'], ['confirm', 'yes & no'], ...chosen('anna', 'cleo')])
    expect([wrong.status, wrong.html.includes('id="confirm-e"'), wrong.html.includes('value="yes &amp; no"')]).toEqual([400, true, true])
    expect(await rowOf('anna')).toBeDefined()
    const done = await post('/admin/users/deletion', [['list', '?q=a'], ['confirm', ' Delete '], ...chosen('anna', 'cleo')])
    expect([done.status, done.html.includes('Done for 2 users.')]).toEqual([200, true])
    expect((await rows()).map(({ username }) => username).toSorted()).toEqual([ADMIN.username, 'bert'])
  })

  it('says so where nobody is ticked, or what is sent makes no sense', async () => {
    const none = await post('/admin/users/bulk', [['action', 'disable']])
    expect([none.status, none.html.includes('Nobody was selected')]).toEqual([400, true])
    for (const fields of [
      [['action', 'promote'], ...chosen('anna')],
      [
        ['action', 'enable'],
        ['ids', 'x'],
      ],
    ] as [string, string][][])
      expect((await post('/admin/users/bulk', fields)).status).toBe(400)
    const odd = await post('/admin/users/bulk', [['list', '//evil.example'], ['action', 'delete'], ...chosen('anna')])
    expect([odd.status, odd.html.includes('evil')]).toEqual([200, false])
    expect(
      (
        await post('/admin/users/bulk', [
          ['action', 'delete'],
          ['ids', newId()],
        ])
      ).status,
    ).toBe(404)
  })

  it('is left by its address alone', async () => {
    for (const path of ['/admin/users/bulk', '/admin/users/deletion'])
      expect((await admin(path, { accept: 'text/html' })).headers.get('Location')).toBe('/admin/users')
  })
})
