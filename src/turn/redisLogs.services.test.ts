import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { newId } from '../ids.ts'
import type { Kv } from '../kv/kv.ts'
import { openKv } from '../kv/open.ts'
import { silentLog } from '../log.ts'
import { type RedisService, startRedis } from '../test/services/redis.ts'
import { textOf, type TurnEvent } from './events.ts'
import { createMemoryLog, type WritableTurnLog } from './log.ts'
import { createRedisLogs } from './redisLogs.ts'
import type { RemoteLog } from './remoteLog.ts'
import { createRemoteTurns } from './remoteTurns.ts'
import type { SharedLogs } from './sharedLogs.ts'

const SOON = { timeout: 10_000, interval: 10 }
const opening: TurnEvent = { type: 'session_id', session_id: 's', user_message_id: 'q', message_id: 'a', model: 'm' }
const done: TurnEvent = { type: 'done', finish_reason: 'stop', status: 'complete' }
const word = (content: string): TurnEvent => ({ type: 'content', content })
const thought = (content: string): TurnEvent => ({ type: 'reasoning', content })

let server: RedisService
const opened: (SharedLogs | Kv)[] = []

async function openProcess(): Promise<SharedLogs> {
  const kv = await openKv({ redisUrl: server.url, log: silentLog() })
  const logs = await createRedisLogs(server.url, kv, Date.now)
  opened.push(logs, kv)
  return logs
}

beforeEach(async () => void (server = (await startRedis())!))
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
  await server.stop()
})

/** Follows a log as another process does; the database has what has ended. */
function follow(reader: SharedLogs, { id, log: written }: Started): Promise<RemoteLog> {
  const progress = () => ({ ...textOf(written.events), closing: written.ended ? [done] : null })
  return createRemoteTurns(reader)
    .open({ id, opening, progress: progress(), read: () => Promise.resolve(progress()) })
    .then((log) => {
      log.watch(() => {})
      return log
    })
}

type Started = { id: string; log: WritableTurnLog }

function start(writer: SharedLogs, firstId = 1): Started {
  const [id, log] = [newId(), createMemoryLog(firstId)]
  log.append(opening)
  writer.share(id, log)
  return { id, log }
}

describe('a log in Redis', () => {
  it('is the same for all who follow it elsewhere, from its beginning to its end', async () => {
    const [writer, reader] = [await openProcess(), await openProcess()]
    const { id, log } = start(writer)
    log.append(thought('hm'))
    const early = await follow(reader, { id, log })
    for (let part = 0; part < 5; part++) {
      for (let n = 0; n < 10; n++) log.append(word(`${n} `))
      await vi.waitFor(() => expect(early.events).toHaveLength(log.events.length), SOON)
    }
    const late = await follow(reader, { id, log })
    log.append(done)
    await vi.waitFor(() => expect([early.ended, late.ended]).toEqual([true, true]), SOON)
    expect(early.events).toEqual(log.events)
    expect(late.events).toEqual(log.events)
    expect(early.exact).toBe(Infinity)
  })

  it('keeps its ids where a turn goes on with an answer', async () => {
    const [writer, reader] = [await openProcess(), await openProcess()]
    const { id, log } = start(writer)
    log.append(done)
    await vi.waitFor(async () => expect((await reader.read(id))?.events).toHaveLength(2), SOON)
    const again = createMemoryLog(10_000_001)
    for (const event of [opening, word('more'), done]) again.append(event)
    writer.share(id, again)
    await vi.waitFor(
      async () => expect(await reader.read(id)).toEqual({ firstId: 10_000_001, events: [opening, word('more'), done] }),
      SOON,
    )
  })

  it('is whole again after Redis was killed and has forgotten everything', async () => {
    const [writer, reader] = [await openProcess(), await openProcess()]
    const { id, log } = start(writer)
    log.append(word('before '))
    const other = await follow(reader, { id, log })
    await vi.waitFor(() => expect(other.events).toHaveLength(2), SOON)
    await server.kill()
    log.append(word('while away '))
    await server.restart()
    log.append(word('after'))
    log.append(done)
    await vi.waitFor(() => expect(other.ended).toBe(true), SOON)
    expect(other.events).toEqual(log.events)
    expect(other.exact).toBe(Infinity)
  })

  it('is written when Redis comes back, also when the turn has ended by then, and is not kept for ever', async () => {
    const writer = await openProcess()
    await server.kill()
    const { id, log } = start(writer)
    for (let n = 0; n < 100; n++) log.append(word('x'))
    log.append(done)
    await server.restart()
    const reader = await openProcess()
    await vi.waitFor(async () => expect((await reader.read(id))?.events).toEqual(log.events), SOON)
    const { Redis } = await import('ioredis')
    const client = new Redis(server.url)
    expect(await client.pttl(`aichat:{turns}:${id}`)).toBeGreaterThan(500_000)
    client.disconnect()
  })

  it('stays readable where Redis is full as it is to be written anew, and is whole when there is room', async () => {
    const [writer, reader] = [await openProcess(), await openProcess()]
    const { id, log } = start(writer)
    log.append(word('before '))
    const before = [...log.events]
    await vi.waitFor(async () => expect((await reader.read(id))?.events).toEqual(before), SOON)
    const { Redis } = await import('ioredis')
    const client = new Redis(server.url)
    const refusals = async () => Number(/errorstat_OOM:count=(\d+)/.exec(await client.info('errorstats'))?.[1] ?? 0)
    await client.config('SET', 'maxmemory', '1')
    log.append(word('while full '))
    // the first is what it adds, those after it all of the log
    await vi.waitFor(async () => expect(await refusals()).toBeGreaterThan(2), SOON)
    expect((await reader.read(id))?.events).toEqual(before)
    await client.config('SET', 'maxmemory', '0')
    await vi.waitFor(async () => expect((await reader.read(id))?.events).toEqual(log.events), SOON)
    client.disconnect()
  })

  it('follows many at once, and hundreds that are written together', async () => {
    const [writer, reader] = [await openProcess(), await openProcess()]
    const turns = Array.from({ length: 300 }, () => start(writer))
    const others = await Promise.all(turns.map((turn) => follow(reader, turn)))
    await vi.waitFor(() => expect(others.every(({ events }) => events.length === 1)).toBe(true), SOON)
    for (let n = 0; n < 20; n++) for (const { log } of turns) log.append(word(`${n} `))
    for (const { log } of turns) log.append(done)
    await vi.waitFor(() => expect(others.every(({ ended }) => ended)).toBe(true), SOON)
    expect(others.map(({ events }) => events.length)).toEqual(turns.map(({ log }) => log.events.length))
    expect(others.every((other, at) => JSON.stringify(other.events) === JSON.stringify(turns[at]?.log.events))).toBe(true)
  })
})
