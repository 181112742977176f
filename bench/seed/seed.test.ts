import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openDatabase } from '../../src/db/open.ts'
import type { Database } from '../../src/db/store.ts'
import { silentLog } from '../../src/log.ts'
import { rollUpSome } from '../../src/usage/service.ts'
import { seed } from './seed.ts'

const SIZE = { calls: 2_000, users: 60, auditEntries: 5, days: 40 }
const ROLL_UPS = ['usageDays', 'usageMonths', 'usageTotals', 'firstTokens'] as const

let folder: string
let db: Database
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aichat-seed-'))
  const url = `file:${folder}/small.db`
  await seed(url, { now: Date.parse('2026-11-30T20:00:00Z'), ...SIZE })
  db = await openDatabase({ url, log: silentLog() })
})
afterAll(async () => {
  await db.close()
  await rm(folder, { recursive: true })
})

const rollUps = () =>
  Promise.all(ROLL_UPS.map(async (name) => (await db.db.select().from(db.t[name])).map((row) => JSON.stringify(row)).sort()))

it('is what the job would have made of the same calls', async () => {
  const seeded = await rollUps()
  const calls = await db.db.select({ usageId: db.t.tokenUsage.id }).from(db.t.tokenUsage)
  expect(calls).toHaveLength(SIZE.calls)
  for (const name of ROLL_UPS) await db.db.delete(db.t[name])
  await db.db.insert(db.t.usageQueue).values(calls)
  while (await rollUpSome(db, 'UTC'));
  expect(await rollUps()).toEqual(seeded)
})
