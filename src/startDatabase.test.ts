import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Database } from './db/store.ts'
import { silentLog } from './log.ts'
import { connectDatabase } from './startDatabase.ts'

const MYSQL = 'mysql://app:very-secret@db.internal:3306/aichat'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A database that answers from the `nth` time on that it is asked. */
function answeringFrom(nth: number, refusal: Error = new Error('connect ECONNREFUSED')) {
  const ping = vi.fn(async () => {
    if (ping.mock.calls.length < nth) throw refusal
  })
  const migrate = vi.fn(async () => 2)
  return { ping, migrate, open: async () => ({ ping, migrate }) as unknown as Database }
}

async function failureOf(connecting: Promise<unknown>): Promise<string> {
  return connecting.then(
    () => 'it connected',
    (error: Error) => error.message,
  )
}

it('waits for a server that comes up late, and migrates it then', async () => {
  const { ping, migrate, open } = answeringFrom(59)
  const connecting = connectDatabase(open, { databaseUrl: MYSQL }, silentLog())
  await vi.advanceTimersByTimeAsync(57_000)
  expect(migrate).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1_000)
  await connecting
  expect(ping).toHaveBeenCalledTimes(59)
  expect(migrate).toHaveBeenCalledTimes(1)
})

it('gives up after a minute, with one line that holds no password', async () => {
  const connecting = failureOf(connectDatabase(answeringFrom(Infinity).open, { databaseUrl: MYSQL }, silentLog()))
  let isOver = false
  void connecting.then(() => (isOver = true))
  await vi.advanceTimersByTimeAsync(59_000)
  expect(isOver).toBe(false)
  await vi.advanceTimersByTimeAsync(2_000)
  expect(await connecting).toBe('The database at db.internal:3306 cannot be used: connect ECONNREFUSED')
})

it('does not wait for a file', async () => {
  const refusal = Object.assign(new Error('attempt to write a readonly database\nand more'), { errcode: 8 })
  const connecting = connectDatabase(answeringFrom(2, refusal).open, { databaseUrl: 'file:/srv/aichat.db' }, silentLog())
  expect(await failureOf(connecting)).toBe('The database at /srv/aichat.db cannot be used: attempt to write a readonly database')
})

it('says what is wrong also where a host has several addresses and each refuses', async () => {
  const refusal = Object.assign(new AggregateError([new Error('::1'), new Error('127.0.0.1')]), { code: 'ECONNREFUSED' })
  const connecting = failureOf(connectDatabase(answeringFrom(Infinity, refusal).open, { databaseUrl: MYSQL }, silentLog()))
  await vi.advanceTimersByTimeAsync(62_000)
  expect(await connecting).toBe('The database at db.internal:3306 cannot be used: ECONNREFUSED')
})
