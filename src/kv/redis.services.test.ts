import { setImmediate } from 'node:timers/promises'
import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { newId } from '../ids.ts'
import type { Logger } from '../log.ts'
import { type RedisService, startRedis } from '../test/services/redis.ts'
import type { Kv, Window } from './kv.ts'
import { openKv } from './open.ts'
import { createRedisKv } from './redis.ts'

const T0 = 1_790_000_000_000
const FIVE_A_MINUTE: Window[] = [{ limit: 5, windowMs: 60_000 }]
const SOON = { timeout: 10_000, interval: 20 }

function recordingLog(): { log: Logger; lines: string[]; messages: () => string[] } {
  const lines: string[] = []
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) })
  return { log, lines, messages: () => lines.map((line) => String(JSON.parse(line).msg).split(':')[0]!) }
}

async function hits(kv: Kv, times: number): Promise<number> {
  const verdicts = await Promise.all(Array.from({ length: times }, () => kv.hit('user', FIVE_A_MINUTE, T0)))
  return verdicts.filter(({ allowed }) => allowed).length
}

/** What it comes to when it waits for nothing: no answer over a wire is there before the next turn of the loop. */
const atOnce = <Value>(promise: Promise<Value>): Promise<Value | 'late'> => Promise.race([promise, setImmediate('late' as const)])

describe('Redis that goes and comes', () => {
  let server: RedisService
  let kv: Kv
  let record: ReturnType<typeof recordingLog>
  const open: Kv[] = []
  const openOne = async (): Promise<Kv> => {
    const opened = await openKv({ redisUrl: server.url, log: record.log, now: () => T0 })
    open.push(opened)
    return opened
  }

  beforeEach(async () => {
    server = (await startRedis())!
    record = recordingLog()
    kv = await openOne()
  })

  afterEach(async () => {
    await Promise.all(open.splice(0).map((one) => one.close()))
    await server.stop()
  })

  it('shares one limit between processes', async () => {
    const other = await openOne()
    const [here, there] = await Promise.all([hits(kv, 50), hits(other, 50)])
    expect(here + there).toBe(5)
  })

  it('killed and restarted: the limit holds all the time, and each change is told once', async () => {
    expect(await hits(kv, 3)).toBe(3)
    await server.kill()
    expect(await hits(kv, 20)).toBe(2)
    await expect(kv.get('key')).rejects.toThrow('Redis')
    expect(record.messages()).toEqual(['Redis is away'])

    await server.restart()
    await vi.waitFor(() => expect(record.messages()).toContain('Redis is back'), SOON)
    await vi.waitFor(async () => expect(await kv.set('key', 'value', { ttlMs: 60_000 })).toBe(true), SOON)
    expect(await hits(kv, 20)).toBe(0)
    expect(record.messages()).toEqual(['Redis is away', 'Redis is back'])
  })

  it('counts in Redis again after it came back', async () => {
    await server.kill()
    await hits(kv, 1)
    await server.restart()
    await vi.waitFor(() => expect(record.messages()).toContain('Redis is back'), SOON)
    const other = await openOne()
    const again = { key: 'again', windows: [{ limit: 1, windowMs: 60_000 }] }
    await vi.waitFor(async () => {
      const fresh = `${again.key}${newId()}`
      await kv.hit(fresh, again.windows, T0)
      expect((await other.hit(fresh, again.windows, T0)).allowed).toBe(false)
    }, SOON)
  })

  it('hanging: the first hit waits a moment, the next not at all', async () => {
    expect(await hits(kv, 3)).toBe(3)
    server.pause()
    expect(await hits(kv, 1)).toBe(1)
    expect(await atOnce(hits(kv, 20))).toBe(1)
    await expect(kv.get('key')).rejects.toThrow('away')
    expect(record.messages()).toEqual(['Redis is away'])

    server.resume()
    await vi.waitFor(() => expect(record.messages()).toEqual(['Redis is away', 'Redis is back']), SOON)
    expect(await hits(kv, 20)).toBe(0)
  })

  it('absent at start: the start goes on, limits hold, and it connects by itself', async () => {
    await server.kill()
    record = recordingLog()
    const late = await openOne()
    expect(await hits(late, 20)).toBe(5)
    expect(record.messages()).toEqual(['Redis is away'])
    await server.restart()
    await vi.waitFor(async () => expect(await late.set('key', 'value', { ttlMs: 60_000 })).toBe(true), SOON)
    expect(record.messages()).toEqual(['Redis is away', 'Redis is back'])
  })

  it('subscriptions stand again after a restart', async () => {
    const heard: string[] = []
    await kv.subscribe('channel', (message) => heard.push(message))
    await server.kill()
    await server.restart()
    await vi.waitFor(async () => {
      await kv.publish('channel', 'hello')
      expect(heard).toContain('hello')
    }, SOON)
  })

  it('a subscription while it is away is refused and leaves nothing behind', async () => {
    const heard: string[] = []
    await server.kill()
    await expect(kv.subscribe('channel', (message) => heard.push(`first ${message}`))).rejects.toThrow('Redis')
    await server.restart()
    await vi.waitFor(() => kv.subscribe('channel', (message) => heard.push(`second ${message}`)), SOON)
    await vi.waitFor(() => kv.publish('channel', 'hello'), SOON)
    await vi.waitFor(() => expect(heard).toEqual(['second hello']), SOON)
  })

  it('a wrong password is told without the password', async () => {
    const url = server.url.replace(/:[0-9a-f]{32}@/, ':wrong-secret@')
    const own = recordingLog()
    const refused = await createRedisKv(url, { log: own.log, prefix: 'test:' })
    const error = await refused.get('key').catch((reason: unknown) => reason)
    await refused.close()
    expect(own.lines.join()).toContain('WRONGPASS')
    expect(own.lines.join() + JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('wrong-secret')
  })

  it('says nothing when it is closed on purpose', async () => {
    await kv.close()
    open.length = 0
    expect(record.lines).toEqual([])
  })
})
