import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eq } from 'drizzle-orm'
import { tmpdir } from 'node:os'
import { HOSTILE } from '../../../templates/samples.ts'
import { sampleUsage } from '../../db/sample.ts'
import type { NewRow } from '../../db/store.ts'
import { newId } from '../../ids.ts'
import { rollUpSome } from '../../usage/service.ts'
import { ADMIN, makeApp, type Send, type TestApp } from '../../test/makeApp.ts'

type Sums = { requests: number; failed: number; total_tokens: number; cost: number; currency: string | null; costs: unknown[] }
type Stats = Record<'today' | 'week' | 'month' | 'total', Sums> & {
  by_model: (Sums & { model: string })[]
  by_user: (Sums & { user: string | null })[]
  by_key: (Sums & { key_label: string })[]
  by_day: { day: string; model: string; total_tokens: number }[]
  active_users: number
  running_turns: number
  users: unknown
  errors: unknown
  first_token: { p50_ms: number; p95_ms: number; calls: number } | null
  health: Record<string, unknown>
}

/** a Tuesday */
const NOW = Date.UTC(2026, 10, 24, 12)
const [HOUR, DAY] = [3_600_000, 86_400_000]

let test: TestApp
let admin: Send
let [lin, mei] = ['', '']

beforeEach(async () => {
  test = await makeApp({ env: { DATA_DIR: tmpdir() } })
  test.clock.now = NOW - 30 * DAY
  lin = await idOf('lin')
  test.clock.now = NOW
  mei = await idOf('mei')
  admin = await test.as(ADMIN.username)
  const { users } = test.db.t
  await test.db.db
    .update(users)
    .set({ createdAt: new Date(NOW - 30 * DAY) })
    .where(eq(users.username, ADMIN.username))
})
afterEach(() => test.close())

const ownId = async (): Promise<string> => ((await (await admin('/api/auth/me')).json()) as { id: string }).id
const idOf = async (name: string): Promise<string> => ((await (await (await test.as(name))('/api/auth/me')).json()) as { id: string }).id

/** A settled call, `before` ms ago, that the roll-ups do not hold yet. */
async function call(before: number, more: Partial<NewRow<'tokenUsage'>> = {}): Promise<void> {
  const row = sampleUsage({ userId: lin, model: 'one', keyLabel: 'Main', keyId: 'k-main', createdAt: new Date(NOW - before), ...more })
  await test.db.db.insert(test.db.t.tokenUsage).values(row)
  if (row.status !== 'open') await test.db.db.insert(test.db.t.usageQueue).values({ usageId: row.id })
}

async function log(before: number, more: Partial<NewRow<'proxyLogs'>> = {}): Promise<void> {
  const row = { id: newId(), requestId: 'req-1', keyLabel: 'Main', model: 'one', status: 'complete', durationMs: 640, ...more }
  await test.db.db.insert(test.db.t.proxyLogs).values({ ...row, createdAt: new Date(NOW - before) })
}

async function key(change: Partial<NewRow<'apiKeys'>>): Promise<void> {
  await test.db.db.update(test.db.t.apiKeys).set({ updatedAt: new Date(NOW), ...change })
}

const stats = async (query = ''): Promise<Stats> => (await (await admin(`/api/admin/stats${query}`)).json()) as Stats
const page = async (query = ''): Promise<string> => (await admin(`/admin${query}`)).text()
const words = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')

async function aMonth(): Promise<void> {
  await call(HOUR, { totalTokens: 100, promptTokens: 60, completionTokens: 40, cost: 7, ttftMs: 600 })
  await call(2 * HOUR, {
    userId: mei,
    model: 'two',
    totalTokens: 50,
    cost: 5,
    currency: 'USD',
    keyId: 'k-other',
    keyLabel: 'Other',
    ttftMs: 600,
  })
  await call(DAY, { totalTokens: 20, cost: 3 })
  await call(3 * DAY, { userId: null, totalTokens: 10, cost: 2, status: 'failed' })
  await call(40 * DAY, { totalTokens: 5, cost: 1 })
  await call(1, { status: 'open', totalTokens: 999 })
}

