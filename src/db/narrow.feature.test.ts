import { and, desc, not, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBackend, type Backend } from '../test/backend.ts'
import { planOf } from '../test/plan.ts'
import { type Indexed, isAlsoMet, isMet, narrowestFirst } from './narrow.ts'
import { sampleUsage } from './sample.ts'
import type { Store, Tables } from './store.ts'

type Condition = Indexed<Tables['tokenUsage']>

const HOUR_MS = 3_600_000
const start = Date.parse('2026-11-24T00:00:00Z')
const failed: Condition = { column: 'status', value: sql`'failed'` }
const ofModel = (value: string): Condition => ({ column: 'model', value })
const ofKey = (value: string): Condition => ({ column: 'keyId', value })

let backend: Backend
beforeAll(async () => {
  backend = await openBackend()
  const { db, t } = backend.db
  // by hours: all with the key k, every second with the model a, every third failed
  const calls = Array.from({ length: 60 }, (_, hour) =>
    sampleUsage({
      id: `call ${String(hour).padStart(2, '0')}`,
      keyId: 'k',
      model: hour % 2 === 0 ? 'a' : 'b',
      status: hour % 3 === 0 ? 'failed' : 'complete',
      createdAt: new Date(start + hour * HOUR_MS),
    }),
  )
  await db.insert(t.tokenUsage).values(calls)
})
afterAll(() => backend.close())

describe('the narrowest of conditions', () => {
  it('comes first, and the widest last', async () => {
    const { tokenUsage } = backend.db.t
    const all = [ofKey('k'), ofModel('a'), failed]
    expect(await narrowestFirst(backend.db, tokenUsage, all, undefined)).toEqual([failed, ofModel('a'), ofKey('k')])
    expect(await narrowestFirst(backend.db, tokenUsage, [...all, ofModel('c')], undefined)).toEqual([
      ofModel('c'),
      failed,
      ofModel('a'),
      ofKey('k'),
    ])
  })

  it('is found for a stretch of time', async () => {
    const { tokenUsage } = backend.db.t
    const third = sql`${tokenUsage.createdAt} = ${sql.param(new Date(start + 3 * HOUR_MS), tokenUsage.createdAt)}`
    expect(await narrowestFirst(backend.db, tokenUsage, [failed, ofModel('a')], third)).toEqual([ofModel('a'), failed])
  })
})

describe('a row that meets one more condition', () => {
  const find = ({ db, t: { tokenUsage } }: Store) =>
    db
      .select({ id: tokenUsage.id })
      .from(tokenUsage)
      .where(and(isMet(tokenUsage, failed), isAlsoMet(tokenUsage, ofModel('a')), not(isAlsoMet(tokenUsage, ofKey('l')))))
      .orderBy(desc(tokenUsage.createdAt), desc(tokenUsage.id))
      .limit(3)

  it('is found with what it meets, and without what it does not', async () => {
    expect(await find(backend.db)).toEqual([{ id: 'call 54' }, { id: 'call 48' }, { id: 'call 42' }])
    const { db, t } = backend.db
    const isKeyed = isAlsoMet(t.tokenUsage, ofKey('k'))
    expect(await db.select({ id: t.tokenUsage.id }).from(t.tokenUsage).where(not(isKeyed))).toEqual([])
  })

  it('is looked up in indexes alone', async () => {
    const plan = await planOf(backend, find)
    for (const index of ['status', 'model', 'key']) expect(plan).toMatch(new RegExp(`index token_usage_${index}`, 'i'))
    expect(plan).not.toMatch(/primary|autoindex|temp b-tree/i)
    // MariaDB says so elsewhere
    expect(plan.match(/covering index/gi) ?? []).toHaveLength(backend.db.kind === 'sqlite' ? 3 : 0)
  })
})
