import { readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type FakeUpstream, startFakeUpstream } from '../src/test/upstream/upstream.ts'
import { ADMIN } from './browser.ts'
import { newDataDir, removeDataDir, type RunningServer, runToEnd, startServer } from './server.ts'

const KEY = 'sk-sealed-and-sealed-again'
const GIVEN = 'a secret that the operator gives, 32 characters or more'
const NEXT = 'another that the operator gives, 32 characters or more'

let upstream: FakeUpstream
let dataDir: string
let server: RunningServer | null

beforeAll(async () => void (upstream = await startFakeUpstream({ models: ['fake'], script: { content: ['ok'] } })))
afterAll(() => upstream.stop())
beforeEach(async () => {
  dataDir = await newDataDir()
  server = null
})
afterEach(async () => {
  await server?.stop('SIGKILL')
  await removeDataDir(dataDir)
})

const ADMINISTRATOR = { ADMIN_USERNAME: ADMIN.username, ADMIN_PASSWORD: ADMIN.password }
const rotate = (env: Record<string, string> = {}) => runToEnd({ DATA_DIR: dataDir, ...env }, 'rotateSecret.js')
const tryStart = (env: Record<string, string> = {}) => runToEnd({ DATA_DIR: dataDir, PORT: '0', ...env })
const file = (name: string): Promise<string> => readFile(join(dataDir, name), 'utf8')

async function start(env: Record<string, string> = {}): Promise<RunningServer> {
  server = await startServer({ dataDir, env: { DEEPSEEK_API_KEY: KEY, DEEPSEEK_BASE_URL: upstream.url, ...ADMINISTRATOR, ...env } })
  return server
}

async function tokenOf({ url }: RunningServer): Promise<string> {
  const response = await fetch(`${url}/api/auth/token`, { method: 'POST', body: new URLSearchParams(ADMIN) })
  return ((await response.json()) as { token: string }).token
}

/** The key with which the model was asked. */
async function keyOfAnswer(running: RunningServer): Promise<string | undefined> {
  const headers = { Authorization: `Bearer ${await tokenOf(running)}`, Accept: 'application/json' }
  const body = new URLSearchParams({ message: 'hi' })
  expect((await fetch(`${running.url}/api/chat`, { method: 'POST', headers, body })).status).toBe(200)
  return upstream.calls.at(-1)?.key ?? undefined
}

describe('the secret that was generated', () => {
  it('is replaced by another: keys are kept, tokens end, and the earlier one opens nothing', async () => {
    const first = await start()
    const token = await tokenOf(first)
    await first.stop()
    const before = await file('secret')
    const { code, output } = await rotate()
    expect([code, output]).toEqual([0, expect.stringMatching(/1 stored secrets .*\n0 sessions and 1 API tokens .*\n.*Start AIChat again/)])
    expect(await file('secret')).not.toBe(before)
    expect((await stat(join(dataDir, 'secret'))).mode & 0o777).toBe(0o600)
    expect(output).not.toContain((await file('secret')).trim())
    const second = await start()
    expect((await fetch(`${second.url}/api/auth/me`, { headers: { Authorization: `Bearer ${token}` } })).status).toBe(401)
    expect(await keyOfAnswer(second)).toBe(KEY)
    await second.stop()
    const refused = await tryStart({ APP_SECRET: before.trim() })
    expect([refused.code, refused.output.trim().split('\n')]).toEqual([78, [expect.stringContaining('APP_SECRET is not the one')]])
  })

  it('is not lost where the power goes between the database and the file', async () => {
    await (await start()).stop()
    const before = await file('secret')
    await rotate()
    await rename(join(dataDir, 'secret'), join(dataDir, 'secret.new'))
    await writeFile(join(dataDir, 'secret'), before)
    expect((await tryStart()).code).toBe(78)
    expect((await rotate({ APP_SECRET_NEW: NEXT })).code).toBe(78)
    expect((await rotate()).code).toBe(0)
    expect(await keyOfAnswer(await start())).toBe(KEY)
  })
})

describe('a secret that the environment gives', () => {
  it('is replaced by another that it gives', async () => {
    await (await start({ APP_SECRET: GIVEN })).stop()
    const { code, output } = await rotate({ APP_SECRET: GIVEN, APP_SECRET_NEW: NEXT })
    expect([code, output]).toEqual([0, expect.stringContaining('Set APP_SECRET to the value of APP_SECRET_NEW')])
    expect(output).not.toContain(NEXT)
    expect(await keyOfAnswer(await start({ APP_SECRET: NEXT }))).toBe(KEY)
  })

  it('is replaced by one that is made, and left in a file', async () => {
    await (await start({ APP_SECRET: GIVEN })).stop()
    for (let run = 0; run < 2; run++) expect((await rotate({ APP_SECRET: GIVEN })).code).toBe(0)
    const made = (await file('secret.new')).trim()
    expect(await keyOfAnswer(await start({ APP_SECRET: made }))).toBe(KEY)
  })

  it('is not replaced where it is wrong, or stays the same', async () => {
    await (await start({ APP_SECRET: GIVEN })).stop()
    const wrong = await rotate({ APP_SECRET: NEXT, APP_SECRET_NEW: `${GIVEN} and more` })
    expect([wrong.code, wrong.output]).toEqual([78, expect.stringContaining('APP_SECRET is not the one')])
    expect((await rotate({ APP_SECRET: GIVEN, APP_SECRET_NEW: GIVEN })).code).toBe(78)
    expect((await rotate({ APP_SECRET: GIVEN, APP_SECRET_NEW: 'short' })).output).toContain('APP_SECRET_NEW')
    expect(await keyOfAnswer(await start({ APP_SECRET: GIVEN }))).toBe(KEY)
  })
})
