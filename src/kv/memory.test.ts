import { afterEach, describe, expect, it, vi } from 'vitest'
import { ExpiringMap } from './expiringMap.ts'
import { createMemoryKv } from './memory.ts'

describe('ExpiringMap', () => {
  it('stays within its bound, and gives up what would run out first', () => {
    const map = new ExpiringMap<number>(() => 0, 32)
    for (let i = 0; i < 32; i++) map.set(`key ${i}`, i, 1_000 - i)
    map.set('one more', 32, 1)
    expect(map.size).toBe(31)
    expect([map.get('key 31'), map.get('key 30'), map.get('key 29')]).toEqual([undefined, undefined, 29])
    expect(map.get('one more')).toBe(32)
  })

  it('gives up only what has run out, if that makes room', () => {
    let now = 0
    const map = new ExpiringMap<number>(() => now, 2)
    map.set('brief', 1, 10)
    map.set('long', 2, 1_000)
    now = 10
    map.set('new', 3, 5)
    expect([map.get('brief'), map.get('long'), map.get('new')]).toEqual([undefined, 2, 3])
  })

  it('gives nothing up to replace what it holds', () => {
    const map = new ExpiringMap<number>(() => 0, 2)
    map.set('a', 1, 10)
    map.set('b', 2, 20)
    map.set('b', 3, 20)
    expect([map.get('a'), map.get('b')]).toEqual([1, 3])
  })

  it('stays within its bound when all run out at the same time', () => {
    const map = new ExpiringMap<number>(() => 0, 100)
    for (let i = 0; i < 1_000; i++) map.set(`key ${i}`, i, 10)
    expect(map.size).toBeLessThanOrEqual(100)
    expect(map.get('key 999')).toBe(999)
  })
})

describe('createMemoryKv', () => {
  afterEach(() => void vi.useRealTimers())

  it('sweeps out what nobody asks for', async () => {
    vi.useFakeTimers()
    const sweep = vi.spyOn(ExpiringMap.prototype, 'sweep')
    const kv = createMemoryKv()
    await vi.advanceTimersByTimeAsync(30_000)
    expect(sweep).toHaveBeenCalledTimes(4)
    await kv.close()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(sweep).toHaveBeenCalledTimes(4)
    sweep.mockRestore()
  })

  it('does not let a flood of counted keys push out values or leases', async () => {
    const kv = createMemoryKv({ maxEntries: 10 })
    await kv.set('session', 'value', { ttlMs: 1_000 })
    await kv.acquire('turn', 'me', 1_000)
    for (let i = 0; i < 100; i++) await kv.hit(`address ${i}`, [{ limit: 1, windowMs: 60_000 }], 0)
    expect(await kv.get('session')).toBe('value')
    expect(await kv.acquire('turn', 'you', 1_000)).toBe(false)
    await kv.close()
  })
})
