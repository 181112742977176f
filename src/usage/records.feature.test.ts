import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sampleUsage } from '../db/sample.ts'
import type { NewRow } from '../db/store.ts'
import { makeApp, type Send, type TestApp } from '../test/makeApp.ts'
import { newId } from '../ids.ts'
import {
  pageOfRecords,
  recordCursorOf,
  type RecordCursor,
  type RecordFilter,
  type RecordPage,
  recordsCsv,
  type UsageRecord,
  type UsageStatus,
} from './service.ts'

type Json = Record<string, unknown> & { id: string; model: string; status: UsageStatus }
type Body = { records: Json[]; next_cursor: string | null }

let test: TestApp
let alice: Send
let aliceId: string
let bobId: string

const AT = Date.UTC(2026, 10, 24, 12)

beforeEach(async () => {
  test = await makeApp()
  test.clock.now = AT
  alice = await test.as('alice')
  aliceId = await idOf(alice)
  bobId = await idOf(await test.as('bob'))
})
afterEach(() => test.close())

const idOf = async (send: Send) => ((await (await send('/api/auth/me')).json()) as { id: string }).id

async function add(...parts: Partial<NewRow<'tokenUsage'>>[]): Promise<string[]> {
  const rows = parts.map((part, index) => sampleUsage({ id: newId(), userId: aliceId, createdAt: new Date(AT + index), ...part }))
  for (let done = 0; done < rows.length; done += 500) await test.db.db.insert(test.db.t.tokenUsage).values(rows.slice(done, done + 500))
  return rows.map(({ id }) => id)
}

const get = async (query = '', send = alice): Promise<Body> => (await (await send(`/api/usage${query}`)).json()) as Body
const idsOf = async (query = '') => (await get(query)).records.map(({ id }) => id)
const csv = async (query = '', send = alice) => (await send(`/api/usage?format=csv${query}`)).text()
const refused = async (query: string) => {
  const response = await alice(`/api/usage?${query}`)
  return [response.status, ((await response.json()) as { error: { field?: string } }).error.field]
}

describe('my records', () => {
  it('have every field of the contract', async () => {
    const sizes = { promptTokens: 12, cachedTokens: 4, completionTokens: 3, reasoningTokens: 1, totalTokens: 15, cost: 77 }
    const prices = { inputPrice: 1_000_000, cachedInputPrice: 20_000, outputPrice: 4_000_000 }
    const places = { conversationId: 'c', messageId: 'm', requestId: 'q' }
    const [id] = await add({ ...sizes, ...prices, ...places, ttftMs: 5, durationMs: 9, estimated: true, source: 'api', status: 'stopped' })
    expect(await get()).toEqual({
      records: [
        {
          id,
          time: '2026-11-24T12:00:00.000Z',
          user: 'alice',
          model: 'demo',
          key_label: 'first',
          source: 'api',
          status: 'stopped',
          estimated: true,
          prompt_tokens: 12,
          cached_tokens: 4,
          completion_tokens: 3,
          reasoning_tokens: 1,
          total_tokens: 15,
          cost: 77,
          currency: 'CNY',
          ttft_ms: 5,
          duration_ms: 9,
          session_id: 'c',
          message_id: 'm',
          request_id: 'q',
          purpose: 'answer',
          input_price: 1_000_000,
          cached_input_price: 20_000,
          output_price: 4_000_000,
        },
      ],
      next_cursor: null,
    })
  })

  it('are mine alone, as JSON and as CSV', async () => {
    await add({ userId: bobId, model: 'of-bob' }, { userId: null, model: 'of-nobody' }, { model: 'of-alice' })
    for (const query of ['', '?model=of-bob', `?user=${bobId}`, `?userId=${bobId}`]) {
      expect((await get(query)).records.every(({ model }) => model === 'of-alice')).toBe(true)
    }
    expect(await csv()).not.toMatch(/of-bob|of-nobody/)
    expect(await csv()).toContain('of-alice')
  })

  it('are those that are settled; what runs is shown to who asks for it', async () => {
    const [running, ended] = await add({ status: 'open' }, {})
    expect(await idsOf()).toEqual([ended])
    expect(await idsOf('?status=open')).toEqual([running])
  })

  it('need somebody who is signed in', async () => {
    expect((await test.send('/api/usage')).status).toBe(401)
    expect((await test.send('/api/usage?format=csv')).status).toBe(401)
  })

  it('are read by a token that may read', async () => {
    await add({})
    const { token } = (await (
      await alice('/api/auth/token', { json: { username: 'alice', password: 'alice has a long password' } })
    ).json()) as {
      token: string
    }
    const headers = { Authorization: `Bearer ${token}` }
    expect((await get('', (path) => test.send(path, { headers }))).records).toHaveLength(1)
    expect(await csv('', (path) => test.send(path, { headers }))).toContain('demo')
  })
})

