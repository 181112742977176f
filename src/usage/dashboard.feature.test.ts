import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HOSTILE } from '../../templates/samples.ts'
import { sampleConversation, sampleUsage } from '../db/sample.ts'
import type { NewRow } from '../db/store.ts'
import { newId } from '../ids.ts'
import { makeApp, type Send, type TestApp } from '../test/makeApp.ts'

let test: TestApp
let alice: Send
let aliceId: string
let bobId: string

/** a Tuesday */
const AT = Date.UTC(2026, 10, 24, 12)
const DAY_MS = 86_400_000

beforeEach(async () => {
  test = await makeApp()
  test.clock.now = AT
  alice = await test.as('alice')
  aliceId = await idOf(alice)
  bobId = await idOf(await test.as('bob'))
})
afterEach(() => test.close())

const idOf = async (send: Send) => ((await (await send('/api/auth/me')).json()) as { id: string }).id

/** Settled calls, as a turn leaves them. */
async function add(...parts: Partial<NewRow<'tokenUsage'>>[]): Promise<void> {
  const { db, t } = test.db
  const rows = parts.map((part, index) => sampleUsage({ id: newId(), userId: aliceId, createdAt: new Date(AT - 60_000 + index), ...part }))
  for (let done = 0; done < rows.length; done += 200) {
    await db.insert(t.tokenUsage).values(rows.slice(done, done + 200))
    await db.insert(t.usageQueue).values(rows.slice(done, done + 200).map(({ id }) => ({ usageId: id })))
  }
}

