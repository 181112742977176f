import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { ADMIN, makeApp, type TestApp } from '../../test/makeApp.ts'
import { type RedisService, startRedis } from '../../test/services/redis.ts'
import { openRedisLine, type RedisLine, type Trouble } from '../../test/services/redisLine.ts'

const SOON = { timeout: 15_000, interval: 50 }
const TROUBLES: readonly Trouble[] = ['refused', 'hanging', 'loading']

let redis: RedisService
let line: RedisLine
let test: TestApp

beforeAll(async () => void (redis = (await startRedis())!))
afterAll(() => redis.stop())
afterEach(async () => {
  line.trouble(null)
  await test.close()
  await line.stop()
})

it.each(TROUBLES)('is there, and says so, with a Redis that is %s; and when it is back', async (trouble) => {
  line = await openRedisLine(redis.url)
  test = await makeApp({ redisUrl: line.url, env: { REDIS_URL: line.url } })
  const admin = await test.as(ADMIN.username)
  const page = async () => {
    const response = await admin('/admin')
    return [
      response.status,
      /<div>Redis<small>([^<]+)<\/small><\/div><span[^>]*>([^<]+)/
        .exec(await response.text())
        ?.slice(1)
        .join(', '),
    ]
  }
  await vi.waitFor(async () => expect(await page()).toEqual([200, expect.stringMatching(/^answers in .*, healthy$/)]), SOON)
  line.trouble(trouble)
  expect(await page()).toEqual([200, expect.stringMatching(/^does not answer; .*, away$/)])
  line.trouble(null)
  await vi.waitFor(async () => expect(await page()).toEqual([200, expect.stringMatching(/, healthy$/)]), SOON)
})