describe('pages of records', () => {
  /** All pages, each of two; between them something happens. */
  async function readAll(between: () => Promise<unknown> = async () => undefined): Promise<string[]> {
    const ids: string[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const { records, next_cursor } = await get(`?limit=2&cursor=${cursor}`)
      ids.push(...records.map(({ id }) => id))
      cursor = next_cursor
      await between()
    }
    return ids
  }

  it('hold each record once, the newest first, also those of the same millisecond', async () => {
    const ids = await add(...Array.from({ length: 7 }, () => ({ createdAt: new Date(AT) })))
    expect(await readAll()).toEqual(ids.toReversed())
  })

  it('stay what they are while records are added', async () => {
    const ids = await add(...Array.from({ length: 7 }, () => ({})))
    let later = 0
    expect(await readAll(() => add({ createdAt: new Date(AT + 1_000 + later++) }))).toEqual(ids.toReversed())
  })

  it('end with a full page, without an empty one', async () => {
    await add({}, {})
    expect((await get('?limit=2')).next_cursor).toBeNull()
  })

  it('are as long as may be asked for', async () => {
    await add(...Array.from({ length: 203 }, () => ({})))
    expect((await get()).records).toHaveLength(50)
    expect((await get('?limit=-1')).records).toHaveLength(1)
    expect((await get('?limit=1000000000')).records).toHaveLength(200)
  })
})

