import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { NewRow } from '../db/store.ts'
import { newId } from '../ids.ts'
import { type Backend, openBackend } from '../test/backend.ts'
import {
  activeUsers,
  dayIn,
  dayOf as periodOf,
  daysOf,
  firstTokenOf,
  rollUpSome,
  runningCalls,
  type Sums,
  statsOf,
  topUsers,
  totalsByKey,
  totalsByModel,
} from './service.ts'

let backend: Backend
const [alice, bob, carol] = [newId(), newId(), newId()]
const ZONES: Record<string, string | null> = { [alice]: 'Asia/Shanghai', [bob]: 'America/Los_Angeles', [carol]: null }
/** a Wednesday; in Shanghai already Thursday, in Los Angeles still Wednesday */
const NOW = new Date('2026-11-25T17:00:00Z')
/** where everybody's days begin */
const SITE = 'Asia/Kolkata'
const HOUR = 3_600_000

type Call = NewRow<'tokenUsage'>

beforeAll(async () => {
  backend = await openBackend()
  const { db, t } = backend.db
  const people = Object.entries({ alice, bob, carol }).map(([name, id]) => ({
    id,
    username: name,
    usernameKey: name,
    passwordHash: 'x',
    role: 'user' as const,
    timeZone: ZONES[id] ?? null,
    createdAt: NOW,
    updatedAt: NOW,
  }))
  await db.insert(t.users).values(people)
})
afterAll(() => backend.close())

let made = 0
function call(userId: string | null, hoursAgo: number, more: Partial<Call> = {}): Call {
  const n = ++made
  const tokens = { promptTokens: 100 * n, cachedTokens: 10 * n, completionTokens: 7 * n, reasoningTokens: n, totalTokens: 107 * n }
  const createdAt = new Date(NOW.getTime() - hoursAgo * HOUR)
  const who = { userId, messageId: newId(), attempt: 1, requestId: 'r', source: 'api' as const, keyId: 'k1', keyLabel: 'one' }
  return {
    id: newId(),
    ...who,
    model: 'm1',
    status: 'complete',
    ...tokens,
    cost: 1_000 + n,
    currency: 'CNY',
    ttftMs: 10 * n,
    createdAt,
    ...more,
  }
}

const CALLS: Call[] = [
  call(alice, 0),
  call(alice, 0, { currency: 'USD', model: 'm2', keyId: 'k2', keyLabel: 'two' }),
  call(alice, 2, {
    status: 'failed',
    promptTokens: 0,
    totalTokens: 0,
    completionTokens: 0,
    cachedTokens: 0,
    reasoningTokens: 0,
    cost: 0,
    ttftMs: null,
  }),
  call(alice, 26, { status: 'stopped' }),
  call(alice, 24 * 4),
  call(alice, 24 * 40),
  call(bob, 1, { keyId: null, keyLabel: '' }),
  call(bob, 8),
  call(bob, 24 * 2 + 10, { model: 'm2' }),
  call(carol, 3, { keyLabel: 'one, renamed' }),
  call(null, 5, { status: 'interrupted', ttftMs: null }),
]

async function insertCalls(): Promise<void> {
  const { db, t } = backend.db
  const open = call(alice, 0, { status: 'open', cost: 999_999 })
  await db.insert(t.tokenUsage).values([...CALLS, open])
  await db.insert(t.usageQueue).values(CALLS.map(({ id }) => ({ usageId: id })))
}

const dayOf = ({ userId, createdAt }: Call) => dayIn(ZONES[userId ?? ''] ?? 'UTC', createdAt)
const siteDayOf = ({ createdAt }: Call) => dayIn(SITE, createdAt)

/** Added up as anybody would. */
function plainly(calls: readonly Call[]): Sums {
  const total = (figure: (row: Call) => number | undefined) => calls.reduce((sum, row) => sum + (figure(row) ?? 0), 0)
  const currencies = [...new Set(calls.map(({ currency }) => currency))]
  const costs = currencies.map((currency) => ({ currency, cost: total((row) => (row.currency === currency ? row.cost : 0)) }))
  return {
    requests: calls.length,
    failed: calls.filter(({ status }) => status === 'failed').length,
    promptTokens: total((row) => row.promptTokens),
    cachedTokens: total((row) => row.cachedTokens),
    completionTokens: total((row) => row.completionTokens),
    reasoningTokens: total((row) => row.reasoningTokens),
    totalTokens: total((row) => row.totalTokens),
    costs: costs.sort((a, b) => b.cost - a.cost),
  }
}
const where = (isMeant: (row: Call) => boolean): Sums => plainly(CALLS.filter(isMeant))

const NOVEMBER = { from: '2026-11-01', to: '2026-11-30', zone: SITE }

