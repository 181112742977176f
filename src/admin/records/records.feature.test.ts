import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HOSTILE } from '../../../templates/samples.ts'
import { sampleUsage } from '../../db/sample.ts'
import type { NewRow } from '../../db/store.ts'
import { newId } from '../../ids.ts'
import { deleteSomeOld } from '../../usage/retention.ts'
import { ADMIN, makeApp, type Send, type TestApp } from '../../test/makeApp.ts'

type Json = Record<string, unknown> & { request_id: string }
type Answer = { records: Json[]; next_cursor: string | null }

let test: TestApp
let admin: Send
let [lin, mei, keyId] = ['', '', '']

const AT = Date.UTC(2026, 10, 24, 12)
const MINUTE = 60_000

beforeEach(async () => {
  test = await makeApp()
  admin = await test.as(ADMIN.username)
  lin = await idOf('lin')
  mei = await idOf('mei_x')
  const [key] = await test.db.db.select({ id: test.db.t.apiKeys.id }).from(test.db.t.apiKeys)
  keyId = key?.id ?? ''
})
afterEach(() => test.close())

const idOf = async (name: string): Promise<string> => ((await (await (await test.as(name))('/api/auth/me')).json()) as { id: string }).id

async function add(requestId: string, minute: number, more: Partial<NewRow<'tokenUsage'>> = {}): Promise<void> {
  const row = sampleUsage({ requestId, createdAt: new Date(AT + minute * MINUTE), ...more })
  await test.db.db.insert(test.db.t.tokenUsage).values(row)
}

async function log(requestId: string, minute: number, more: Partial<NewRow<'proxyLogs'>> = {}): Promise<void> {
  const row = { id: newId(), requestId, keyLabel: 'Main', model: 'demo', status: 'complete', durationMs: 640, ...more }
  await test.db.db.insert(test.db.t.proxyLogs).values({ ...row, createdAt: new Date(AT + minute * MINUTE) })
}

const list = async (query = ''): Promise<Answer> => (await (await admin(`/api/admin/usage${query}`)).json()) as Answer
const requests = async (query: string): Promise<string[]> => (await list(query)).records.map((record) => record.request_id)
const page = async (query = ''): Promise<string> => (await admin(`/admin/usage${query}`)).text()
const csv = async (query = ''): Promise<string[]> =>
  (await (await admin(`/api/admin/usage?format=csv${query}`)).text()).trimEnd().split('\r\n').slice(1)

