import { eq } from 'drizzle-orm'
import { afterAll, beforeEach, expect, it, vi } from 'vitest'
import { sampleUsage, sampleUser } from '../db/sample.ts'
import type { NewRow, Store } from '../db/store.ts'
import { newId } from '../ids.ts'
import { type Backend, openBackend, openBeside } from '../test/backend.ts'
import { beginRecount, daysOf, leaveUsage, recountSome, rollUpSome, statsOf, totalsByKey } from './service.ts'

const NOW = new Date('2026-11-25T12:00:00Z')
const HOUR = 3_600_000
const EVER = { from: '2026-01-01', to: '2026-12-31', zone: 'UTC' }

let backend: Backend
let alice: string
beforeEach(async () => {
  await backend?.close()
  backend = await openBackend()
  alice = newId()
  const { db, t } = backend.db
  await db.insert(t.users).values(sampleUser({ id: alice }))
})
afterAll(() => backend.close())

/** A settled call of 10 tokens. */
const call = (hoursAgo: number, more: Partial<NewRow<'tokenUsage'>> = {}) =>
  sampleUsage({
    userId: alice,
    messageId: newId(),
    keyId: 'k1',
    keyLabel: 'one',
    totalTokens: 10,
    ttftMs: 100,
    createdAt: new Date(NOW.getTime() - hoursAgo * HOUR),
    ...more,
  })
type Call = ReturnType<typeof call>

async function settle(calls: Call[]): Promise<void> {
  const { db, t } = backend.db
  for (let from = 0; from < calls.length; from += 500) {
    const some = calls.slice(from, from + 500)
    await db.insert(t.tokenUsage).values(some)
    await db.insert(t.usageQueue).values(some.map(({ id }) => ({ usageId: id })))
  }
}
async function rollUpAll(store: Store = backend.db): Promise<void> {
  while (await rollUpSome(store, 'UTC'));
}
async function settled(calls: Call[]): Promise<void> {
  await settle(calls)
  await rollUpAll()
}
async function recountAll(store: Store = backend.db): Promise<void> {
  while (await recountSome(store));
}

/** The new zone, with nothing counted anew yet; false where the change before is not done. */
const choose = (from: string, to: string) =>
  backend.db.tx(async (store) => {
    await store.db.update(store.t.users).set({ timeZone: to }).where(eq(store.t.users.id, alice))
    return beginRecount(store, alice, from, NOW)
  })
async function moveTo(from: string, to: string): Promise<void> {
  expect(await choose(from, to)).toBe(true)
  await recountAll()
}
const waiting = () => backend.db.db.$count(backend.db.t.usageRecounts)
const days = async () => (await daysOf(backend.db, alice, EVER)).map(({ day, requests }) => [day, requests])
const siteDays = async () => (await daysOf(backend.db, null, EVER)).map(({ day, requests }) => [day, requests])
const total = async () => (await statsOf(backend.db, alice, 'UTC', NOW)).total.requests

/** What each day has to have in a zone so many hours east of UTC. */
function expected(calls: readonly Call[], hours: number): [string, number][] {
  const dayOf = ({ createdAt }: Call) => new Date(createdAt.getTime() + hours * HOUR).toISOString().slice(0, 10)
  const byDay = Map.groupBy(calls, dayOf)
  return [...byDay.keys()].sort().map((day) => [day, byDay.get(day)?.length ?? 0])
}

it('counts the latest days anew, of calls that are rolled up and of those that are not', async () => {
  // 12, 18 and 23 o'clock UTC: in Shanghai 20 o'clock, and 2 and 7 on the next day
  const calls = [call(0), call(18), call(13), call(24 * 30), call(24 * 30 + 18)]
  await settled(calls.slice(0, 3))
  await settle(calls.slice(3))
  expect(await days()).toEqual(expected(calls, 0))
  await choose('UTC', 'Asia/Shanghai')
  await recountAll()
  const { db, t } = backend.db
  expect((await db.select().from(t.usageDays)).map(({ day, requests }) => [day, requests])).toEqual([['2026-11-25', 3]])
  await rollUpAll()
  expect(await days()).toEqual([
    ['2026-10-26', 2],
    ['2026-11-25', 3],
  ])
  const stats = await statsOf(backend.db, alice, 'Asia/Shanghai', NOW)
  expect([stats.today.requests, stats.month.requests, stats.total.requests]).toEqual([3, 3, 5])
  await moveTo('Asia/Shanghai', 'UTC')
  expect(await days()).toEqual(expected(calls, 0))
  expect([await total(), await waiting()]).toEqual([5, 0])
})

