import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sql } from 'drizzle-orm'
import { HOSTILE } from '../../../templates/samples.ts'
import type { NewRow } from '../../db/store.ts'
import { newId } from '../../ids.ts'
import { ADMIN, makeApp, type Send, type TestApp } from '../../test/makeApp.ts'

type Log = Record<string, unknown> & { id: string; request_id: string }
type Answer = { logs: Log[]; next_cursor: string | null }

let test: TestApp
let admin: Send

beforeEach(async () => {
  test = await makeApp()
  admin = await test.as(ADMIN.username)
})
afterEach(() => test.close())

const list = async (query = ''): Promise<Answer> => (await (await admin(`/api/admin/logs${query}`)).json()) as Answer
const requests = async (query: string): Promise<string[]> => (await list(query)).logs.map((log) => log.request_id)
const page = async (query = ''): Promise<string> => (await admin(`/admin/logs${query}`)).text()

async function log(requestId: string, at: string, more: Partial<NewRow<'proxyLogs'>> = {}): Promise<void> {
  const row = { id: newId(), requestId, userId: null, keyLabel: 'Main', model: 'fake', status: 'complete', durationMs: 640, ...more }
  await test.db.db.insert(test.db.t.proxyLogs).values({ ...row, createdAt: new Date(at) })
}

async function userId(name: string): Promise<string> {
  await test.as(name)
  const rows = await test.db.db.select({ id: test.db.t.users.id, name: test.db.t.users.username }).from(test.db.t.users)
  return rows.find((row) => row.name === name)?.id ?? ''
}

