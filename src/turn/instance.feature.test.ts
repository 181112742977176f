import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { newId } from '../ids.ts'
import type { Kv } from '../kv/kv.ts'
import { openKv } from '../kv/open.ts'
import { silentLog } from '../log.ts'
import { type Instance, type InstanceOptions, joinInstances } from './instance.ts'
import type { Presence } from './presence.ts'

const clock = { now: 1_790_000_000_000 }
const now = () => clock.now
const log = silentLog()

let kv: Kv
const joined: Instance[] = []

type Options = Partial<Pick<InstanceOptions, 'presence' | 'allHere' | 'seesLeases'>>

async function join({ presence = null, allHere = false, seesLeases = true }: Options = {}): Promise<Instance> {
  const instance = await joinInstances(kv, { id: newId(), log, now, presence, allHere, seesLeases })
  joined.push(instance)
  return instance
}

beforeEach(async () => void (kv = await openKv({ redisUrl: inject('redisUrl'), log })))
afterEach(async () => {
  await Promise.all(joined.splice(0).map((instance) => instance.close()))
  await kv.close()
})

const seen = (others: Record<string, 'alive' | 'gone'>): Presence => ({ of: (id) => others[id] ?? 'unknown', leave: () => {} })

const trace = (owner: string) => ({ owner, touchedAt: clock.now })

describe('a process among others', () => {
  it('knows that another lives', async () => {
    const [a, b] = [await join(), await join()]
    expect(await b.isGone(trace(a.id))).toBe(false)
    clock.now += 10_000
    expect(await b.isGone(trace(a.id))).toBe(false)
  })

  it('takes one for gone that is missed and leaves its answer alone', async () => {
    const [a, b] = [await join(), await join()]
    await a.close()
    const left = trace(a.id)
    expect(await b.isGone(left)).toBe(false)
    clock.now += 10_000
    expect(await b.isGone(left)).toBe(false)
    clock.now += 5_000
    expect(await b.isGone(left)).toBe(true)
  })

  it('takes one for alive that cannot renew its lease and goes on writing', async () => {
    const [a, b] = [await join(), await join()]
    await a.close()
    for (let look = 0; look < 20; look++) {
      expect(await b.isGone(trace(a.id))).toBe(false)
      clock.now += 5_000
    }
  })

  it('starts anew to miss one that was missed long ago', async () => {
    const [a, b] = [await join(), await join()]
    await a.close()
    expect(await b.isGone(trace(a.id))).toBe(false)
    clock.now += 3_600_000
    expect(await b.isGone(trace(a.id))).toBe(false)
  })

  it('believes the file of a process of the same machine, not its lease', async () => {
    const [a, b] = [await join({ presence: seen({ dead: 'gone', slow: 'alive' }) }), await join()]
    await kv.acquire('instance:dead', 'dead', 60_000)
    expect(await a.isGone(trace('dead'))).toBe(true)
    expect(await a.isGone(trace('slow'))).toBe(false)
    expect(await a.isGone(trace(b.id))).toBe(false)
  })

  it('takes nobody for gone while the store does not answer', async () => {
    const [a, b] = [await join(), await join()]
    kv.holder = () => Promise.reject(new Error('away'))
    expect(await b.isGone(trace(a.id))).toBe(false)
    clock.now += 60_000
    expect(await b.isGone(trace(a.id))).toBe(false)
  })

  it('never takes itself for gone', async () => {
    const a = await join({ presence: seen({}), allHere: true, seesLeases: false })
    expect(await a.isGone(trace(a.id))).toBe(false)
  })
})

describe('without a store that all processes see', () => {
  it('a file on the same machine tells who lives', async () => {
    const a = await join({ presence: seen({ b: 'alive', c: 'gone' }), seesLeases: false })
    clock.now += 3_600_000
    expect([await a.isGone(trace('b')), await a.isGone(trace('c'))]).toEqual([false, true])
  })

  it('who has no file is gone where all are of one machine', async () => {
    expect(await (await join({ presence: seen({}), allHere: true, seesLeases: false })).isGone(trace('before'))).toBe(true)
  })

  it('is gone who has not touched its answer for a while', async () => {
    const a = await join({ seesLeases: false })
    expect(await a.isGone({ owner: 'other', touchedAt: clock.now - 50_000 })).toBe(false)
    expect(await a.isGone({ owner: 'other', touchedAt: clock.now - 61_000 })).toBe(true)
  })
})