describe('a filter', () => {
  it('takes any of its conditions, whichever finds the rows', async () => {
    const base = { model: 'a', keyId: 'k1', status: 'complete' as UsageStatus }
    await add(base, { ...base, model: 'b' }, { ...base, keyId: 'k2' }, { ...base, status: 'failed' }, { ...base, userId: bobId })
    const rows = (await pageOfRecords(test.db, {}, null, 200)).rows
    expect(rows).toHaveLength(5)
    for (const userId of [undefined, aliceId])
      for (const model of [undefined, 'a'])
        for (const keyId of [undefined, 'k1'])
          for (const status of [undefined, 'complete', 'failed'] as const) {
            const filter: RecordFilter = { userId, model, keyId, status, from: new Date(AT), to: new Date(AT + 60_000) }
            const page: RecordPage = await pageOfRecords(test.db, filter, null, 200)
            const isMeant = (row: UsageRecord) =>
              (!userId || row.userId === userId) && (!model || row.model === model) && (!status || row.status === status)
            const meant = rows.filter(isMeant).length
            expect(page.rows.filter(isMeant)).toHaveLength(page.rows.length)
            expect(meant - page.rows.length).toBe(keyId === undefined || status === 'failed' ? 0 : 1)
          }
  })

  it('names a day of the reader, which may have 23 hours or 25', async () => {
    const { db, t } = test.db
    await db.update(t.users).set({ timeZone: 'Europe/Zurich' })
    test.clock.now += 1_001
    const at = (text: string) => ({ createdAt: new Date(text) })
    // 29 March 2026 begins at 23:00Z and ends at 22:00Z; 25 October begins at 22:00Z and ends at 23:00Z
    const [, first, last, , , begin, end] = await add(
      at('2026-03-28T22:59:59.999Z'),
      at('2026-03-28T23:00:00.000Z'),
      at('2026-03-29T21:59:59.999Z'),
      at('2026-03-29T22:00:00.000Z'),
      at('2026-10-24T21:59:59.999Z'),
      at('2026-10-24T22:00:00.000Z'),
      at('2026-10-25T22:59:59.999Z'),
      at('2026-10-25T23:00:00.000Z'),
    )
    expect(await idsOf('?from=2026-03-29&to=2026-03-29')).toEqual([last, first])
    expect(await idsOf('?from=2026-10-25&to=2026-10-25')).toEqual([end, begin])
  })

  it('takes times as they are, the end not with them', async () => {
    const [, second] = await add({}, {}, {})
    expect(await idsOf('?from=2026-11-24T12:00:00.001Z&to=2026-11-24T12:00:00.002Z')).toEqual([second])
    expect(await idsOf('?from=2026-11-24T20:00:00.001%2B08:00&to=2026-11-24T12:00:00.002Z')).toEqual([second])
    expect(await idsOf('?from=1000-01-01T00:00:00Z&to=9999-12-30')).toHaveLength(3)
  })

  it('takes a model by its whole name: % and _ are letters like others', async () => {
    const [percent] = await add({ model: '100%' }, { model: '1000' })
    expect(await idsOf('?model=100%25')).toEqual([percent])
    expect(await idsOf('?model=%25')).toEqual([])
    expect(await idsOf(`?model=${encodeURIComponent("' or 1=1 --")}`)).toEqual([])
  })

  it.each([
    ['cursor=garbage', 'cursor'],
    ['cursor=1_2', 'cursor'],
    ['from=yesterday', 'from'],
    ['from=2026-02-30', 'from'],
    ['to=2026-13-01', 'to'],
    ['to=2026-11-24T99:00:00Z', 'to'],
    ['from=0101-01-01T00:00:00Z', 'from'],
    ['to=9999-12-31T23:59:59-14:00', 'to'],
    ['status=lost', 'status'],
    ['sort=model;drop', 'sort'],
    ['limit=many', 'limit'],
    ['format=xml', 'format'],
    [`model=${'m'.repeat(256)}`, 'model'],
    ['model=a&model=b', 'model'],
  ])('that makes no sense is refused by its name: %s', async (query, field) => {
    expect(await refused(query)).toEqual([400, field])
  })

  it('that says nothing shows everything', async () => {
    await add({}, {})
    expect(await idsOf('?from=&to=&model=&status=&cursor=&limit=&sort=&format=')).toHaveLength(2)
  })
})