describe('the figures of everybody', () => {
  it('are those of today, of this week from Monday, of this month and of all time', async () => {
    await aMonth()
    const { today, week, month, total } = await stats()
    const tokens = [today, week, month, total].map(({ total_tokens, requests, failed }) => [total_tokens, requests, failed])
    expect(tokens).toEqual([
      [150, 2, 0],
      [170, 3, 0],
      [180, 4, 1],
      [185, 5, 1],
    ])
    expect(today).toMatchObject({
      cost: 7,
      currency: 'CNY',
      costs: [
        { currency: 'CNY', cost: 7 },
        { currency: 'USD', cost: 5 },
      ],
    })
  })

  it('are told by model, user, key and day', async () => {
    await aMonth()
    const { by_model, by_user, by_key, by_day } = await stats()
    expect(by_model.map(({ model, total_tokens }) => [model, total_tokens])).toEqual([
      ['one', 130],
      ['two', 50],
    ])
    expect(by_user.map(({ user, total_tokens }) => [user, total_tokens])).toEqual([
      ['lin', 120],
      ['mei', 50],
      [null, 10],
    ])
    expect(by_key.map(({ key_label, total_tokens }) => [key_label, total_tokens])).toEqual([
      ['Main', 130],
      ['Other', 50],
    ])
    expect(by_day.map(({ day, model, total_tokens }) => [day, model, total_tokens])).toEqual([
      ['2026-11-21', 'one', 10],
      ['2026-11-23', 'one', 20],
      ['2026-11-24', 'one', 100],
      ['2026-11-24', 'two', 50],
    ])
  })

  it('say who is here, what runs, how long the first token took and what failed in the last hour', async () => {
    await aMonth()
    await log(60_000, { status: 'failed' })
    await log(60_000)
    await log(60_000, { status: 'stopped' })
    await log(HOUR + 60_000, { status: 'failed', keyLabel: 'Other' })
    const found = await stats()
    expect(found).toMatchObject({
      active_users: 2,
      running_turns: 1,
      users: { total: 3, new_this_week: 1 },
      errors: { calls: 3, failed: 1, by_key: [{ key_label: 'Main', failed: 1 }] },
      first_token: { calls: 2 },
    })
    expect(found.first_token?.p50_ms).toBeGreaterThan(570)
    expect(found.first_token?.p50_ms).toBeLessThan(630)
  })

  it('count days and weeks in the zone of the administrator, where none is set for the site', async () => {
    await call(0, { totalTokens: 100 })
    test.clock.now = Date.UTC(2026, 10, 24, 16, 30)
    expect((await stats()).today.total_tokens).toBe(100)
    await admin('/settings', { form: { time_zone: 'Asia/Shanghai' } })
    expect((await stats()).today.total_tokens).toBe(0)
    expect((await stats()).week.total_tokens).toBe(100)
    test.clock.now = Date.UTC(2026, 10, 29, 16, 30)
    const found = await stats()
    expect([found.week.total_tokens, found.users]).toEqual([0, { total: 3, new_this_week: 0 }])
  })

  it.each(['Pacific/Auckland', 'UTC', 'Pacific/Honolulu'])(
    'have all calls of the day of %s, whatever day their users have',
    async (zone) => {
      const { users } = test.db.t
      const zones = { lin: 'Pacific/Auckland', mei: 'Pacific/Honolulu' }
      for (const [username, timeZone] of Object.entries(zones))
        await test.db.db.update(users).set({ timeZone }).where(eq(users.username, username))
      await admin('/api/admin/settings', { method: 'PATCH', json: { time_zone: zone } })
      // at 12 o'clock UTC on the 24th it is the 25th in Auckland; at 5 o'clock it is the 23rd in Honolulu
      const owners = [lin, mei, null]
      for (let hour = 0; hour < 72; hour++)
        await call(hour * HOUR, { totalTokens: 10 ** (hour % 3), userId: owners[hour % 3]!, ttftMs: 50 })
      const offset = { 'Pacific/Auckland': 13, UTC: 0, 'Pacific/Honolulu': -10 }[zone]!
      const dayOf = (hour: number) => new Date(NOW - hour * HOUR + offset * HOUR).toISOString().slice(0, 10)
      const today = dayOf(0)
      const hours = Array.from({ length: 72 }, (_, hour) => hour).filter((hour) => dayOf(hour) === today)
      const tokens = hours.reduce((sum, hour) => sum + 10 ** (hour % 3), 0)
      for (const isRolledUp of [false, true]) {
        if (isRolledUp) while (await rollUpSome(test.db, zone));
        const found = await stats()
        expect([found.today.requests, found.today.total_tokens]).toEqual([hours.length, tokens])
        expect([found.active_users, found.first_token?.calls]).toEqual([2, hours.length])
        const ofToday = found.by_day.filter(({ day }) => day === today)
        expect(ofToday.map(({ total_tokens }) => total_tokens)).toEqual([tokens])
        expect(found.by_day.some(({ day }) => day > today)).toBe(false)
        expect(words(await page())).toContain(`Tokens today ${tokens} ${hours.length} requests`)
      }
    },
  )

  it('are nothing on a server that nobody has used', async () => {
    const found = await stats()
    expect(found.total).toMatchObject({ requests: 0, total_tokens: 0, cost: 0, costs: [] })
    expect(found).toMatchObject({ by_model: [], by_user: [], by_key: [], by_day: [], running_turns: 0, first_token: null })
    expect(words(await page())).toContain('Nothing was used this month.')
  })
})

