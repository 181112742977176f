import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest'
import { newId } from '../ids.ts'
import { silentLog } from '../log.ts'
import { compareWithModel } from './hitModel.ts'
import type { Kv, Window } from './kv.ts'
import { createMemoryKv } from './memory.ts'
import { createRedisKv } from './redis.ts'

const redisUrl = inject('redisUrl')
const T0 = 1_790_000_000_000
const FIVE_A_MINUTE: Window[] = [{ limit: 5, windowMs: 60_000 }]

let kv: Kv
let nowMs = T0

beforeEach(async () => {
  nowMs = T0
  const memory = (): Kv => createMemoryKv({ now: () => nowMs })
  kv = redisUrl === null ? memory() : await createRedisKv(redisUrl, { log: silentLog(), prefix: `test:${newId()}:` })
})

afterEach(() => kv.close())

/** Lets the store's own time pass: by the injected clock, or really, in Redis. */
async function elapse(ms: number): Promise<void> {
  nowMs += ms
  if (redisUrl !== null) await sleep(ms + 5)
}

const allowedAt = async (key: string, windows: Window[], ms: number): Promise<boolean> => (await kv.hit(key, windows, ms)).allowed

async function countAllowed(times: number, windows: Window[], ms: number): Promise<number> {
  const verdicts = await Promise.all(Array.from({ length: times }, () => kv.hit('user', windows, ms)))
  return verdicts.filter(({ allowed }) => allowed).length
}

describe(`values in ${redisUrl === null ? 'memory' : 'Redis'}`, () => {
  it('keeps text as it was', async () => {
    await kv.set('key', '你好 \u0000 🙂', { ttlMs: 60_000 })
    expect(await kv.get('key')).toBe('你好 \u0000 🙂')
  })

  it('knows nothing of what was never set', async () => {
    expect(await kv.get('key')).toBeNull()
    expect(await kv.getAndTouch('key', 1_000)).toBeNull()
  })

  it('forgets a value when its ttl is over', async () => {
    await kv.set('key', 'value', { ttlMs: 20 })
    await elapse(20)
    expect(await kv.get('key')).toBeNull()
  })

  it('starts the ttl anew with getAndTouch', async () => {
    await kv.set('key', 'value', { ttlMs: 200 })
    expect(await kv.getAndTouch('key', 60_000)).toBe('value')
    await elapse(200)
    expect(await kv.get('key')).toBe('value')
  })

  it('leaves the ttl alone with get', async () => {
    await kv.set('key', 'value', { ttlMs: 20 })
    await kv.get('key')
    await elapse(20)
    expect(await kv.get('key')).toBeNull()
  })

  it('sets only where there is nothing, when told so', async () => {
    expect(await kv.set('key', 'first', { ttlMs: 20, only: 'new' })).toBe(true)
    expect(await kv.set('key', 'second', { ttlMs: 60_000, only: 'new' })).toBe(false)
    expect(await kv.get('key')).toBe('first')
    await elapse(20)
    expect(await kv.set('key', 'third', { ttlMs: 60_000, only: 'new' })).toBe(true)
  })

  it('sets only where there is something, when told so: what was deleted stays deleted', async () => {
    await kv.set('key', 'first', { ttlMs: 60_000 })
    expect(await kv.set('key', 'second', { ttlMs: 60_000, only: 'existing' })).toBe(true)
    await kv.delete('key')
    expect(await kv.set('key', 'third', { ttlMs: 60_000, only: 'existing' })).toBe(false)
    expect(await kv.get('key')).toBeNull()
  })
})