describe('the CSV', () => {
  it('has all that is asked for, in lines that a spreadsheet reads', async () => {
    await add({ model: '通义千问' }, { model: 'other', status: 'failed' })
    const response = await alice('/api/usage?format=csv&status=complete&limit=1')
    expect(response.headers.get('Content-Type')).toBe('text/csv; charset=utf-8')
    expect(response.headers.get('Content-Disposition')).toBe('attachment; filename="aichat-usage-2026-11-24.csv"')
    const bytes = new Uint8Array(await response.arrayBuffer())
    expect(bytes.slice(0, 3)).toEqual(Uint8Array.of(0xef, 0xbb, 0xbf))
    const [head, row, ...rest] = new TextDecoder().decode(bytes).split('\r\n')
    expect(head?.split(',').slice(0, 5)).toEqual(['id', 'time', 'user', 'model', 'key_label'])
    expect(row).toContain(',2026-11-24T12:00:00.000Z,alice,通义千问,first,web,complete,false,0,0,0,0,0,0,CNY,,,')
    expect(rest).toEqual([''])
  })

  it('says of a record what JSON says of it', async () => {
    const sizes = { promptTokens: 12, cachedTokens: 4, completionTokens: 3, reasoningTokens: 1, totalTokens: 15, cost: 77 }
    const times = { ttftMs: 5, durationMs: null, createdAt: new Date(AT + 7) }
    await add({
      ...sizes,
      ...times,
      conversationId: 'c',
      messageId: 'm',
      requestId: 'q',
      estimated: true,
      source: 'api',
      purpose: 'summary',
    })
    const [head = '', line = ''] = (await csv()).split('\r\n')
    const [record] = (await get()).records
    expect(head.split(',').sort()).toEqual(Object.keys(record ?? {}).sort())
    expect(line.split(',')).toEqual(head.split(',').map((name) => String(record?.[name] ?? '')))
  })

  it('finds out once how records with several filters are found', async () => {
    await add(...Array.from({ length: 1_100 }, () => ({ keyId: 'k1', status: 'failed' as const })))
    const before = test.backend.statements.length
    expect((await csv('&model=demo&status=failed')).trimEnd().split('\r\n')).toHaveLength(1_101)
    const counting = test.backend.statements.slice(before).filter((statement) => statement.includes('count(*)'))
    expect(counting).toHaveLength(1)
  })

  it('has the price that applied, and nothing where none is known', async () => {
    await add({}, { inputPrice: 1_000_000, cachedInputPrice: 0, outputPrice: 4_000_000 })
    const [head, priced, unpriced] = (await csv()).split('\r\n')
    expect(head).toMatch(/,purpose,input_price,cached_input_price,output_price$/)
    expect([priced, unpriced].map((line) => line?.split(',').slice(-4))).toEqual([
      ['answer', '1000000', '0', '4000000'],
      ['answer', '', '', ''],
    ])
  })

  it('says of a record what JSON says of it', async () => {
    const sizes = { promptTokens: 12, cachedTokens: 4, completionTokens: 3, reasoningTokens: 1, totalTokens: 15, cost: 77 }
    const times = { ttftMs: 5, durationMs: null, createdAt: new Date(AT + 7) }
    await add({
      ...sizes,
      ...times,
      conversationId: 'c',
      messageId: 'm',
      requestId: 'q',
      estimated: true,
      source: 'api',
      purpose: 'summary',
    })
    const [head = '', line = ''] = (await csv()).split('\r\n')
    const [record] = (await get()).records
    expect(head.split(',').sort()).toEqual(Object.keys(record ?? {}).sort())
    expect(line.split(',')).toEqual(head.split(',').map((name) => String(record?.[name] ?? '')))
  })

  it('finds out once how records with several filters are found', async () => {
    await add(...Array.from({ length: 1_100 }, () => ({ keyId: 'k1', status: 'failed' as const })))
    const before = test.backend.statements.length
    expect((await csv('&model=demo&status=failed')).trimEnd().split('\r\n')).toHaveLength(1_101)
    const counting = test.backend.statements.slice(before).filter((statement) => statement.includes('count(*)'))
    expect(counting).toHaveLength(1)
  })

  it('calculates nothing, whatever a name says', async () => {
    await add({ model: '=cmd|"/c calc"!A1', keyLabel: '@SUM(1)', currency: '-1', requestId: '+1' })
    const line = (await csv()).split('\r\n')[1] ?? ''
    expect(line).toContain(`,"'=cmd|""/c calc""!A1",'@SUM(1),`)
    expect(line).toContain(",'-1,")
    expect(line).toContain(",'+1,")
    expect(line).not.toMatch(/(^|,)"?[=+\-@]/)
  })

  it('goes over many pages, and reads no more than is taken', async () => {
    await add(...Array.from({ length: 2_500 }, (_, index) => ({ createdAt: new Date(AT + (index % 3)) })))
    const lines = (await csv()).trimEnd().split('\r\n').slice(1)
    expect(new Set(lines.map((line) => line.split(',')[0])).size).toBe(2_500)
    const pieces = recordsCsv(test.db, { userId: aliceId })
    await pieces.next()
    const { value } = (await pieces.next()) as { value: string }
    expect(value.split('\r\n')).toHaveLength(501)
    await pieces.return(undefined)
    expect((await pieces.next()).done).toBe(true)
  })

  it('is not begun for who asks for its head alone', async () => {
    const response = await alice('/api/usage?format=csv', { method: 'HEAD' })
    expect([response.status, response.headers.get('Content-Type'), await response.text()]).toEqual([200, 'text/csv; charset=utf-8', ''])
  })
})

it('a cursor is the time and the id of a record', () => {
  const cursor: RecordCursor = { createdAt: new Date(AT), id: 'x' }
  expect(recordCursorOf(cursor)).toBe(`${AT}_x`)
})
