/** `seed.ts URL [CALLS] [USERS]`: fills a new database with what a large installation has after a year. */
import { createRandom } from '../../drills/world/random.ts'
import { openDatabase } from '../../src/db/open.ts'
import { silentLog } from '../../src/log.ts'
import { bucketOf } from '../../src/usage/firstToken.ts'
import { callTables } from './calls.ts'
import { openFiller, type Table } from './database.ts'
import { makePeople, peopleTables, recordsTables } from './people.ts'
import { createSums } from './sums.ts'
import { makeUpstreams, upstreamTables } from './upstreams.ts'

export type Size = { calls: number; users: number; auditEntries: number; days: number }
export const LARGE: Size = { calls: 1_000_000, users: 10_000, auditEntries: 20_000, days: 364 }
const SEED = 1

/** Migrates an empty database and fills it; the same for the same `now`. */
export async function seed(url: string, { now, ...size }: { now: number } & Partial<Size>): Promise<void> {
  const { calls, users, auditEntries, days } = { ...LARGE, ...size }
  const db = await openDatabase({ url, log: silentLog() })
  await db.migrate()
  await db.close()
  const world = { random: createRandom(SEED), now, days }
  const people = makePeople(world, users)
  const { models, keys } = makeUpstreams(world)
  const sums = createSums(bucketOf)
  const filler = await openFiller(url)
  async function fill(tables: Iterable<Table>): Promise<void> {
    for (const table of tables) await filler.fill(table)
  }
  await fill([
    ...(await peopleTables(world, people)),
    ...recordsTables(world, people, auditEntries),
    ...upstreamTables(world, models, keys),
  ])
  await fill(callTables({ people, models, keys, now, days, calls }, sums.add))
  await fill(sums.tables())
  await filler.finish()
}

if (import.meta.main) {
  const [url = '', calls, users] = process.argv.slice(2)
  const began = performance.now()
  await seed(url, { now: Date.now(), ...(calls ? { calls: Number(calls) } : {}), ...(users ? { users: Number(users) } : {}) })
  console.log(`${url}: filled in ${((performance.now() - began) / 1_000).toFixed(1)} s`)
}