function readsRight() {
  it('a user by the days of his zone, the week from Monday', async () => {
    const stats = await statsOf(backend.db, alice, 'Asia/Shanghai', NOW)
    const isHers = ({ userId }: Call) => userId === alice
    expect(stats.today).toEqual(where((row) => isHers(row) && dayOf(row) === '2026-11-26'))
    expect(stats.today.requests).toBe(2)
    expect(stats.week).toEqual(where((row) => isHers(row) && dayOf(row) >= '2026-11-23'))
    expect(stats.month).toEqual(where((row) => isHers(row) && dayOf(row).startsWith('2026-11')))
    expect(stats.total).toEqual(where(isHers))
    expect(stats.total.costs.map(({ currency }) => currency)).toEqual(['CNY', 'USD'])
  })

  it('everybody by the days of the site', async () => {
    const stats = await statsOf(backend.db, null, SITE, NOW)
    expect(stats.today).toEqual(where((row) => siteDayOf(row) === '2026-11-25'))
    expect(stats.today.requests).toBe(7)
    expect(stats.week).toEqual(where((row) => siteDayOf(row) >= '2026-11-23'))
    expect(stats.month).toEqual(where((row) => siteDayOf(row).startsWith('2026-11')))
    expect(stats.total).toEqual(where(() => true))
  })

  it.each([
    ['a user', alice, 'Asia/Shanghai', dayOf],
    ['everybody', null, SITE, siteDayOf],
  ])('%s by day, model and currency', async (_, userId, zone, dayBy) => {
    const lines = await daysOf(backend.db, userId, { from: '2026-11-23', to: '2026-11-26', zone })
    const meant = CALLS.filter((row) => (userId === null || row.userId === userId) && dayBy(row) >= '2026-11-23')
    const groups = Map.groupBy(meant, (row) => `${dayBy(row)} ${row.model} ${row.currency}`)
    expect(lines.map(({ day, model, currency }) => `${day} ${model} ${currency}`)).toEqual([...groups.keys()].sort())
    for (const line of lines) {
      const { costs, ...sums } = plainly(groups.get(`${line.day} ${line.model} ${line.currency}`) ?? [])
      expect(line).toMatchObject({ ...sums, cost: costs[0]?.cost })
    }
  })

  it('by model, key and user', async () => {
    const span = { from: '2026-11-22', to: '2026-11-26', zone: SITE }
    const isMeant = (row: Call) => siteDayOf(row) >= span.from
    const byModel = await totalsByModel(backend.db, span)
    expect(byModel.map(({ model }) => model)).toHaveLength(2)
    for (const { model, ...sums } of byModel) expect(sums).toEqual(where((row) => isMeant(row) && row.model === model))
    const byKey = await totalsByKey(backend.db, span)
    expect(byKey.map(({ keyId }) => keyId).sort()).toEqual(['', 'k1', 'k2'])
    for (const { keyId, keyLabel: _, ...sums } of byKey) expect(sums).toEqual(where((row) => isMeant(row) && (row.keyId ?? '') === keyId))
    const top = await topUsers(backend.db, '2026-11', 10)
    expect(top.map(({ userId }) => userId).sort()).toEqual(['', alice, bob, carol].sort())
    for (const { userId, ...sums } of top)
      expect(sums).toEqual(where((row) => (row.userId ?? '') === userId && dayOf(row).startsWith('2026-11')))
    expect((await topUsers(backend.db, '2026-11', 2)).map(({ userId }) => userId)).toEqual(top.slice(0, 2).map(({ userId }) => userId))
  })

  it('who is active, what runs, how long the first token took', async () => {
    const day = (name: string) => periodOf(new Date(`${name}T12:00:00Z`), SITE)
    expect(await activeUsers(backend.db, day('2026-11-25'))).toBe(3)
    expect(await activeUsers(backend.db, day('2026-11-23'))).toBe(1)
    expect(await activeUsers(backend.db, day('2026-11-26'))).toBe(0)
    expect(await runningCalls(backend.db)).toEqual({ total: 1, byKey: [{ keyId: 'k1', keyLabel: 'one', calls: 1 }] })
    const [all] = await firstTokenOf(backend.db, NOVEMBER, 'all')
    const times = CALLS.filter((row) => row.ttftMs != null && siteDayOf(row).startsWith('2026-11'))
      .map(({ ttftMs }) => ttftMs ?? 0)
      .sort((a, b) => a - b)
    expect(all?.calls).toBe(times.length)
    expect(Math.abs((all?.p50 ?? 0) / (times[Math.ceil(times.length / 2) - 1] ?? 1) - 1)).toBeLessThan(0.05)
    expect(Math.abs((all?.p95 ?? 0) / (times.at(-1) ?? 1) - 1)).toBeLessThan(0.05)
    for (const by of ['model', 'key'] as const) {
      const parts = await firstTokenOf(backend.db, NOVEMBER, by)
      expect(parts.reduce((sum, { calls }) => sum + calls, 0)).toBe(times.length)
      expect(parts.length).toBeGreaterThan(1)
    }
  })
}

describe('figures of calls that no roll-up holds yet', () => {
  beforeAll(insertCalls)
  readsRight()

  it('are nothing where there are none', async () => {
    const { today } = await statsOf(backend.db, newId(), 'UTC', NOW)
    expect(today).toEqual({ ...plainly([]), costs: [] })
  })
})

const queued = () => backend.db.db.$count(backend.db.t.usageQueue)

describe('figures of calls of which roll-ups hold some', () => {
  beforeAll(async () => {
    const { db, t } = backend.db
    const later = CALLS.filter((_, index) => index % 2 === 0).map(({ id }) => ({ usageId: id }))
    await db.delete(t.usageQueue)
    await db.insert(t.usageQueue).values(CALLS.filter((_, index) => index % 2 === 1).map(({ id }) => ({ usageId: id })))
    expect(await rollUpSome(backend.db, SITE)).toBe(false)
    await db.insert(t.usageQueue).values(later)
    expect(await queued()).toBe(later.length)
  })
  readsRight()
})

describe('figures of calls that roll-ups hold', () => {
  beforeAll(async () => {
    await rollUpSome(backend.db, SITE)
    expect(await queued()).toBe(0)
  })
  readsRight()

  it('and there is nothing more to do then', async () => {
    expect(await rollUpSome(backend.db, SITE)).toBe(false)
  })
})
