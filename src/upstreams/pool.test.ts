import { beforeEach, describe, expect, it } from 'vitest'
import { UpstreamFailed } from '../llm/failed.ts'
import { fault } from '../llm/fault.ts'
import type { Kv } from '../kv/kv.ts'
import { createMemoryKv } from '../kv/memory.ts'
import type { CallReport } from '../llm/llm.ts'
import { refusal } from '../llm/refusal.ts'
import { silentLog } from '../log.ts'
import { createPool, type Pool } from './pool.ts'
import type { KeyChange, KeyRow } from './queries.ts'

const START = Date.UTC(2026, 10, 24)
const REPORT: CallReport = { httpStatus: null, ttftMs: null, durationMs: 1, bytesIn: 0, bytesOut: 0, usage: null }

const keyRow = (id: string, more: Partial<KeyRow> = {}): KeyRow => ({
  id,
  label: id,
  provider: 'p',
  baseUrl: 'http://127.0.0.1:1/v1',
  secret: null,
  last4: '',
  models: null,
  weight: 1,
  priority: 0,
  maxConcurrency: null,
  rpm: null,
  proxy: null,
  headers: null,
  allowPrivate: true,
  enabled: true,
  status: 'untested',
  reason: null,
  until: null,
  lastUsedAt: null,
  tested: null,
  createdAt: new Date(START),
  updatedAt: new Date(START),
  ...more,
})

const refused = (status: number, retryAfter?: string) =>
  new UpstreamFailed(refusal(status, retryAfter === undefined ? {} : { 'retry-after': retryAfter }, '', []).fault, REPORT)

let pool: Pool
let kv: Kv
let now: number
let random: number
let saved: { keyId: string; change: KeyChange }[]

beforeEach(() => {
  now = START + 1_000
  random = 0.5
  saved = []
  const save = async ({ id }: KeyRow, change: KeyChange) => saved.push({ keyId: id, change }) > 0
  kv = createMemoryKv({ now: () => now })
  pool = createPool({ save, kv, log: silentLog(), now: () => now, random: () => random })
})

async function call(keys: readonly KeyRow[], end: 'ok' | Error): Promise<string> {
  const use = await pool.take(keys)
  if (!use) throw new Error('no key is free')
  if (end === 'ok') use.succeeded()
  else use.failed(end)
  use.ended()
  return use.key.id
}

describe('a key that fails', () => {
  it('cools for 1, 2, 4 … 60 s, give or take a quarter', async () => {
    const keys = [keyRow('a')]
    const cooling: number[] = []
    for (let n = 0; n < 8; n++) {
      random = n === 0 ? 0 : 0.5
      await call(keys, refused(500))
      const ms = (saved.at(-1)?.change.until?.getTime() ?? 0) - now
      now += ms
      cooling.push(ms)
    }
    expect(cooling).toEqual([750, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000])
  })

  it.each([
    ['7', 7_000],
    ['0', 0],
    ['99999', 60_000],
  ])('for as long as the server asks (%s s), a minute at most', async (retryAfter, ms) => {
    await call([keyRow('a')], refused(429, retryAfter))
    expect((saved[0]?.change.until?.getTime() ?? 0) - now).toBe(ms)
  })

  it('comes back by itself, and its next success forgets the failures', async () => {
    const keys = [keyRow('a')]
    await call(keys, refused(500))
    expect(await pool.take(keys)).toBeNull()
    now += pool.freeIn(keys) ?? 0
    await call(keys, 'ok')
    expect(saved.at(-1)?.change).toMatchObject({ status: 'ok', reason: null, until: null })
    await call(keys, refused(500))
    expect((saved.at(-1)?.change.until?.getTime() ?? 0) - now).toBe(1_000)
  })

  it('is not made to cool longer by calls that had begun before', async () => {
    const keys = [keyRow('a')]
    const uses = await Promise.all([1, 2, 3].map(() => pool.take(keys)))
    now += 10
    for (const use of uses) use?.failed(refused(500))
    expect(saved).toHaveLength(1)
    uses[1]?.succeeded()
    expect(await pool.take(keys)).toBeNull()
  })

  it('is set aside where it is to blame; another is used', async () => {
    const keys = [keyRow('a'), keyRow('b', { priority: 1 })]
    expect(await call(keys, refused(401))).toBe('a')
    expect(saved).toMatchObject([{ keyId: 'a', change: { status: 'set_aside', reason: 'upstream_key_refused' } }])
    expect(await call(keys, 'ok')).toBe('b')
  })

  it('is not set aside again, once a test has brought it back, by a call that had begun before', async () => {
    const keys = [keyRow('a')]
    const late = await pool.take(keys)
    await call(keys, refused(402))
    now += 10
    await pool.tested(keys[0]!, null)
    now += 10
    late?.failed(refused(402))
    expect(saved.at(-1)?.change).toMatchObject({ status: 'ok' })
    expect(await call(keys, refused(402))).toBe('a')
    expect(saved.at(-1)?.change).toMatchObject({ status: 'set_aside' })
  })

  it('and was the last is tried again after ten minutes, no sooner', async () => {
    const keys = [keyRow('a')]
    await call(keys, refused(402))
    expect([pool.freeIn(keys), await pool.take(keys)]).toEqual([null, null])
    now += 600_000
    await call(keys, 'ok')
    expect(saved.at(-1)?.change).toMatchObject({ status: 'ok' })
  })

  it('after its first token, or by no fault of its server, stays as it is', async () => {
    const keys = [keyRow('a', { status: 'ok' })]
    await call(keys, new UpstreamFailed(fault('stall', { retryable: true }).fault, { ...REPORT, ttftMs: 5 }))
    await call(keys, refused(400))
    await call(keys, new Error('ours'))
    expect(saved).toEqual([])
  })
})