describe('the overview', () => {
  it('shows the figures', async () => {
    await aMonth()
    await log(60_000, { status: 'failed' })
    await log(60_000)
    const text = words(await page())
    expect(text).toContain('Answers running 1')
    expect(text).toContain('Users today 2 of 3 1 new this week')
    expect(text).toMatch(/Tokens today 150 2 requests CNY 0\.00, yesterday CNY 0\.00 USD 0\.00, yesterday USD 0\.00/)
    expect(text).toContain('Errors, last hour 50% 1 of 2 All over key “Main”')
    expect(text).toMatch(/one 3 1 130 .* two 1 0 50/)
  })

  it('is brought up to date by the very parts that it is made of', async () => {
    await aMonth()
    await log(60_000, { status: 'failed' })
    // how quick and how full the machine is changes meanwhile
    const still = (text: string) => text.replace(/answers in [\d.]+/g, 'answers').replace(/[\d.,]+ [kMGT]?B\b/g, 'bytes')
    const html = still(await page())
    const live = still(await (await admin('/admin/now', { headers: { 'HX-Request': 'true' } })).text())
    const [figures = '', ...parts] = live.split(/<\/?hx-partial[^>]*>/).filter((part) => part !== '')
    expect(figures).toContain('Answers running')
    expect(parts).toHaveLength(2)
    for (const part of [figures, ...parts]) expect(html).toContain(part)
    expect(live).not.toMatch(/<html|<main/)
    expect(html).toMatch(/id="now" hx-get="\/admin\/now" hx-trigger="live"/)
  })

  it.each(['90', '365'])('shows %s days when asked', async (days) => {
    await call(40 * DAY, { totalTokens: 5 })
    expect(await page()).not.toContain('class="plot"')
    const html = await page(`?days=${days}`)
    expect(html).toContain('class="plot"')
    expect(html).toMatch(new RegExp(`href="/admin\\?days=${days}"[^>]* aria-current="true"`))
    const alone = await admin(`/admin?days=${days}`, { headers: { 'HX-Request': 'true' } })
    expect(alone.headers.get('HX-Push-Url')).toBe(`/admin?days=${days}`)
    const part = await alone.text()
    expect(part).toMatch(/^<section class="section" id="days"/)
    expect(html).toContain(part)
  })

  it.each(['', '7', 'x', '-30', '1e9', "90'--"])('shows thirty days for a range of “%s”, as the dashboard and the API do', async (days) => {
    const asked = `?days=${encodeURIComponent(days)}`
    await call(40 * DAY, { totalTokens: 5, userId: await ownId() })
    for (const path of [`/admin${asked}`, `/dashboard${asked}`]) {
      const response = await admin(path)
      expect([path, response.status]).toEqual([path, 200])
      expect(await response.text()).not.toContain('class="plot"')
    }
    expect((await stats(asked)).by_day).toEqual([])
    const part = await admin(`/admin${asked}`, { headers: { 'HX-Request': 'true' } })
    expect(part.headers.get('HX-Push-Url')).toBe('/admin?days=30')
  })

  it('shows hostile words as words', async () => {
    await call(HOUR, { model: HOSTILE, keyLabel: HOSTILE, currency: 'CNY', totalTokens: 1 })
    await log(60_000, { status: 'failed', model: HOSTILE, keyLabel: HOSTILE, errorClass: HOSTILE.slice(0, 60) })
    await key({ label: HOSTILE, status: 'set_aside', reason: HOSTILE })
    for (const html of [await page(), await (await admin('/admin/now')).text()]) {
      expect(html).not.toContain('<script>alert')
      expect(html).not.toMatch(/<hx-(?!partial hx-target="#(health|events)" hx-swap="innerMorph">)/)
    }
  })

  it('is closed to a token without the scope, and to users', async () => {
    const { token } = (await (await admin('/api/tokens', { json: { name: 'reader', scopes: ['read', 'chat'] } })).json()) as {
      token: string
    }
    expect((await test.send('/api/admin/stats', { headers: { Authorization: `Bearer ${token}` } })).status).toBe(403)
    const user = await test.as('lin')
    for (const path of ['/admin', '/admin/now', '/api/admin/stats']) expect([path, (await user(path)).status]).toEqual([path, 403])
  })
})