describe('hits', () => {
  it('allows exactly the limit of 100 parallel hits', async () => {
    expect(await countAllowed(100, FIVE_A_MINUTE, T0)).toBe(5)
  })

  it('slides: what was used at 59 s is missing at 61 s', async () => {
    expect(await countAllowed(5, FIVE_A_MINUTE, T0 + 59_000)).toBe(5)
    expect(await countAllowed(5, FIVE_A_MINUTE, T0 + 61_000)).toBe(0)
    expect(await countAllowed(5, FIVE_A_MINUTE, T0 + 118_999)).toBe(0)
    expect(await countAllowed(9, FIVE_A_MINUTE, T0 + 119_000)).toBe(5)
  })

  it('frees one place for each hit that leaves the window', async () => {
    for (const second of [0, 10, 20, 30, 40]) await kv.hit('user', FIVE_A_MINUTE, T0 + second * 1_000)
    expect(await countAllowed(3, FIVE_A_MINUTE, T0 + 60_000)).toBe(1)
    expect(await countAllowed(3, FIVE_A_MINUTE, T0 + 80_000)).toBe(2)
  })

  it('counts keys apart', async () => {
    const once: Window[] = [{ limit: 1, windowMs: 60_000 }]
    expect(await allowedAt('a', once, T0)).toBe(true)
    expect(await allowedAt('b', once, T0)).toBe(true)
    expect(await allowedAt('a', once, T0)).toBe(false)
  })

  it('counts in no window what one of them refused', async () => {
    const windows: Window[] = [
      { limit: 1, windowMs: 10_000 },
      { limit: 3, windowMs: 100_000 },
    ]
    for (const second of [0, 1, 2, 3]) await kv.hit('user', windows, T0 + second * 1_000)
    expect(await allowedAt('user', windows, T0 + 10_000)).toBe(true)
    expect(await allowedAt('user', windows, T0 + 20_000)).toBe(true)
    expect(await allowedAt('user', windows, T0 + 30_000)).toBe(false)
    expect(await allowedAt('user', windows, T0 + 100_000)).toBe(true)
  })

  it('obeys the stricter of two windows of one length, and counts once', async () => {
    const windows: Window[] = [
      { limit: 4, windowMs: 60_000 },
      { limit: 2, windowMs: 60_000 },
    ]
    expect(await countAllowed(5, windows, T0)).toBe(2)
  })

  it('lets everything pass without windows', async () => {
    expect(await kv.hit('user', [], T0)).toMatchObject({ allowed: true, remaining: Infinity, retryAfterMs: 0 })
  })

  it('tells the standing of the tightest window', async () => {
    const windows: Window[] = [
      { limit: 2, windowMs: 60_000 },
      { limit: 10, windowMs: 3_600_000 },
    ]
    expect(await kv.hit('user', windows, T0)).toEqual({ allowed: true, limit: 2, remaining: 1, retryAfterMs: 0, resetMs: 60_000 })
    await kv.hit('user', windows, T0 + 15_000)
    const refused = await kv.hit('user', windows, T0 + 20_000)
    expect(refused).toEqual({ allowed: false, limit: 2, remaining: 0, retryAfterMs: 40_000, resetMs: 55_000 })
  })

  it('says truly how long to wait, and less each time', async () => {
    for (const second of [0, 7, 20, 33, 41]) await kv.hit('user', FIVE_A_MINUTE, T0 + second * 1_000)
    const waits: number[] = []
    for (const second of [42, 50, 59]) waits.push((await kv.hit('user', FIVE_A_MINUTE, T0 + second * 1_000)).retryAfterMs)
    expect(waits).toEqual([18_000, 10_000, 1_000])
    expect(await allowedAt('user', FIVE_A_MINUTE, T0 + 59_999)).toBe(false)
    expect(await allowedAt('user', FIVE_A_MINUTE, T0 + 60_000)).toBe(true)
  })

  it('gives nobody a fresh window when the clock steps back', async () => {
    expect(await countAllowed(5, FIVE_A_MINUTE, T0)).toBe(5)
    expect(await kv.hit('user', FIVE_A_MINUTE, T0 - 3_600_000)).toMatchObject({ allowed: false, retryAfterMs: 60_000 })
  })

  it('forgets the hits by the store\u2019s own clock too, so that nothing stays for ever', async () => {
    const brief: Window[] = [{ limit: 1, windowMs: 20 }]
    expect(await allowedAt('user', brief, T0)).toBe(true)
    await elapse(20)
    expect(await allowedAt('user', brief, T0)).toBe(true)
  })

  it('agrees with a count by hand, whatever the windows and the clock', async () => {
    for (let seed = 1; seed <= 25; seed++) await expect(compareWithModel(kv, T0, seed)).resolves.toBeUndefined()
  })
})