describe('the log of calls', () => {
  it('tells who asked whom, over which key, and how it ended, and nothing of what was said', async () => {
    const lin = await test.as('lin')
    const { token } = (await (await lin('/api/tokens', { json: { name: 'laptop' } })).json()) as { token: string }
    test.upstream.script({ content: ['a secret answer'] })
    await (await test.send('/api/chat', { json: { message: 'a secret question' }, headers: { Authorization: `Bearer ${token}` } })).text()
    test.upstream.script({ fault: '400' })
    await (await lin('/api/chat', { json: { message: 'another secret' } })).text()
    const { logs } = await list()
    expect(logs).toHaveLength(2)
    expect(logs.find(({ status }) => status === 'complete')).toMatchObject({
      user: 'lin',
      token: 'laptop',
      key_label: 'DEEPSEEK_API_KEY',
      model: 'fake',
      http_status: 200,
      error_class: null,
      ttft_ms: expect.any(Number),
      duration_ms: expect.any(Number),
      bytes_in: expect.any(Number),
      bytes_out: expect.any(Number),
      time: new Date(test.clock.now).toISOString(),
    })
    expect(logs.find(({ status }) => status === 'failed')).toMatchObject({ user: 'lin', token: null, error_class: 'http_400' })
    const html = await page()
    expect(html).toContain('by token “laptop”')
    expect(html).toContain('HTTP 400: the server refused the request')
    expect(JSON.stringify(logs) + html).not.toContain('secret')
  })

  it('leads from a call to its usage and to its user', async () => {
    const id = await userId('lin')
    await log('req-1', '2026-11-24T12:00:00Z', { userId: id })
    const html = await page()
    expect(html).toContain('href="/admin/usage?request_id=req-1"')
    expect(html).toContain(`href="/admin/users/${id}"`)
  })

  it('tells the test of a key from the call of a user who is gone', async () => {
    const { keys } = (await (await admin('/api/admin/keys')).json()) as { keys: { id: string }[] }
    test.upstream.script({ content: ['ok'] })
    expect((await admin(`/api/admin/keys/${keys[0]?.id}/test`, { json: {} })).status).toBe(200)
    expect((await list()).logs).toMatchObject([{ user: null, user_id: null, status: 'complete' }])
    expect(await page()).toContain('>nobody<')
    expect(await (await admin('/admin/usage')).text()).toContain('>Test of a key<')
  })

  it('says that a user or a token is gone', async () => {
    await log('req-1', '2026-11-24T12:00:00Z', { userId: newId(), tokenId: newId() })
    expect((await list()).logs[0]).toMatchObject({ user: null, token: null })
    const html = await page()
    expect(html).toContain('>removed<')
    expect(html).toContain('by a token that is gone')
  })

  it('is filtered by request, user, outcome and time, each with each', async () => {
    const [lin, mei] = [await userId('lin'), await userId('mei_x')]
    await log('a', '2026-11-24T10:00:00Z', { userId: lin })
    await log('b', '2026-11-25T10:00:00Z', { userId: lin, status: 'failed' })
    await log('c', '2026-11-26T10:00:00Z', { userId: mei, status: 'failed' })
    await log('d', '2026-11-27T10:00:00Z', { userId: mei, status: 'stopped' })
    await log('d', '2026-11-27T10:00:01Z', { userId: lin, status: 'interrupted' })
    expect(await requests('')).toEqual(['d', 'd', 'c', 'b', 'a'])
    expect(await requests('?request_id=d')).toEqual(['d', 'd'])
    expect(await requests(`?request_id=d&user=lin`)).toEqual(['d'])
    expect(await requests(`?request_id=d&status=stopped`)).toEqual(['d'])
    expect(await requests('?request_id=d&status=failed')).toEqual([])
    expect(await requests('?user=LIN')).toEqual(['d', 'b', 'a'])
    expect(await requests(`?user=${mei}`)).toEqual(['d', 'c'])
    expect(await requests('?user=mei_x&status=failed')).toEqual(['c'])
    expect(await requests('?status=failed')).toEqual(['c', 'b'])
    expect(await requests('?status=stopped')).toEqual(['d'])
    expect(await requests('?status=interrupted')).toEqual(['d'])
    expect(await requests('?status=complete')).toEqual(['a'])
    expect(await requests('?from=2026-11-25&to=2026-11-26')).toEqual(['c', 'b'])
    expect(await requests('?status=failed&from=2026-11-25T10:00:00.001Z')).toEqual(['c'])
    expect(await requests('?to=2026-11-24')).toEqual(['a'])
  })

  it.each(['%25', '_', 'li_', 'li%25', '%27%20or%201%3D1--', 'nobody'])('takes nothing in a name for a wildcard: %s', async (name) => {
    await log('a', '2026-11-24T10:00:00Z', { userId: await userId('lin') })
    expect([await requests(`?user=${name}`), await requests(`?request_id=${name}`)]).toEqual([[], []])
  })

  it('counts days in the zone of who reads', async () => {
    await log('late on the 24th', '2026-11-24T15:59:59.999Z')
    await log('first of the 25th', '2026-11-24T16:00:00Z')
    await log('first of the 26th', '2026-11-25T16:00:00Z')
    await admin('/settings', { form: { time_zone: 'Asia/Shanghai' } })
    expect(await requests('?from=2026-11-25&to=2026-11-25')).toEqual(['first of the 25th'])
    expect(await page('?from=2026-11-25&to=2026-11-25')).not.toMatch(/late on|26th/)
  })

  it('goes on page by page, also where many have one time', async () => {
    for (let n = 0; n < 7; n++) await log(`r${n}`, n < 5 ? '2026-11-24T12:00:00Z' : '2026-11-24T11:00:00Z', { status: 'failed' })
    const seen: string[] = []
    let cursor: string | null = ''
    for (let pages = 0; pages < 9 && cursor !== null; pages++) {
      const { logs, next_cursor }: Answer = await list(`?status=failed&limit=2&cursor=${cursor}`)
      expect(logs.length).toBeLessThanOrEqual(2)
      seen.push(...logs.map((row) => row.request_id))
      cursor = next_cursor
    }
    expect(seen).toEqual(['r4', 'r3', 'r2', 'r1', 'r0', 'r6', 'r5'])
  })

  it('has a page that goes on where the last one ended, with the same filter', async () => {
    for (let n = 0; n < 52; n++) await log(`r${n}`, '2026-11-24T12:00:00Z', { status: 'failed' })
    const first = await page('?status=failed')
    const older = /href="(\/admin\/logs\?status=failed&amp;cursor=[^"]+)"/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const second = await (await admin(older)).text()
    expect([...second.matchAll(/class="id">([^<]+)</g)].map(([, id]) => id)).toEqual(['r1', 'r0'])
    expect(second).toContain('href="/admin/logs?status=failed"')
  })

  it.each(['limit=-1', 'limit=1000000000', 'page=1000000000', 'sort=x', 'user=', 'status=', 'from=&to='])(
    'keeps within bounds: %s',
    async (query) => {
      const response = await admin(`/api/admin/logs?${query}`)
      expect(response.status).toBe(200)
      expect((await admin(`/admin/logs?${query}`)).status).toBe(200)
    },
  )

  it.each([
    ['from', 'from=yesterday'],
    ['from', 'from=2026-02-30'],
    ['from', 'from=0999-01-01T00:00:00Z'],
    ['to', "to=' or 1=1"],
    ['to', 'to=9999-12-31T23:59:59-14:00'],
    ['cursor', 'cursor=x'],
    ['cursor', 'cursor=1_%25'],
    ['status', 'status=open'],
    ['status', 'status=%25'],
    ['limit', 'limit=x'],
    ['request_id', `request_id=${'x'.repeat(65)}`],
    ['user', `user=${'x'.repeat(129)}`],
  ])('says that %s is wrong: %s', async (field, query) => {
    const response = await admin(`/api/admin/logs?${query}`)
    expect([response.status, ((await response.json()) as { error: { field: string } }).error.field]).toEqual([400, field])
    const shown = await admin(`/admin/logs?${query}`)
    expect([shown.status, (await shown.text()).includes(`“${field}”`)]).toEqual([400, true])
  })

  it('keeps a filter that makes no sense as it was typed', async () => {
    const html = await page(`?user=${encodeURIComponent(HOSTILE)}&from=yesterday`)
    expect(html).toContain('value="yesterday"')
    expect(html).not.toContain('<script>alert')
    expect(html).not.toMatch(/<hx-/)
  })

  it('shows hostile words as words', async () => {
    await log(HOSTILE.slice(0, 60), '2026-11-24T12:00:00Z', {
      keyLabel: HOSTILE,
      model: HOSTILE,
      status: 'failed',
      errorClass: HOSTILE.slice(0, 60),
    })
    const html = await page()
    expect(html).not.toContain('<script>alert')
    expect(html).not.toMatch(/<hx-/)
  })

  it('is closed to a token without the scope', async () => {
    const { token } = (await (await admin('/api/tokens', { json: { name: 'reader', scopes: ['read', 'chat'] } })).json()) as {
      token: string
    }
    const response = await test.send('/api/admin/logs', { headers: { Authorization: `Bearer ${token}` } })
    expect(response.status).toBe(403)
  })

  it('is changed by nobody', async () => {
    await log('a', '2026-11-24T12:00:00Z')
    const { logs } = await list()
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
      for (const path of ['/api/admin/logs', `/api/admin/logs/${logs[0]?.id}`, '/admin/logs'])
        expect((await admin(path, { method, json: {} })).status).toBe(404)
    const [row] = await test.db.db.select({ n: sql`count(*)`.mapWith(Number) }).from(test.db.t.proxyLogs)
    expect(row?.n).toBe(1)
  })
})
