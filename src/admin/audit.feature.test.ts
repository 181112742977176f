import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Action, recordAudit } from '../audit/service.ts'
import { ADMIN, makeApp, type Send, type TestApp } from '../test/makeApp.ts'

type Entry = {
  id: string
  at: string
  actor: { username: string }
  action: string
  target: string
  before: unknown
  after: unknown
  ip: string
}

let test: TestApp
let admin: Send

beforeEach(async () => {
  test = await makeApp()
  admin = await test.as(ADMIN.username)
})
afterEach(() => test.close())

const list = async (query = ''): Promise<{ entries: Entry[]; next_cursor: string | null }> =>
  (await (await admin(`/api/admin/audit${query}`)).json()) as { entries: Entry[]; next_cursor: string | null }
const targets = async (query: string) => (await list(query)).entries.map(({ target }) => target)

async function record(target: string, at: string, name = 'anna', action: Action = 'user.change'): Promise<void> {
  await recordAudit(test.db, { id: `id-of-${name}`, name, ip: '::1', requestId: 'r' }, { action, target }, new Date(at))
}

describe('the audit log', () => {
  it('says who did what, when, from where, before and after', async () => {
    const { id } = (await (await admin('/api/admin/users', { json: { username: 'lin', password: 'a secret of hers' } })).json()) as {
      id: string
    }
    await admin(`/api/admin/users/${id}`, { method: 'PATCH', json: { username: 'Lin.C', password: 'another secret of hers' } })
    await admin(`/api/admin/users/${id}`, { method: 'DELETE' })
    const { entries } = await list()
    expect(entries.map(({ action }) => action)).toEqual(['user.delete', 'user.change', 'user.create'])
    expect(entries[1]).toMatchObject({
      at: new Date(test.clock.now).toISOString(),
      actor: { username: ADMIN.username },
      target: 'lin',
      before: { username: 'lin' },
      after: { username: 'Lin.C', password: '••••••••' },
      ip: expect.any(String),
    })
    expect(JSON.stringify(entries)).not.toMatch(/secret of hers|argon2/)
  })

  it('has nothing of a change that failed', async () => {
    await admin('/api/admin/users', { json: { username: ADMIN.username } })
    await admin('/api/admin/groups', { json: { name: 'Team' } })
    await admin('/api/admin/groups', { json: { name: 'team' } })
    expect((await list()).entries.map(({ action, target }) => `${action} ${target}`)).toEqual(['group.create Team'])
  })

  it('is filtered by who, what, when and text', async () => {
    await record('100%', '2026-11-24T15:59:59.999Z')
    await record('a_b', '2026-11-24T16:00:00Z', 'berta', 'user.delete')
    await record('axb', '2026-11-25T15:59:59Z', 'anna', 'group.create')
    await record('<b>', '2026-11-25T16:00:00Z', 'anna_b', 'invite.create')
    expect(await targets('?actor=anna')).toEqual(['<b>', 'axb', '100%'])
    expect(await targets('?actor=anna_')).toEqual(['<b>'])
    expect(await targets('?actor=%25')).toEqual([])
    expect(await targets('?action=user')).toEqual(['a_b', '100%'])
    expect(await targets('?action=user.delete')).toEqual(['a_b'])
    expect(await targets('?q=_')).toEqual(['a_b'])
    expect(await targets(`?q=${encodeURIComponent('0%')}`)).toEqual(['100%'])
    expect(await targets('?from=2026-11-25&to=2026-11-25')).toEqual(['<b>', 'axb'])
    expect(await targets('?from=2026-11-25T15:59:59.5Z')).toEqual(['<b>'])
  })

  it('counts days in the zone of who reads', async () => {
    await record('late on the 24th', '2026-11-24T15:59:59.999Z')
    await record('first of the 25th', '2026-11-24T16:00:00Z')
    await record('last of the 25th', '2026-11-25T15:59:59.999Z')
    await admin('/settings', { form: { time_zone: 'Asia/Shanghai' } })
    expect(await targets('?from=2026-11-25&to=2026-11-25')).toEqual(['last of the 25th', 'first of the 25th'])
  })

  it('goes on page by page, also where many have one time', async () => {
    for (let n = 0; n < 7; n++) await record(`t${n}`, '2026-11-24T12:00:00Z')
    const seen: string[] = []
    let cursor = ''
    for (let pages = 0; pages < 9; pages++) {
      const page = await list(`?limit=2&cursor=${cursor}`)
      seen.push(...page.entries.map(({ target }) => target))
      if (page.next_cursor === null) break
      cursor = page.next_cursor
    }
    expect(seen).toEqual(['t6', 't5', 't4', 't3', 't2', 't1', 't0'])
  })

  it.each(['limit=-1', 'limit=1000000000', 'q=%25%25%25', 'page=1000000000', 'sort=x'])('keeps within bounds: %s', async (query) => {
    expect((await admin(`/api/admin/audit?${query}`)).status).toBe(200)
  })

  it.each([
    ['from', 'from=yesterday'],
    ['from', 'from=2026-02-30'],
    ['to', "to=' or 1=1"],
    ['cursor', 'cursor=x'],
    ['action', 'action=%25'],
    ['limit', 'limit=x'],
  ])('says that %s is wrong: %s', async (field, query) => {
    const response = await admin(`/api/admin/audit?${query}`)
    expect([response.status, ((await response.json()) as { error: { field: string } }).error.field]).toEqual([400, field])
  })

  it('is changed by nobody', async () => {
    await record('x', '2026-11-24T12:00:00Z')
    const { entries } = await list()
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
      for (const path of ['/api/admin/audit', `/api/admin/audit/${entries[0]?.id}`, '/admin/audit'])
        expect((await admin(path, { method, json: {} })).status).toBe(404)
    expect((await list()).entries).toEqual(entries)
  })
})