it('keeps what is older as it was counted then, also what is settled late', async () => {
  await settled([call(24 * 60 + 18), call(18)])
  await moveTo('UTC', 'Asia/Shanghai')
  expect(await days()).toEqual([
    ['2026-09-25', 1],
    ['2026-11-25', 1],
  ])
})

it('leaves everybody’s figures alone, and the name of a key that is called otherwise by now', async () => {
  await settled([call(18, { keyLabel: 'old' })])
  await settled([call(17, { keyLabel: 'new' })])
  const before = [await siteDays(), await totalsByKey(backend.db, EVER)]
  await moveTo('UTC', 'Asia/Shanghai')
  await moveTo('Asia/Shanghai', 'America/Los_Angeles')
  expect([await siteDays(), await totalsByKey(backend.db, EVER)]).toEqual(before)
  expect((await totalsByKey(backend.db, EVER)).map(({ keyLabel }) => keyLabel)).toEqual(['new'])
})

it('takes many calls in small steps, exact after each, while others are rolled up', async () => {
  const calls = Array.from({ length: 600 }, (_, n) => call(n))
  // every tenth was made at the time of the one before it
  const late = calls.map(({ createdAt }) => call(0, { createdAt })).filter((_, n) => n % 10 === 0)
  await settled(calls)
  await settle(late)
  expect(await choose('UTC', 'Asia/Shanghai')).toBe(true)
  const steps = []
  do {
    steps.push(await total())
    await rollUpSome(backend.db, 'UTC')
  } while (await recountSome(backend.db))
  expect(steps.length).toBeGreaterThan(2)
  expect(new Set(steps)).toEqual(new Set([660]))
  await rollUpAll()
  expect(await days()).toEqual(expected([...calls, ...late], 8))
  expect(await waiting()).toBe(0)
})

it('is gone on with by whoever is there, where a process dies in the middle', async () => {
  const calls = Array.from({ length: 600 }, (_, n) => call(n))
  await settled(calls)
  await choose('UTC', 'Asia/Shanghai')
  await recountSome(backend.db)
  const { tx } = backend.db
  const dying = vi.spyOn(backend.db, 'tx').mockImplementationOnce((work) =>
    tx(async (store) => {
      await work(store)
      throw new Error('killed')
    }),
  )
  await expect(recountSome(backend.db)).rejects.toThrow('killed')
  dying.mockRestore()
  expect([await waiting(), await total()]).toEqual([1, 600])
  const others = await Promise.all([openBeside(backend), openBeside(backend)])
  await Promise.all([backend, ...others].map(({ db }) => recountAll(db)))
  await Promise.all(others.map(({ close }) => close()))
  expect(await days()).toEqual(expected(calls, 8))
  expect(await waiting()).toBe(0)
})

it('is done before another one begins', async () => {
  const calls = Array.from({ length: 300 }, (_, n) => call(n))
  await settled(calls)
  expect(await choose('UTC', 'Asia/Shanghai')).toBe(true)
  expect(await recountSome(backend.db)).toBe(true)
  const refused = await backend.db.tx((store) => beginRecount(store, alice, 'Asia/Shanghai', NOW))
  expect(refused).toBe(false)
  expect(await recountSome(backend.db, alice)).toBe(false)
  await moveTo('Asia/Shanghai', 'America/Los_Angeles')
  expect(await days()).toEqual(expected(calls, -8))
})

it('ends with its user', async () => {
  await settled(Array.from({ length: 300 }, (_, n) => call(n)))
  await choose('UTC', 'Asia/Shanghai')
  await recountSome(backend.db)
  await backend.db.tx(async (store) => {
    await leaveUsage(store, alice)
    await store.db.delete(store.t.users).where(eq(store.t.users.id, alice))
  })
  expect([await waiting(), await recountSome(backend.db, alice)]).toEqual([0, false])
  expect((await statsOf(backend.db, null, 'UTC', NOW)).total.requests).toBe(300)
})