describe('a key that is busy', () => {
  it('takes no more calls at once than it may', async () => {
    const keys = [keyRow('a', { maxConcurrency: 2 })]
    const uses = [await pool.take(keys), await pool.take(keys)]
    expect(await pool.take(keys)).toBeNull()
    expect(pool.freeIn(keys)).toBeGreaterThan(0)
    uses[0]?.ended()
    expect(await pool.take(keys)).not.toBeNull()
  })

  it('takes no more calls a minute than it may', async () => {
    const keys = [keyRow('a', { rpm: 2 })]
    await call(keys, 'ok')
    now += 10_000
    await call(keys, 'ok')
    expect(await pool.take(keys)).toBeNull()
    now += 49_000
    expect(pool.freeIn(keys)).toBe(1_000 + 125)
    now += 1_000
    expect(await pool.take(keys)).not.toBeNull()
    expect(await pool.take(keys)).toBeNull()
  })

  it('takes no more than it may of all processes together', async () => {
    const other = createPool({ save: async () => true, kv, log: silentLog(), now: () => now, random: () => random })
    const keys = [keyRow('a', { maxConcurrency: 2, rpm: 3 })]
    const uses = [await pool.take(keys), await other.take(keys)]
    expect([await pool.take(keys), await other.take(keys)]).toEqual([null, null])
    uses[0]?.ended()
    now += 500
    const third = await other.take(keys)
    expect(third).not.toBeNull()
    for (const use of [uses[1], third]) use?.ended()
    now += 500
    expect([await pool.take(keys), await other.take(keys)]).toEqual([null, null])
    expect(pool.freeIn(keys)).toBeGreaterThan(50_000)
    now += 59_000
    expect(await pool.take(keys)).not.toBeNull()
  })

  it('gives its place back where it has taken too many calls this minute', async () => {
    const keys = [keyRow('a', { maxConcurrency: 1, rpm: 1 })]
    await call(keys, 'ok')
    expect(await pool.take(keys)).toBeNull()
    now += 60_000
    expect(await pool.take(keys)).not.toBeNull()
  })

  it('leaves its call to the next of the keys that are free', async () => {
    const keys = [keyRow('a', { rpm: 1 }), keyRow('b', { priority: 1 })]
    expect([await call(keys, 'ok'), await call(keys, 'ok'), await call(keys, 'ok')]).toEqual(['a', 'b', 'b'])
  })

  it('is the one that was meant where that is still free, whatever chance says now', async () => {
    const [a, b] = [keyRow('a'), keyRow('b')]
    random = 0
    expect((await pool.take([a, b], b))?.key.id).toBe('b')
    await call([b], refused(401))
    expect((await pool.take([a, b], b))?.key.id).toBe('a')
  })

  it('is the second choice', async () => {
    const keys = [keyRow('a'), keyRow('b')]
    const uses = [await pool.take(keys), await pool.take(keys)]
    expect(new Set(uses.map((use) => use?.key.id))).toEqual(new Set(['a', 'b']))
  })
})

describe('what is told of a key', () => {
  it('is its last use once a minute', async () => {
    const keys = [keyRow('a', { status: 'ok' })]
    for (let n = 0; n < 120; n++) {
      await call(keys, 'ok')
      now += 1_000
    }
    expect(saved).toHaveLength(2)
    expect(saved[0]?.change).toEqual({ lastUsedAt: new Date(START + 1_000) })
  })

  it('is heard from others when it is newer than what is known', async () => {
    const keys = [keyRow('a')]
    await call(keys, refused(500))
    pool.read([keyRow('a', { status: 'ok', updatedAt: new Date(now - 1) })])
    expect(await pool.take(keys)).toBeNull()
    pool.read([keyRow('a', { status: 'ok', updatedAt: new Date(now + 1) })])
    expect(await pool.take(keys)).not.toBeNull()
    pool.read([keyRow('a', { status: 'cooling', until: new Date(now + 5_000), updatedAt: new Date(now + 2) })])
    expect(await pool.take(keys)).toBeNull()
  })
})
