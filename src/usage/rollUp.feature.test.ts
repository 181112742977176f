import { eq } from 'drizzle-orm'
import { setImmediate as endOfTurn } from 'node:timers/promises'
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { NewRow, Store } from '../db/store.ts'
import { newId } from '../ids.ts'
import { type Backend, openBackend, openBeside } from '../test/backend.ts'
import { daysOf, leaveUsage, rollUpSome, statsOf, topUsers } from './service.ts'

let backend: Backend
let alice: string
const NOW = new Date('2026-11-25T12:00:00Z')
const HOUR = 3_600_000

beforeEach(async () => {
  await backend?.close()
  backend = await openBackend()
  alice = newId()
  const times = { createdAt: NOW, updatedAt: NOW }
  const { db, t } = backend.db
  await db.insert(t.users).values({ id: alice, username: 'alice', usernameKey: 'alice', passwordHash: 'x', ...times })
})
afterAll(() => backend.close())

type Call = NewRow<'tokenUsage'>

/** A settled call of 10 tokens that waits for its roll-up. */
const call = (hoursAgo: number, more: Partial<Call> = {}): Call => ({
  id: newId(),
  userId: alice,
  messageId: newId(),
  requestId: 'r',
  source: 'web',
  model: 'm1',
  keyId: 'k1',
  keyLabel: 'one',
  status: 'complete',
  promptTokens: 7,
  completionTokens: 3,
  totalTokens: 10,
  cost: 5,
  currency: 'CNY',
  ttftMs: 100,
  createdAt: new Date(NOW.getTime() - hoursAgo * HOUR),
  ...more,
})

async function settle(calls: Call[]): Promise<void> {
  const { db, t } = backend.db
  for (let from = 0; from < calls.length; from += 500) {
    const some = calls.slice(from, from + 500)
    await db.insert(t.tokenUsage).values(some)
    await db.insert(t.usageQueue).values(some.map(({ id }) => ({ usageId: id })))
  }
}
const hourly = (count: number, every = 1) => Array.from({ length: count }, (_, n) => call(n * every))
const queued = () => backend.db.db.$count(backend.db.t.usageQueue)
const requests = async () => (await statsOf(backend.db, null, 'UTC', NOW)).total.requests
async function rollUpAll(store: Store = backend.db): Promise<void> {
  while (await rollUpSome(store, 'UTC'));
}
/** What the roll-ups hold, whatever is queued. */
async function held() {
  const { db, t } = backend.db
  const rows = await Promise.all([t.usageDays, t.usageMonths, t.usageTotals].map((table) => db.select().from(table)))
  return rows.map((lines) => lines.reduce((sum, line) => sum + line.requests, 0))
}

describe('the roll-ups', () => {
  it('hold each call once, however many processes make them at once', async () => {
    const others = await Promise.all([openBeside(backend), openBeside(backend)])
    await settle(hourly(1_000))
    const seen: number[] = []
    const work = Promise.all([backend, ...others].map(({ db }) => rollUpAll(db)))
    let isDone = false
    void work.finally(() => (isDone = true))
    while (!isDone) {
      seen.push(await requests())
      await endOfTurn()
    }
    await work
    await rollUpAll()
    expect(await queued()).toBe(0)
    expect(await held()).toEqual([1_000, 1_000, 1_000])
    // and whoever looks meanwhile sees all of them, too
    expect(seen.length).toBeGreaterThan(2)
    expect(new Set(seen)).toEqual(new Set([1_000]))
    await Promise.all(others.map(({ close }) => close()))
  })

  it('hold nothing twice, and lose nothing, where a process dies in the middle', async () => {
    await settle(hourly(5))
    const { tx } = backend.db
    const dying = vi.spyOn(backend.db, 'tx').mockImplementationOnce((work) =>
      tx(async (store) => {
        await work(store)
        throw new Error('killed')
      }),
    )
    await expect(rollUpSome(backend.db, 'UTC')).rejects.toThrow('killed')
    dying.mockRestore()
    expect([await queued(), ...(await held())]).toEqual([5, 0, 0, 0])
    await rollUpAll()
    expect([await queued(), ...(await held())]).toEqual([0, 5, 5, 5])
  })

  it('are what figures of a user are read with also where thousands are queued', async () => {
    const bob = newId()
    const times = { createdAt: NOW, updatedAt: NOW }
    await backend.db.db.insert(backend.db.t.users).values({ id: bob, username: 'bob', usernameKey: 'bob', passwordHash: 'x', ...times })
    const calls = Array.from({ length: 2_100 }, (_, n) => call(n % 100, n % 3 === 0 ? { userId: bob } : {}))
    await settle(calls)
    const read = async () => {
      const { today, total } = await statsOf(backend.db, bob, 'UTC', NOW)
      const days = await daysOf(backend.db, bob, { from: '2026-11-01', to: '2026-11-30', zone: 'UTC' })
      return [today.requests, total.requests, days.reduce((sum, { requests: count }) => sum + count, 0)]
    }
    const before = await read()
    expect(before.slice(1)).toEqual([700, 700])
    await rollUpSome(backend.db, 'UTC')
    await rollUpSome(backend.db, 'UTC')
    expect(await queued()).toBe(1_900)
    expect(await read()).toEqual(before)
  })

  it('take a long queue in small steps', async () => {
    await settle(hourly(400))
    expect(await rollUpSome(backend.db, 'UTC')).toBe(true)
    const left = await queued()
    expect(left).toBeGreaterThan(100)
    expect(left).toBeLessThan(400)
  })
})

describe('what a user who is deleted has used', () => {
  it('stays in all figures, as nobody’s', async () => {
    await settle([...hourly(3), call(0, { userId: null })])
    await rollUpAll()
    await settle([call(1)])
    const before = await statsOf(backend.db, null, 'UTC', NOW)
    await backend.db.tx(async (store) => {
      await leaveUsage(store, alice)
      await store.db.delete(store.t.users).where(eq(store.t.users.id, alice))
    })
    expect(await statsOf(backend.db, null, 'UTC', NOW)).toEqual(before)
    expect((await statsOf(backend.db, alice, 'UTC', NOW)).total.requests).toBe(0)
    expect(await topUsers(backend.db, '2026-11', 5)).toMatchObject([{ userId: '', requests: 5, totalTokens: 50 }])
    await rollUpAll()
    expect(await held()).toEqual([5, 5, 5])
    expect(JSON.stringify(await backend.db.db.select().from(backend.db.t.usageDays))).not.toContain(alice)
  })
})
