import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../ids.ts'
import { readTurn } from '../test/frames.ts'
import { makeApp, type Send, type TestApp } from '../test/makeApp.ts'
import { deleteSomeOld, type RetentionDays } from './retention.ts'
import { LEAST_USAGE_DAYS } from '../site/settings.ts'
import { rollUpSome, statsOf } from './service.ts'

let test: TestApp
let alice: Send
const DAY = 86_400_000
const FOR_EVER: RetentionDays = { usage: null, logs: null, audit: null }

beforeEach(async () => {
  test = await makeApp()
  alice = await test.as('alice')
  test.upstream.script({ content: ['ok'] })
})
afterEach(() => test.close())

const at = () => new Date(test.clock.now)
async function deleteOld(days: Partial<RetentionDays>): Promise<void> {
  while (await deleteSomeOld(test.db, { ...FOR_EVER, ...days }, at()));
}
const count = (table: 'tokenUsage' | 'proxyLogs' | 'auditLog' | 'messages') => test.db.db.$count(test.db.t[table])
const question = { message: 'Once', client_id: 'c-1' }
const ask = async (json: object = question) => readTurn(await alice('/api/chat', { json }))
/** Signs in anew: no session lives that long. */
async function later(days: number): Promise<void> {
  test.clock.now += days * DAY
  alice = await test.as('alice')
}
const total = async () => (await statsOf(test.db, null, 'UTC', at())).total

describe('what is older than it is to be kept', () => {
  it('goes: calls, logs and audit entries, each by its own days, and the figures stay', async () => {
    await ask({ message: 'old' })
    await rollUpSome(test.db, 'UTC')
    const audit = { actorId: null, actorName: 'admin', action: 'user.create', target: 'alice', ip: '::1', requestId: 'r' }
    await test.db.db.insert(test.db.t.auditLog).values({ ...audit, id: newId(), at: at(), before: null, after: null })
    const before = await total()
    await later(50)
    await ask({ message: 'new' })
    await deleteOld({ usage: 51, logs: 51, audit: 51 })
    expect([await count('tokenUsage'), await count('proxyLogs'), await count('auditLog')]).toEqual([2, 2, 1])
    await deleteOld({ usage: 49, logs: null, audit: null })
    expect([await count('tokenUsage'), await count('proxyLogs'), await count('auditLog')]).toEqual([1, 2, 1])
    await deleteOld({ logs: 49 })
    expect([await count('tokenUsage'), await count('proxyLogs'), await count('auditLog')]).toEqual([1, 1, 1])
    await deleteOld({ audit: 49 })
    expect([await count('tokenUsage'), await count('proxyLogs'), await count('auditLog')]).toEqual([1, 1, 0])
    expect((await total()).totalTokens).toBeGreaterThan(before.totalTokens)
    expect((await total()).requests).toBe(2)
  })

  it('stays where a call is open, or waits for its roll-up', async () => {
    await ask({ message: 'old' })
    const { db, t } = test.db
    const row = { messageId: newId(), model: 'm', keyLabel: 'k', source: 'api', currency: 'CNY', requestId: 'r', createdAt: at() } as const
    await db.insert(t.tokenUsage).values({ ...row, id: newId(), status: 'open' })
    await later(100)
    await deleteOld({ usage: 50 })
    expect(await count('tokenUsage')).toBe(2)
    await rollUpSome(test.db, 'UTC')
    await deleteOld({ usage: 50 })
    expect((await db.select().from(t.tokenUsage)).map(({ status }) => status)).toEqual(['open'])
  })

  it('of usage is never younger than what quotas, time zones and retries need', async () => {
    await ask()
    await rollUpSome(test.db, 'UTC')
    await later(LEAST_USAGE_DAYS - 1)
    await deleteOld({ usage: 1 })
    expect(await count('tokenUsage')).toBe(1)
    await later(2)
    await deleteOld({ usage: 1 })
    expect(await count('tokenUsage')).toBe(0)
  })

  it('is thousands of rows in the end, a few at a time', async () => {
    const { db, t } = test.db
    const log = { requestId: 'r', keyLabel: 'k', model: 'm', status: 'complete', durationMs: 1, createdAt: at() }
    await db.insert(t.proxyLogs).values(Array.from({ length: 450 }, () => ({ ...log, id: newId() })))
    await later(10)
    expect(await deleteSomeOld(test.db, { ...FOR_EVER, logs: 5 }, at())).toBe(true)
    expect(await count('proxyLogs')).toBeGreaterThan(200)
    await deleteOld({ logs: 5 })
    expect(await count('proxyLogs')).toBe(0)
  })
})

describe('a question that is sent again when its call is no longer known', () => {
  it('is the same turn as long as it is in its conversation', async () => {
    const [first] = await ask()
    await rollUpSome(test.db, 'UTC')
    await later(LEAST_USAGE_DAYS + 1)
    await deleteOld({ usage: LEAST_USAGE_DAYS })
    expect(await count('tokenUsage')).toBe(0)
    const [again] = await ask()
    expect(again?.message_id).toBe(first?.message_id)
    expect(test.upstream.calls).toHaveLength(1)
  })
})
