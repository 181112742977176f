import { mkdtemp, rm } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { migrations } from '../../test/backend.ts'
import { silentLog } from '../../log.ts'
import { isUnavailable } from '../errors.ts'
import { openDatabase } from '../open.ts'
import { sampleUser } from '../sample.ts'
import type { Database } from '../store.ts'

let folder: string
let db: Database
let other: DatabaseSync

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aichat-busy-'))
  db = await openDatabase({ url: `file:${folder}/aichat.db`, log: silentLog(), migrations })
  await db.migrate()
  other = new DatabaseSync(`${folder}/aichat.db`)
})
afterEach(async () => {
  other.close()
  await db.close()
  await rm(folder, { recursive: true })
})

it('a lock of another process holds up who writes, and nobody else', async () => {
  other.exec('begin immediate')
  let written = 0
  const writing = [
    db.db.insert(db.t.users).values(sampleUser({ id: 'a', usernameKey: 'a' })),
    db.tx(async (store) => store.db.insert(store.t.users).values(sampleUser({ id: 'b', usernameKey: 'b' }))),
  ].map(async (write) => {
    await write
    written++
  })
  let turns = 0
  for (; turns < 20; turns++) await new Promise((resolve) => setImmediate(resolve))
  expect(await db.db.$count(db.t.users)).toBe(0)
  expect([turns, written]).toEqual([20, 0])
  other.exec('commit')
  await Promise.all(writing)
  expect(await db.db.$count(db.t.users)).toBe(2)
})

it('does not answer as ready while it cannot write, and does again when it can', async () => {
  await db.ping()
  other.exec('begin immediate')
  vi.useFakeTimers({ now: Date.now() })
  const asked = Promise.allSettled([db.ping(), db.ping()])
  await vi.advanceTimersByTimeAsync(11_000)
  const failures = (await asked).map((result) => result.status === 'rejected' && isUnavailable(result.reason))
  vi.useRealTimers()
  expect(failures).toEqual([true, true])
  other.exec('rollback')
  await db.ping()
})
