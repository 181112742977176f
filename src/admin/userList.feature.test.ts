import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sampleUsage, sampleUser } from '../db/sample.ts'
import { newId } from '../ids.ts'
import { ADMIN, makeApp, type Send, type TestApp } from '../test/makeApp.ts'
import { USER_SORTS, writeCursor } from './userSort.ts'

type User = { id: string; username: string; month: { total_tokens: number; requests: number; costs: object[] } }
type Page = { users: User[]; next_cursor: string | null }

const MONTH = '2026-11'
/** tokens of the month, of each currency; the day of the last sign-in, null: never */
const PEOPLE: Record<string, { tokens?: number[]; day?: number | null }> = {
  anna: { tokens: [500], day: 3 },
  Bert: { tokens: [200, 300], day: 3 },
  cleo: { day: null },
  Dora: { tokens: [9], day: null },
  emil: { tokens: [1_000], day: 9 },
  'a_b%': { day: 1 },
}
const NAMES = Object.keys(PEOPLE)

let test: TestApp
let admin: Send

beforeAll(async () => {
  test = await makeApp()
  test.clock.now = Date.UTC(2026, 10, 30, 12)
  admin = await test.as(ADMIN.username)
  const { db, t } = test.db
  for (const [username, { tokens = [], day }] of Object.entries(PEOPLE)) {
    const lastLoginAt = day == null ? null : new Date(Date.UTC(2026, 10, day))
    const row = sampleUser({ username, usernameKey: username.toLowerCase(), lastLoginAt })
    await db.insert(t.users).values(row)
    for (const [n, totalTokens] of tokens.entries()) {
      const currency = ['CNY', 'USD'][n] ?? ''
      await db.insert(t.usageMonths).values({ month: MONTH, userId: row.id, currency, requests: 1, totalTokens, cost: totalTokens * 2 })
      await db.insert(t.usageMonths).values({ month: '2026-10', userId: row.id, currency, requests: 7, totalTokens: 70_000 })
    }
  }
})
afterAll(() => test.close())

const read = async (query: string): Promise<Page> => (await (await admin(`/api/admin/users${query}`)).json()) as Page
const errorOf = async (query: string) => {
  const response = await admin(`/api/admin/users${query}`)
  return [response.status, ((await response.json()) as { error: { field: string } }).error.field]
}
/** Of the people above, without the administrator. */
const others = (names: string[]) => names.filter((name) => NAMES.includes(name))

async function walk(query: string, limit: number): Promise<string[]> {
  const seen: string[] = []
  let page = await read(`?limit=${limit}&${query}`)
  for (let pages = 0; pages < 20; pages++) {
    expect(page.users.length).toBeLessThanOrEqual(limit)
    seen.push(...page.users.map(({ username }) => username))
    if (page.next_cursor === null) return seen
    page = await read(`?limit=${limit}&${query}&cursor=${page.next_cursor}`)
  }
  throw new Error('there is no end')
}

const ORDERS: Record<string, string[]> = {
  created: NAMES,
  '-created': NAMES.toReversed(),
  name: ['a_b%', 'anna', 'Bert', 'cleo', 'Dora', 'emil'],
  '-name': ['emil', 'Dora', 'cleo', 'Bert', 'anna', 'a_b%'],
  last_login: ['a_b%', 'anna', 'Bert', 'emil', 'cleo', 'Dora'],
  '-last_login': ['emil', 'Bert', 'anna', 'a_b%', 'Dora', 'cleo'],
  tokens: ['cleo', 'a_b%', 'Dora', 'anna', 'Bert', 'emil'],
  '-tokens': ['emil', 'Bert', 'anna', 'Dora', 'a_b%', 'cleo'],
}