describe('the health of the server', () => {
  it('tells of the database, of Redis, of the disk and of the keys', async () => {
    const { health } = await stats()
    expect(health).toMatchObject({
      database: { kind: test.db.kind, ping_ms: expect.any(Number), bytes: expect.any(Number) },
      redis: { configured: false, ping_ms: null },
      disk: { free_bytes: expect.any(Number), total_bytes: expect.any(Number) },
      keys: { total: 1, working: 1, cooling: 0, set_aside: 0, disabled: 0 },
    })
    expect((health as { database: { bytes: number } }).database.bytes).toBeGreaterThan(10_000)
    expect(words(await page())).toMatch(/Keys 1 of 1 in use healthy/)
  })

  it('has a red line when no key works, with the way to the keys', async () => {
    await key({ status: 'set_aside', reason: 'upstream_key_refused', label: 'Old project' })
    const html = await page()
    expect(html).toMatch(/class="notice" data-tone="danger".*No key works: nobody gets an answer\..*href="\/admin\/keys"/s)
    expect(words(html)).toMatch(/Keys 0 of 1 in use · 1 set aside none works Look at keys/)
    expect(words(html)).toContain('Key “Old project” was set aside The server refuses the key.')
    await key({ enabled: false })
    expect(await page()).toContain('No key works')
  })

  it('waits for keys that cool down, and counts those that have cooled', async () => {
    await key({ status: 'cooling', reason: 'upstream_busy', until: new Date(NOW + 60_000), label: 'Backup' })
    const html = await page()
    expect(html).not.toContain('No key works')
    expect(words(html)).toMatch(/0 of 1 in use · 1 cooling down all cooling down/)
    expect(words(html)).toContain('Key “Backup” cools down until 12:01')
    test.clock.now = NOW + 60_001
    expect((await stats()).health).toMatchObject({ keys: { working: 1, cooling: 0 } })
    expect(words(await page())).toContain('Nothing to report')
  })

  it('says that only the demo answers where there is no key', async () => {
    await test.db.db.delete(test.db.t.apiKeys)
    const html = await page()
    expect(words(html)).toContain('none yet; the built-in demo answers demo only Add a key')
    expect(html).not.toContain('No key works')
  })

  it('lists the calls that failed last, each with the way to its log', async () => {
    await log(60_000, { status: 'failed', requestId: 'req-7', httpStatus: 503, errorClass: 'http_503', userId: lin })
    await log(120_000, { status: 'failed', requestId: 'req-8', userId: newId() })
    const html = await page()
    expect(html).toContain('href="/admin/logs?request_id=req-7"')
    expect(words(html)).toMatch(
      /A call of one failed HTTP 503: the server had a fault of its own · lin, over key “Main”.*removed, over key “Main”/,
    )
    await test.db.db.delete(test.db.t.proxyLogs).where(eq(test.db.t.proxyLogs.status, 'failed'))
    expect(words(await page())).toContain('Nothing to report')
  })
})
