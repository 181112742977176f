import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Availability } from '../availability.ts'
import { withFallback } from './fallback.ts'
import type { Kv, Window } from './kv.ts'
import { createMemoryKv } from './memory.ts'

const TWICE: Window[] = [{ limit: 2, windowMs: 60_000 }]

/** A primary store that answers, refuses or hangs, as told. */
function fakePrimary(): { primary: Kv; state: { is: 'up' | 'refusing' | 'hanging' }; asked: () => number; read: () => number } {
  const memory = createMemoryKv({ now: () => 0 })
  const state: { is: 'up' | 'refusing' | 'hanging' } = { is: 'up' }
  const answer = <T>(question: () => Promise<T>): Promise<T> => {
    if (state.is === 'hanging') return new Promise(() => {})
    return state.is === 'up' ? question() : Promise.reject(new Error('refused'))
  }
  const hit = vi.fn<Kv['hit']>((key, windows, nowMs) => answer(() => memory.hit(key, windows, nowMs)))
  const getAndTouch = vi.fn<Kv['getAndTouch']>((key, ttlMs) => answer(() => memory.getAndTouch(key, ttlMs)))
  return { primary: { ...memory, hit, getAndTouch }, state, asked: () => hit.mock.calls.length, read: () => getAndTouch.mock.calls.length }
}

describe('withFallback', () => {
  let changes: string[]
  const availability: Availability = { lost: () => changes.push('lost'), back: () => changes.push('back') }
  let fake: ReturnType<typeof fakePrimary>
  let local: Kv
  let kv: Kv

  beforeEach(() => {
    vi.useFakeTimers()
    changes = []
    fake = fakePrimary()
    local = createMemoryKv({ now: () => 0 })
    kv = withFallback(fake.primary, local, availability)
  })

  afterEach(async () => {
    await kv.close()
    vi.useRealTimers()
  })

  const allowed = async (): Promise<boolean> => (await kv.hit('user', TWICE, 0)).allowed

  it('goes on with the local count where the primary one broke off', async () => {
    expect(await allowed()).toBe(true)
    fake.state.is = 'refusing'
    expect(await allowed()).toBe(true)
    expect(await allowed()).toBe(false)
    expect(changes).toEqual(['lost'])
  })

  it('answers within a tenth of a second when the primary hangs, and then at once', async () => {
    fake.state.is = 'hanging'
    const first = vi.fn()
    void allowed().then(first)
    await vi.advanceTimersByTimeAsync(100)
    expect(first).toHaveBeenCalledWith(true)
    expect(await allowed()).toBe(true)
    expect(await allowed()).toBe(false)
    expect(fake.asked()).toBe(1)
    expect(changes).toEqual(['lost'])
  })

  it('has more patience when it is told to', async () => {
    const patient = withFallback(fake.primary, local, availability, { hitMs: 5_000, valueMs: 5_000 })
    fake.state.is = 'hanging'
    const hit = patient.hit('user', TWICE, 0)
    await vi.advanceTimersByTimeAsync(4_900)
    expect(changes).toEqual([])
    await vi.advanceTimersByTimeAsync(200)
    expect([(await hit).allowed, changes]).toEqual([true, ['lost']])
    await patient.close()
  })

  it('tries in the background, and returns when the primary answers', async () => {
    fake.state.is = 'refusing'
    await allowed()
    await vi.advanceTimersByTimeAsync(2_000)
    expect(changes).toEqual(['lost'])
    fake.state.is = 'up'
    await vi.advanceTimersByTimeAsync(600)
    expect(changes).toEqual(['lost', 'back'])
    const asked = fake.asked()
    await kv.hit('another', TWICE, 0)
    expect(fake.asked()).toBe(asked + 1)
  })

  it('gives no fresh window when the primary comes back empty', async () => {
    fake.state.is = 'refusing'
    expect([await allowed(), await allowed()]).toEqual([true, true])
    fake.state.is = 'up'
    await vi.advanceTimersByTimeAsync(600)
    expect(await allowed()).toBe(false)
  })

  it('believes a refusal of the primary, which counts for all processes', async () => {
    await fake.primary.hit('user', TWICE, 0)
    await fake.primary.hit('user', TWICE, 0)
    expect(await allowed()).toBe(false)
    expect((await local.hit('user', TWICE, 0)).remaining).toBe(1)
  })

  it('lets the first wait a moment for a value while the primary hangs, and nobody after it', async () => {
    fake.state.is = 'hanging'
    const first = vi.fn()
    void kv.getAndTouch('key', 1_000).catch(first)
    await vi.advanceTimersByTimeAsync(300)
    expect(first).toHaveBeenCalledOnce()
    await expect(kv.getAndTouch('key', 1_000)).rejects.toThrow('away')
    expect(fake.read()).toBe(1)
    expect(changes).toEqual(['lost'])
    fake.state.is = 'up'
    await vi.advanceTimersByTimeAsync(600)
    expect(await kv.getAndTouch('key', 1_000)).toBeNull()
    expect(changes).toEqual(['lost', 'back'])
  })

  it('leaves all other operations to the primary', async () => {
    await kv.set('key', 'value', { ttlMs: 1_000 })
    expect(await fake.primary.get('key')).toBe('value')
    expect(await local.get('key')).toBeNull()
  })

  it('stops trying when it is closed', async () => {
    fake.state.is = 'refusing'
    await allowed()
    await kv.close()
    await vi.advanceTimersByTimeAsync(10_000)
    const asked = fake.asked()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(fake.asked()).toBe(asked)
    expect(changes).toEqual(['lost'])
  })
})
