import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { makeApp, type Send, type TestApp } from '../test/makeApp.ts'
import { type RedisService, startRedis } from '../test/services/redis.ts'
import { openRedisLine } from '../test/services/redisLine.ts'

const SOON = { timeout: 10_000, interval: 20 }

let redis: RedisService
let here: TestApp
let send: Send
let told: number

beforeAll(async () => {
  redis = (await startRedis())!
})
beforeEach(async () => {
  here = await makeApp({ redisUrl: redis.url })
  send = await here.as('lin.chen')
  told = here.lines.length
})
afterEach(() => here.close())
afterAll(() => redis.stop())

async function nameOf(as: Send): Promise<unknown> {
  const response = await as('/api/auth/me')
  return response.status === 200 ? ((await response.json()) as { username: string }).username : response.status
}

const changes = (): string[] => here.lines.slice(told).flatMap((line) => /"msg":"(Redis is (?:away|back))/.exec(line)?.[1] ?? [])
const isBack = () => vi.waitFor(() => expect(changes().at(-1)).toBe('Redis is back'), SOON)

it('gone: nobody is signed out, who comes gets in, and what ends has ended', async () => {
  await redis.kill()
  expect(await nameOf(send)).toBe('lin.chen')
  const late = await here.as('mei')
  expect(await nameOf(late)).toBe('mei')
  await late('/logout', { form: {} })
  expect(await nameOf(late)).toBe(401)
  await redis.restart()
  await isBack()
  expect([await nameOf(late), await nameOf(send)]).toEqual([401, 'lin.chen'])
  expect(changes()).toEqual(['Redis is away', 'Redis is back'])
})

it('hanging: of many requests none but the first waits for it', async () => {
  redis.pause()
  for (let n = 0; n < 60; n++) expect(await nameOf(send)).toBe('lin.chen')
  const late = await here.as('wang')
  await late('/logout', { form: {} })
  expect(await nameOf(late)).toBe(401)
  redis.resume()
  await isBack()
  expect([await nameOf(late), await nameOf(send)]).toEqual([401, 'lin.chen'])
  expect(changes()).toEqual(['Redis is away', 'Redis is back'])
})

it.each(['slow', 'loading'] as const)('%s: nobody is signed out, who comes gets in, and what ends has ended', async (trouble) => {
  const line = await openRedisLine(redis.url)
  const there = await makeApp({ redisUrl: line.url })
  const known = await there.as('lin.chen')
  line.trouble(trouble)
  expect(await nameOf(known)).toBe('lin.chen')
  const late = await there.as('mei')
  expect(await nameOf(late)).toBe('mei')
  await late('/logout', { form: {} })
  expect(await nameOf(late)).toBe(401)
  line.trouble(null)
  await vi.waitFor(() => there.kv.get('anything'), SOON)
  expect([await nameOf(late), await nameOf(known)]).toEqual([401, 'lin.chen'])
  await there.close()
  await line.stop()
})

it('back: it fills itself again', async () => {
  await redis.restart()
  await vi.waitFor(() => here.kv.ping(), SOON)
  await vi.waitFor(() => here.kv.get('anything'), SOON)
  expect(await nameOf(send)).toBe('lin.chen')
  const select = vi.spyOn(here.db.db, 'select')
  expect(await nameOf(send)).toBe('lin.chen')
  expect(select).not.toHaveBeenCalled()
  select.mockRestore()
})