describe('leases', () => {
  it('are one owner\u2019s at a time', async () => {
    const won = await Promise.all(['a', 'b', 'c', 'd'].map((owner) => kv.acquire('turn', owner, 60_000)))
    expect(won.filter(Boolean)).toHaveLength(1)
    expect(await kv.acquire('another', 'd', 60_000)).toBe(true)
  })

  it('have a holder, until they run out or are given back', async () => {
    expect(await kv.holder('turn')).toBeNull()
    await kv.acquire('turn', 'a', 60_000)
    expect(await kv.holder('turn')).toBe('a')
    await kv.release('turn', 'a')
    expect(await kv.holder('turn')).toBeNull()
  })

  it('run out', async () => {
    await kv.acquire('turn', 'a', 20)
    await elapse(20)
    expect(await kv.renew('turn', 'a', 60_000)).toBe(false)
    expect(await kv.acquire('turn', 'b', 60_000)).toBe(true)
  })

  it('are renewed by their owner and nobody else', async () => {
    await kv.acquire('turn', 'a', 200)
    expect(await kv.renew('turn', 'b', 60_000)).toBe(false)
    expect(await kv.renew('turn', 'a', 60_000)).toBe(true)
    await elapse(200)
    expect(await kv.acquire('turn', 'b', 60_000)).toBe(false)
  })

  it('are given back by their owner and nobody else', async () => {
    await kv.acquire('turn', 'a', 60_000)
    expect(await kv.release('turn', 'b')).toBe(false)
    expect(await kv.acquire('turn', 'b', 60_000)).toBe(false)
    expect(await kv.release('turn', 'a')).toBe(true)
    expect(await kv.release('turn', 'a')).toBe(false)
    expect(await kv.acquire('turn', 'b', 60_000)).toBe(true)
  })
})

describe('places', () => {
  it('are taken up to the limit, whoever comes at once', async () => {
    const entered = await Promise.all(Array.from({ length: 20 }, (_, n) => kv.enter('key', `o${n}`, 3, 60_000)))
    expect(entered.filter(Boolean)).toHaveLength(3)
    expect(await kv.enter('another', 'o', 3, 60_000)).toBe(true)
  })

  it('are kept by who has one, and free again when he leaves', async () => {
    expect([await kv.enter('key', 'a', 1, 60_000), await kv.enter('key', 'a', 1, 60_000)]).toEqual([true, true])
    expect(await kv.enter('key', 'b', 1, 60_000)).toBe(false)
    await kv.leave('key', 'nobody')
    expect(await kv.enter('key', 'b', 1, 60_000)).toBe(false)
    await kv.leave('key', 'a')
    expect(await kv.enter('key', 'b', 1, 60_000)).toBe(true)
  })

  it('are free again when their time is over, each by itself', async () => {
    await kv.enter('key', 'a', 2, 60)
    await kv.enter('key', 'b', 2, 60_000)
    expect(await kv.enter('key', 'c', 2, 60_000)).toBe(false)
    await elapse(60)
    expect([await kv.enter('key', 'c', 2, 60_000), await kv.enter('key', 'd', 2, 60_000)]).toEqual([true, false])
  })
})

describe('messages', () => {
  it('reach every listener of their channel, in order', async () => {
    const heard: string[] = []
    await Promise.all([kv.subscribe('a', (text) => heard.push(`1${text}`)), kv.subscribe('a', (text) => heard.push(`2${text}`))])
    await kv.subscribe('b', (text) => heard.push(`b${text}`))
    for (const text of ['x', 'y']) await kv.publish('a', text)
    await kv.publish('b', 'z')
    await vi.waitFor(() => expect(heard).toEqual(['1x', '2x', '1y', '2y', 'bz']))
  })

  it('do not reach who has ended the subscription, and still the others', async () => {
    const heard: string[] = []
    const listener = (text: string): void => void heard.push(text)
    const end = await kv.subscribe('a', listener)
    await kv.subscribe('a', listener)
    await end()
    await kv.publish('a', 'once')
    await vi.waitFor(() => expect(heard).toContain('once'))
    expect(heard).toEqual(['once'])
  })

  it('reach who subscribes again after the last one left', async () => {
    const heard: string[] = []
    const end = await kv.subscribe('a', (text) => heard.push(`old ${text}`))
    const ending = end()
    await kv.subscribe('a', (text) => heard.push(`new ${text}`))
    await ending
    await kv.publish('a', 'x')
    await vi.waitFor(() => expect(heard).toEqual(['new x']))
  })

  it('reach the others when one listener throws', async () => {
    const heard: string[] = []
    await kv.subscribe('a', () => {
      throw new Error('broken listener')
    })
    await kv.subscribe('a', (text) => heard.push(text))
    await kv.publish('a', 'x')
    await vi.waitFor(() => expect(heard).toEqual(['x']))
  })
})
