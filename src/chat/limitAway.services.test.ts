import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { makeApp, type Send, type TestApp } from '../test/makeApp.ts'
import { type RedisService, startRedis } from '../test/services/redis.ts'
import { openRedisLine, type RedisLine, type Trouble } from '../test/services/redisLine.ts'

const SOON = { timeout: 15_000, interval: 50 }
const TROUBLES: readonly Trouble[] = ['refused', 'hanging', 'loading', 'slow']

let redis: RedisService
let line: RedisLine
let test: TestApp
let alice: Send

beforeAll(async () => {
  redis = (await startRedis())!
})
afterAll(() => redis.stop())
afterEach(async () => {
  line.trouble(null)
  await test.close()
  await line.stop()
})

async function open(): Promise<void> {
  line = await openRedisLine(redis.url)
  test = await makeApp({ redisUrl: line.url, env: { RATE_LIMITS: '5/1m' } })
  test.upstream.script({ content: ['ok'] })
  alice = await test.as('alice')
}

/** How many of so many questions at once were answered; the others are told when to come back. */
async function ask(times: number): Promise<number> {
  const all = await Promise.all(
    Array.from({ length: times }, () => alice('/api/chat', { json: { message: 'hi' }, accept: 'application/json' })),
  )
  for (const response of all) expect([200, 429]).toContain(response.status)
  for (const { headers } of all.filter(({ status }) => status === 429)) {
    expect(Number(headers.get('Retry-After'))).toBeGreaterThanOrEqual(1)
    expect(headers.get('RateLimit-Remaining')).toBe('0')
  }
  return all.filter(({ status }) => status === 200).length
}

const changes = (): string[] => test.lines.flatMap((text) => /"msg":"(Redis is (?:away|back))/.exec(text)?.[1] ?? [])

describe.each(TROUBLES)('five turns a minute, with a Redis that is %s', (trouble) => {
  it('are five, before, while and after, and each change of state is one line', async () => {
    await open()
    expect(await ask(3)).toBe(3)
    line.trouble(trouble)
    expect(await ask(20)).toBe(2)
    expect(await ask(10)).toBe(0)
    expect(test.upstream.calls).toHaveLength(5)
    expect(changes()).toEqual(['Redis is away'])
    line.trouble(null)
    await vi.waitFor(() => expect(changes()).toEqual(['Redis is away', 'Redis is back']), SOON)
    expect(await ask(10)).toBe(0)
    test.clock.now += 60_000
    expect(await ask(10)).toBe(5)
  })
})