describe('the list of users, sorted', () => {
  it.each(USER_SORTS)('by %s has each user once and in order, however long a page is', async (sort) => {
    for (const limit of [1, 2, 3, 100]) {
      const names = await walk(`sort=${sort}`, limit)
      expect(names).toHaveLength(NAMES.length + 1)
      expect([limit, others(names)]).toEqual([limit, ORDERS[sort]])
    }
  })

  it('keeps its filters from page to page', async () => {
    expect(await walk('sort=name&q=e&role=user&active=true', 1)).toEqual(['Bert', 'cleo', 'emil'])
    expect(await walk('sort=-tokens&q=_', 1)).toEqual(['a_b%'])
    expect(await walk('sort=-tokens&active=false', 1)).toEqual([])
  })

  it('tells what each has used this month, by currency', async () => {
    const { users } = await read('?sort=name')
    const of = (name: string) => users.find(({ username }) => username === name)?.month
    expect(of('Bert')).toMatchObject({
      requests: 2,
      total_tokens: 500,
      costs: [
        { currency: 'USD', cost: 600 },
        { currency: 'CNY', cost: 400 },
      ],
    })
    expect(of('cleo')).toMatchObject({ requests: 0, total_tokens: 0, costs: [] })
  })

  it('counts what is settled at once, also where no roll-up has seen it', async () => {
    const dora = (await read('?q=dora')).users[0]
    const { db, t } = test.db
    const call = sampleUsage({ userId: dora?.id ?? '', totalTokens: 33, cost: 5, createdAt: new Date(test.clock.now - 1_000) })
    await db.insert(t.tokenUsage).values(call)
    await db.insert(t.usageQueue).values({ usageId: call.id })
    expect((await read('?q=dora')).users[0]?.month).toMatchObject({ requests: 2, total_tokens: 42 })
    await db.delete(t.usageQueue)
  })

  it('takes a cursor of its own sort and no other', async () => {
    const { next_cursor } = await read('?sort=name&limit=1')
    expect(await errorOf(`?sort=-name&cursor=${next_cursor}`)).toEqual([400, 'cursor'])
    expect(await errorOf(`?cursor=${next_cursor}`)).toEqual([400, 'cursor'])
    expect((await admin(`/api/admin/users?sort=name&cursor=${next_cursor}`)).status).toBe(200)
  })

  it.each([
    ['sort', 'sort=id'],
    ['sort', 'sort=-'],
    ['sort', 'sort=id;drop table users'],
    ['active', 'active=maybe'],
    ['group', 'group=x'],
    ['cursor', `cursor=${newId()}`],
    ['cursor', `cursor=${'x'.repeat(2_000)}`],
    ['cursor', `sort=name&cursor=${writeCursor('name', { value: 7, id: newId() })}`],
    ['cursor', `sort=name&cursor=${writeCursor('name', { value: 'x', id: "' or 1=1" })}`],
    ['cursor', `sort=tokens&cursor=${writeCursor('tokens', { value: null, id: newId() })}`],
    ['cursor', `sort=tokens&cursor=${writeCursor('tokens', { value: -1, id: newId() })}`],
    ['cursor', `sort=last_login&cursor=${writeCursor('last_login', { value: 1e300, id: newId() })}`],
    ['cursor', `sort=last_login&cursor=${writeCursor('last_login', { value: '2026', id: newId() })}`],
  ])('says that %s is wrong: %s', async (field, query) => {
    expect(await errorOf(`?${query}`)).toEqual([400, field])
  })
})

describe('the page of users', () => {
  const page = async (query: string) => (await admin(`/admin/users${query}`, { accept: 'text/html' })).text()
  const shown = (html: string) =>
    others([...html.matchAll(/<a href="\/admin\/users\/[0-9a-f-]{36}">([^<]+)</g)].map(([, name]) => name ?? ''))

  it('is sorted by the links in its head, which tell the order and turn it', async () => {
    const html = await page('?q=e&sort=name')
    expect(shown(html)).toEqual(['Bert', 'cleo', 'emil'])
    expect(html).toContain('<th aria-sort="ascending"><a href="/admin/users?q=e&amp;sort=-name">')
    expect(html).toContain('href="/admin/users?q=e&amp;sort=-tokens"')
    expect(html.match(/aria-sort/g)).toHaveLength(1)
    expect(await page('?sort=-name')).toContain('<th aria-sort="descending"><a href="/admin/users?sort=name">')
  })

  it('goes on in the order that was chosen', async () => {
    const html = await page('?sort=-tokens&limit=2')
    const next = /href="([^"]*cursor=[^"]*)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? ''
    expect([...shown(html), ...shown(await page(next.replace('/admin/users', '')))].slice(0, 3)).toEqual(['emil', 'Bert', 'anna'])
  })

  it('begins with the first page where a cursor or a sort makes no sense', async () => {
    const foreign = writeCursor('name', { value: 'dora', id: newId() })
    for (const query of [`?sort=tokens&cursor=${foreign}`, '?sort=tokens&cursor=x', `?sort=tokens&cursor=${'x'.repeat(5_000)}`])
      expect(shown(await page(query))).toEqual(ORDERS['tokens'])
    expect(shown(await page('?sort=size'))).toEqual(ORDERS['-created'])
  })
})
