import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createHealth, type Disk, type HealthDeps } from './health.ts'

const never = () => new Promise<never>(() => {})
const DISK: Disk = { free: 5, total: 10 }

/** Parts that answer at once, and how often the disk and Redis were asked. */
function parts(
  over: { ping?: () => Promise<void>; redis?: () => Promise<void>; diskOf?: () => Promise<Disk>; redisUrl?: string | null } = {},
) {
  const diskOf = vi.fn<() => Promise<Disk>>(over.diskOf ?? (async () => DISK))
  const redis = vi.fn<() => Promise<void>>(over.redis ?? (async () => {}))
  const db = { kind: 'sqlite', ping: over.ping ?? (async () => {}), d: { size: async () => 4_096 } }
  const config = { redisUrl: over.redisUrl === undefined ? 'redis://here' : over.redisUrl, dataDir: '/data' }
  const deps = { db, kv: { ping: redis }, config, diskOf } as unknown as HealthDeps
  return { health: createHealth(deps), diskOf, redis }
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

/** What comes within a second and nothing more. */
async function withinASecond<T>(answer: Promise<T>): Promise<T> {
  await vi.advanceTimersByTimeAsync(1_000)
  return answer
}

it('tells what answers, and how fast', async () => {
  const { health, diskOf } = parts()
  expect(await withinASecond(health())).toEqual({
    database: { kind: 'sqlite', pingMs: expect.any(Number), bytes: 4_096 },
    redis: { isUsed: true, pingMs: expect.any(Number) },
    disk: DISK,
  })
  expect(diskOf).toHaveBeenCalledWith('/data')
})

it.each([
  ['Redis', { redis: never }, { redis: { isUsed: true, pingMs: null }, disk: DISK }],
  ['the disk', { diskOf: never }, { disk: null }],
  ['the database', { ping: never }, { database: { kind: 'sqlite', pingMs: null, bytes: 4_096 } }],
])('answers within a second while %s hangs', async (_, trouble, found) => {
  const { health } = parts(trouble)
  expect(await withinASecond(health())).toMatchObject(found)
})

it('takes a refusal for no answer', async () => {
  const refuse = () => Promise.reject(new Error('away'))
  const { health } = parts({ redis: refuse, diskOf: refuse, ping: refuse })
  expect(await withinASecond(health())).toMatchObject({ database: { pingMs: null }, redis: { pingMs: null }, disk: null })
})

it('does not ask again what hangs, and does when it has answered', async () => {
  let answer = (_: Disk): void => {}
  const { health, diskOf } = parts({ diskOf: () => new Promise((resolve) => (answer = resolve)) })
  for (let polls = 0; polls < 5; polls++) await withinASecond(health())
  expect(diskOf).toHaveBeenCalledOnce()
  answer(DISK)
  await vi.advanceTimersByTimeAsync(0)
  const asked = health()
  answer(DISK)
  expect((await withinASecond(asked)).disk).toEqual(DISK)
  expect(diskOf).toHaveBeenCalledTimes(2)
})

it('does not ask a Redis that is not there', async () => {
  const { health, redis } = parts({ redisUrl: null })
  expect((await withinASecond(health())).redis).toEqual({ isUsed: false, pingMs: null })
  expect(redis).not.toHaveBeenCalled()
})
