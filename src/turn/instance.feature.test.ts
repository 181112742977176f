import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { newId } from '../ids.ts'
import type { Kv } from '../kv/kv.ts'
import { openKv } from '../kv/open.ts'
import { silentLog } from '../log.ts'
import { type Instance, joinInstances } from './instance.ts'

const clock = { now: 1_790_000_000_000 }
const now = () => clock.now
const log = silentLog()

let kv: Kv
const joined: Instance[] = []

async function join(seesLeases = true, isAlone = false): Promise<Instance> {
  const instance = await joinInstances(kv, { id: newId(), log, now, seesLeases, isAlone: () => isAlone })
  joined.push(instance)
  return instance
}

beforeEach(async () => void (kv = await openKv({ redisUrl: inject('redisUrl'), log })))
afterEach(async () => {
  await Promise.all(joined.splice(0).map((instance) => instance.close()))
  await kv.close()
})

const trace = (owner: string) => ({ owner, touchedAt: clock.now })

describe('a process among others', () => {
  it('knows that another lives', async () => {
    const [a, b] = [await join(), await join()]
    expect(await b.isGone(trace(a.id))).toBe(false)
    clock.now += 10_000
    expect(await b.isGone(trace(a.id))).toBe(false)
  })

  it('takes one for gone that is missed for longer than a lost lease takes to come back', async () => {
    const [a, b] = [await join(), await join()]
    await a.close()
    expect(await b.isGone(trace(a.id))).toBe(false)
    clock.now += 6_000
    expect(await b.isGone(trace(a.id))).toBe(true)
  })

  it('starts anew to miss one that was missed long ago', async () => {
    const [a, b] = [await join(), await join()]
    await a.close()
    expect(await b.isGone(trace(a.id))).toBe(false)
    clock.now += 3_600_000
    expect(await b.isGone(trace(a.id))).toBe(false)
  })

  it('takes nobody for gone while the store does not answer', async () => {
    const [a, b] = [await join(), await join()]
    kv.holder = () => Promise.reject(new Error('away'))
    expect(await b.isGone(trace(a.id))).toBe(false)
    clock.now += 60_000
    expect(await b.isGone(trace(a.id))).toBe(false)
  })

  it('never takes itself for gone', async () => {
    const a = await join(false, true)
    expect(await a.isGone(trace(a.id))).toBe(false)
  })
})

describe('without a store that all processes see', () => {
  it('whoever wrote before is gone, where there can be no other', async () => {
    expect(await (await join(false, true)).isGone(trace('before'))).toBe(true)
  })

  it('is gone who has not written for longer than an upstream may be silent', async () => {
    const a = await join(false)
    expect(await a.isGone({ owner: 'other', touchedAt: clock.now - 60_000 })).toBe(false)
    expect(await a.isGone({ owner: 'other', touchedAt: clock.now - 160_000 })).toBe(true)
  })
})