const page = async (query = '', headers = {}) => (await alice(`/dashboard${query}`, { headers })).text()
const words = (html: string) =>
  html
    .replace(/<title>.*?<\/title>/gs, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
const rowsOf = (html: string) => html.match(/<th scope="row"><(?:a|span)/g)?.length ?? 0
const part = (name: string, shown = '/dashboard') => ({
  'HX-Request': 'true',
  'HX-Target': `div#${name}`,
  'HX-Current-URL': `http://localhost${shown}`,
})

describe('the dashboard', () => {
  it('is for who is signed in', async () => {
    const response = await test.send('/dashboard', { accept: 'text/html' })
    expect([response.status, response.headers.get('Location')]).toEqual([303, '/login?next=%2Fdashboard'])
  })

  it('says what was used today, this week, this month and in all', async () => {
    const used = { promptTokens: 1_000, cachedTokens: 250, totalTokens: 1_500, completionTokens: 500, cost: 420_000 }
    const before = (days: number) => ({ ...used, createdAt: new Date(AT - days * DAY_MS) })
    await add(used, { ...used, currency: 'USD', cost: 20_000 }, before(1), before(7), { ...before(40), status: 'failed' })
    const text = words(await page())
    expect(text).toMatch(/Today 3K tokens CNY 0.42 USD 0.02 2 requests 25% of the input cached/)
    expect(text).toMatch(/This week 4.5K tokens CNY 0.84 USD 0.02 3 requests/)
    expect(text).toMatch(/This month 6K tokens CNY 1.26 USD 0.02 4 requests/)
    expect(text).toMatch(/Total 7.5K tokens CNY 1.68 USD 0.02 5 requests · 1 failed/)
  })

  it('counts days in the zone of its reader', async () => {
    await test.db.db.update(test.db.t.users).set({ timeZone: 'Pacific/Kiritimati' })
    test.clock.now += 1_001
    await add({ totalTokens: 10, createdAt: new Date(Date.UTC(2026, 10, 24, 9, 59)) }, { totalTokens: 32 })
    const own = await page()
    expect(words(own)).toContain('Today 32 tokens')
    expect(words(own)).toContain('Days begin at midnight in Pacific/Kiritimati')
    expect(words(own)).toContain('25 Nov 2026, 01:59')
    expect(rowsOf(await page('?from=2026-11-25'))).toBe(1)
  })

  it('shows nobody else’s', async () => {
    await add({ userId: bobId, model: 'of-bob', totalTokens: 5 }, { model: 'of-alice', totalTokens: 7 })
    for (const query of ['', '?model=of-bob', '?days=365', `?user=${bobId}`]) {
      const html = await page(query)
      expect(
        html
          .replaceAll('value="of-bob"', '')
          .replaceAll('>of-bob</option>', '')
          .replace(/model=of-bob/g, ''),
      ).not.toContain('of-bob')
      expect(words(html)).toContain('Total 7 tokens')
    }
  })

  it('says what is left of a quota', async () => {
    await test.db.db.update(test.db.t.users).set({ quota: { tokens_day: 1_000 } })
    test.clock.now += 1_001
    await add({ totalTokens: 400 })
    expect(words(await page())).toContain('600 of 1,000 left')
  })

  it('says where there is nothing yet what will be here', async () => {
    const html = await page()
    expect(words(html)).toContain('Nothing used yet')
    expect(html).not.toMatch(/<svg viewBox="0 0 \d+ 1000"|role="search"/)
  })

  it('leads from a call to its conversation while it is there', async () => {
    const kept = sampleConversation(aliceId, { title: 'A kept title' })
    const foreign = sampleConversation(bobId, { title: 'A foreign title' })
    await test.db.db.insert(test.db.t.conversations).values([kept, foreign])
    await add({ conversationId: kept.id }, { conversationId: newId() }, { conversationId: foreign.id })
    const html = await page()
    expect(html).toContain(`<th scope="row"><a href="/chat/${kept.id}">A kept title</a>`)
    expect(html.match(/Deleted conversation/g)).toHaveLength(2)
    expect(html).not.toContain('A foreign title')
  })

  it('shows hostile names as names, in the page, the drawing, its parts and the CSV', async () => {
    const conversation = sampleConversation(aliceId, { title: HOSTILE })
    await test.db.db.insert(test.db.t.conversations).values(conversation)
    await add({ model: HOSTILE, keyLabel: HOSTILE, requestId: 'r', currency: '=1+1', totalTokens: 5, conversationId: conversation.id })
    const asked = `?model=${encodeURIComponent(HOSTILE)}&from=${encodeURIComponent(HOSTILE)}&days=${encodeURIComponent(HOSTILE)}`
    const parts = ['figures', 'days', 'records'].map((name) => page(asked, part(name, `/dashboard${asked}`)))
    for (const html of await Promise.all([page(), page(asked), ...parts])) {
      expect(html).not.toContain('<script>')
      expect(html.replace(/<\/?hx-partial(?: hx-target="#(?:csv|clear|records-said)" hx-swap="\w+")?>/g, '')).not.toContain('<hx-')
    }
    const csv = await (await alice('/api/usage?format=csv')).text()
    expect(csv).toContain(`"${HOSTILE.replaceAll('"', '""')}"`)
    expect(csv).toContain(",'=1+1,")
  })

  it('is in the menu of every page of the chat', async () => {
    for (const path of ['/chat', '/settings', '/dashboard'])
      expect(await (await alice(path)).text()).toContain('<a class="row" href="/dashboard"')
  })

  it('is light with a full page of records and five models every day', async () => {
    const models = ['deepseek-chat', 'deepseek-reasoner', 'qwen3-235b-a22b-instruct', 'gpt-5-mini', 'claude-haiku-5']
    const days = Array.from({ length: 90 }, (_, day) => new Date(AT - day * DAY_MS))
    await add(...days.flatMap((createdAt) => models.map((model, index) => ({ createdAt, model, totalTokens: 12_345 * (index + 1) }))))
    expect(Buffer.byteLength(await page())).toBeLessThan(50_000)
    for (const query of ['?days=90', '?days=365']) {
      const html = await page(query)
      expect(rowsOf(html)).toBe(25)
      expect(gzipSync(html).length).toBeLessThan(15_000)
    }
  })
})

describe('records on the dashboard', () => {
  it('are filtered, and the filter is kept in the form, the pages and the CSV', async () => {
    await add({ model: 'a' }, ...Array.from({ length: 26 }, () => ({ model: 'b', status: 'failed' as const })))
    const html = await page('?model=b&status=failed&from=2026-11-24&to=&days=90')
    expect(rowsOf(html)).toBe(25)
    expect(html).toContain('<option value="b" selected="">b</option>')
    expect(html).toContain('<option value="failed" selected="">failed</option>')
    expect(html).toContain('name="from" type="date" value="2026-11-24"')
    expect(html).toContain('href="/api/usage?from=2026-11-24&amp;model=b&amp;status=failed&amp;format=csv"')
    const older = /href="(\/dashboard\?[^"]*cursor=[^"]*)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? ''
    expect(older).toContain('from=2026-11-24&model=b&status=failed&days=90&cursor=')
    const next = await (await alice(older)).text()
    expect(rowsOf(next)).toBe(1)
    expect(next).toContain('Newest')
  })

  it('say that there are none, which is not the beginning', async () => {
    await add({ model: 'a' })
    const html = await page('?status=failed')
    expect(words(html)).toContain('Nothing fits what you are looking for.')
    expect(words(html)).not.toContain('Nothing used yet')
  })

  it.each(['from=nonsense', 'to=2026-02-30', 'status=lost'])('say what is wrong with a filter, and keep it: %s', async (query) => {
    await add({})
    const response = await alice(`/dashboard?${query}`)
    expect(response.status).toBe(400)
    const html = await response.text()
    expect(html).toMatch(new RegExp(`role="alert".*“${query.split('=')[0]}”`, 's'))
    expect(words(html)).toContain('1 request')
    expect(html).toContain(query)
  })

  it('say that a cursor is none', async () => {
    await add({})
    const response = await alice('/dashboard?cursor=garbage')
    expect(response.status).toBe(400)
    expect(await response.text()).toContain('“cursor”')
  })

  it('come alone to htmx, with the links that go with them', async () => {
    await add({ model: 'a' }, { model: 'b' })
    const response = await alice('/dashboard?model=a&from=&status=', { headers: part('records', '/dashboard?days=90&status=failed') })
    expect(response.headers.get('HX-Push-Url')).toBe('/dashboard?model=a&days=90')
    const html = await response.text()
    expect(html).toMatch(/^<div class="table-wrap"/)
    expect(rowsOf(html)).toBe(1)
    expect(html).toContain(
      '<hx-partial hx-target="#csv" hx-swap="outerHTML"><a class="btn small" id="csv" href="/api/usage?model=a&amp;format=csv"',
    )
    expect(html).toContain('1 record shown.')
  })

  it('say to htmx, too, what is wrong', async () => {
    const response = await alice('/dashboard?from=nonsense', { headers: part('records') })
    expect(response.status).toBe(400)
    expect(await response.text()).toMatch(/^<div class="notice" data-tone="danger" role="alert">/)
  })
})

describe('the chart', () => {
  it('has as many days as are asked for, and thirty where that makes no sense', async () => {
    await add({ totalTokens: 5 })
    const columns = async (query: string) => (await page(query)).match(/<rect /g)?.length
    expect([await columns(''), await columns('?days=90'), await columns('?days=365'), await columns('?days=7')]).toEqual([30, 90, 53, 30])
  })

  it('comes alone to htmx, and leaves the records as they are', async () => {
    await add({ totalTokens: 5 })
    const shown = '/dashboard?status=failed&cursor=1_x'
    const response = await alice('/dashboard?days=90', { headers: part('days', shown) })
    expect(response.headers.get('HX-Push-Url')).toBe('/dashboard?status=failed&days=90&cursor=1_x')
    const html = await response.text()
    expect(html).toMatch(/^<section class="section" id="days"/)
    expect(html).toContain('href="/dashboard?status=failed&amp;days=365"')
  })

  it('takes nothing but words from the address that a page says it has', async () => {
    await add({ totalTokens: 5 })
    for (const shown of ['javascript:alert(1)', 'nonsense', 'https://elsewhere.example/x?from=//elsewhere.example']) {
      const response = await alice('/dashboard?days=90', { headers: { ...part('days'), 'HX-Current-URL': shown } })
      expect(response.headers.get('HX-Push-Url')).toMatch(/^\/dashboard\?/)
      expect(await response.text()).not.toMatch(/href="(?!\/dashboard|#)/)
    }
  })
})

describe('the figures', () => {
  it('come alone to htmx, as they are now', async () => {
    await add({ totalTokens: 5 })
    const first = await page('', part('figures'))
    await add({ totalTokens: 6 })
    const second = await page('', part('figures'))
    expect([words(first), words(second)]).toEqual([expect.stringContaining('Today 5 tokens'), expect.stringContaining('Today 11 tokens')])
    expect(second).not.toMatch(/<html|role="search"|id="days"/)
  })
})