describe('the records of everybody', () => {
  it('are those of real calls, with who made them and over which key', async () => {
    test.upstream.script({ content: ['fine'] })
    await (await (await test.as('lin'))('/api/chat', { json: { message: 'hi' } })).text()
    const { records } = await list()
    expect(records).toMatchObject([
      { user: 'lin', user_id: lin, key_label: 'DEEPSEEK_API_KEY', model: 'fake', status: 'complete', source: 'api' },
    ])
    const html = await page()
    expect(html).toContain(`<a href="/admin/users/${lin}">lin</a>`)
    expect(html).toContain(`href="/admin/logs?request_id=${records[0]?.request_id}"`)
    expect(html).not.toMatch(/\/chat\/[0-9a-f-]{36}/)
  })

  it('are filtered by user, model, key, outcome and time, each with each', async () => {
    await add('a', 0, { userId: lin, model: 'one', keyId })
    await add('b', 1, { userId: lin, model: 'two', status: 'failed' })
    await add('c', 2, { userId: mei, model: 'one', keyId, status: 'failed' })
    await add('d', 3, { userId: mei, model: 'two', status: 'open' })
    await add('e', 60 * 24, { userId: null, model: 'one' })
    expect(await requests('')).toEqual(['e', 'c', 'b', 'a'])
    expect(await requests('?user=LIN')).toEqual(['b', 'a'])
    expect(await requests(`?user=${mei}`)).toEqual(['c'])
    expect(await requests('?model=one')).toEqual(['e', 'c', 'a'])
    expect(await requests(`?key=${keyId}`)).toEqual(['c', 'a'])
    expect(await requests('?key=DEEPSEEK_API_KEY&user=lin')).toEqual(['a'])
    expect(await requests('?status=failed')).toEqual(['c', 'b'])
    expect(await requests('?status=failed&model=one')).toEqual(['c'])
    expect(await requests('?status=open')).toEqual(['d'])
    expect(await requests('?from=2026-11-25')).toEqual(['e'])
    expect(await requests('?to=2026-11-24&user=lin&model=one')).toEqual(['a'])
    expect((await csv('&status=failed&model=one')).map((line) => line.includes('mei_x'))).toEqual([true])
    expect(await page('?user=lin&status=failed')).toContain('href="/api/admin/usage?user=lin&amp;status=failed&amp;format=csv"')
  })

  it.each(['%25', '_', 'li_', 'li%25', 'mei%25', '%27%20or%201%3D1--', 'nobody', '-'])(
    'take nothing in a name for a wildcard: %s',
    async (name) => {
      await add('a', 0, { userId: lin, keyId, model: 'one' })
      await add('b', 0, { userId: null, keyId: null, model: 'two' })
      for (const field of ['user', 'key', 'model', 'request_id']) expect(await requests(`?${field}=${name}`)).toEqual([])
      expect(await csv(`&user=${name}`)).toEqual([])
    },
  )

  it('are found by the request, and lead to its calls and back', async () => {
    await add('req-1', 0, { userId: lin, status: 'failed' })
    await log('req-1', 1, { userId: lin, status: 'failed' })
    await add('req-1', 1, { userId: lin })
    await log('req-1', 2, { userId: lin })
    await add('other', 1, { userId: lin })
    expect((await requests('?request_id=req-1')).length).toBe(2)
    expect(await requests('?request_id=req-1&status=failed')).toEqual(['req-1'])
    expect(await requests('?request_id=req-1&user=mei_x')).toEqual([])
    expect(await requests('?request_id=req-2')).toEqual([])
    expect(await (await admin('/admin/logs?request_id=req-1')).text()).toContain('href="/admin/usage?request_id=req-1"')
  })

  it('are found by the request also when their user is gone, or when they were settled days later', async () => {
    await add('gone', 0, { userId: null })
    await log('gone', 1, { userId: newId() })
    expect(await requests('?request_id=gone')).toEqual(['gone'])
    await add('late', 0, { userId: lin, status: 'interrupted' })
    await log('late', 60 * 24 * 9, { userId: lin, status: 'interrupted', errorClass: 'process_gone', durationMs: 0 })
    expect(await requests('?request_id=late')).toEqual(['late'])
  })

  it('are found by the request also when its logs are no longer kept, those of calls under way, too', async () => {
    await add('aged', 0, { userId: lin, model: 'one' })
    await add('aged', 1, { userId: lin, model: 'two', status: 'open' })
    await log('aged', 1, { userId: lin })
    const days = { usage: null, logs: 1, audit: null }
    while (await deleteSomeOld(test.db, days, new Date(AT + 60 * 24 * 3 * MINUTE)));
    expect(await test.db.db.$count(test.db.t.proxyLogs)).toBe(0)
    expect((await list('?request_id=aged')).records).toMatchObject([{ model: 'one' }])
    expect((await list('?request_id=aged&status=open')).records).toMatchObject([{ model: 'two' }])
    expect(await page('?request_id=aged')).toContain('href="/admin/logs?request_id=aged"')
    expect(await csv('&request_id=aged')).toHaveLength(1)
  })

  it('of a request are filtered by everything else', async () => {
    await add('r', 0, { userId: lin, model: 'one', keyId })
    await add('r', 1, { userId: mei, model: 'two', status: 'failed' })
    const models = async (query: string) => (await list(`?request_id=r${query}`)).records.map(({ model }) => model)
    expect(await models('')).toEqual(['two', 'one'])
    expect(await models('&user=lin')).toEqual(['one'])
    expect(await models('&model=two')).toEqual(['two'])
    expect(await models(`&key=${keyId}`)).toEqual(['one'])
    expect(await models('&status=complete')).toEqual(['one'])
    expect(await models('&from=2026-11-25')).toEqual([])
    const { next_cursor } = await list('?request_id=r&limit=1')
    expect(await models(`&limit=1&cursor=${next_cursor}`)).toEqual(['one'])
  })

  it('go on page by page, with the same filter', async () => {
    for (let n = 0; n < 60; n++) await add(`r${n}`, 0, { userId: lin, status: 'failed' })
    const seen: string[] = []
    let cursor: string | null = ''
    for (let pages = 0; pages < 9 && cursor !== null; pages++) {
      const { records, next_cursor }: Answer = await list(`?user=lin&limit=25&cursor=${cursor}`)
      seen.push(...records.map((record) => record.request_id))
      cursor = next_cursor
    }
    expect(seen).toEqual(Array.from({ length: 60 }, (_, n) => `r${59 - n}`))
    const older = /href="(\/admin\/usage\?user=lin&amp;cursor=[^"]+)"/.exec(await page('?user=lin'))?.[1]?.replaceAll('&amp;', '&') ?? ''
    const rows = (await (await admin(older)).text()).match(/request_id=r\d+/g)
    expect(rows).toEqual(Array.from({ length: 10 }, (_, n) => `request_id=r${9 - n}`))
  })

  it.each(['limit=-1', 'limit=1000000000', 'page=1000000000', 'user=&key=&status=&from='])('keep within bounds: %s', async (query) => {
    expect([(await admin(`/api/admin/usage?${query}`)).status, (await admin(`/admin/usage?${query}`)).status]).toEqual([200, 200])
  })

  it.each([
    ['from', 'from=yesterday'],
    ['to', "to=' or 1=1"],
    ['cursor', 'cursor=x'],
    ['status', 'status=%25'],
    ['limit', 'limit=x'],
    ['sort', 'sort=cost;drop'],
    ['format', 'format=exe'],
    ['user', `user=${'x'.repeat(129)}`],
    ['key', `key=${'x'.repeat(129)}`],
    ['request_id', `request_id=${'x'.repeat(65)}`],
  ])('say that %s is wrong: %s', async (field, query) => {
    const response = await admin(`/api/admin/usage?${query}`)
    expect([response.status, ((await response.json()) as { error: { field: string } }).error.field]).toEqual([400, field])
    const shown = await admin(`/admin/usage?${query}`)
    expect([shown.status, (await shown.text()).includes(`“${field}”`)]).toEqual([400, true])
  })

  it('show hostile words as words, and as cells that calculate nothing', async () => {
    await add('=1+1', 0, { userId: lin, model: HOSTILE, keyLabel: '@SUM(A1)' })
    const html = await page(`?user=${encodeURIComponent('lin')}`)
    expect(html).not.toMatch(/<script>alert|<hx-/)
    expect(await page(`?model=${encodeURIComponent(HOSTILE)}&from=x`)).not.toMatch(/<script>alert|<hx-/)
    const [line] = await csv()
    expect(line).toMatch(/,'@SUM\(A1\),.*'=1\+1/)
  })

  it('are closed to a token without the scope', async () => {
    const { token } = (await (await admin('/api/tokens', { json: { name: 'reader', scopes: ['read', 'chat'] } })).json()) as {
      token: string
    }
    for (const format of ['json', 'csv']) {
      const response = await test.send(`/api/admin/usage?format=${format}`, { headers: { Authorization: `Bearer ${token}` } })
      expect(response.status).toBe(403)
    }
  })
})
