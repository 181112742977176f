import type { Hono } from 'hono'
import { mkdtemp, rm } from 'node:fs/promises'
import type { LookupFunction } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp } from '../app.ts'
import { createAccountDeps, ensureAdmin, register } from '../auth/service.ts'
import { type Config, parseConfig } from '../config.ts'
import type { Database } from '../db/store.ts'
import { AppError } from '../errors.ts'
import type { Kv } from '../kv/kv.ts'
import { openKv } from '../kv/open.ts'
import type { Limits } from '../llm/limits.ts'
import type { Transport } from '../llm/transport.ts'
import { loudLog } from './loudLog.ts'
import { createVault } from '../secrets.ts'
import { startTurns } from '../startTurns.ts'
import type { Instance } from '../turn/instance.ts'
import type { RemoteTurns } from '../turn/remoteTurns.ts'
import type { Turns } from '../turn/turns.ts'
import { createSite, type SiteSettings } from '../site/site.ts'
import { createUpstreams, type Upstreams } from '../upstreams/service.ts'
import { createAssets } from '../web/assets.ts'
import type { AppEnv } from '../web/context.ts'
import { type Backend, openBackend, openBeside, waitsFor } from './backend.ts'
import { quickPasswords } from './quickPasswords.ts'
import { type FakeUpstream, startFakeUpstream } from './upstream/upstream.ts'

const SECRET = 'a secret of the tests, 32 characters or more'
export const ADMIN = { username: 'admin', password: 'correct horse battery' }

export type TestApp = {
  app: Hono<AppEnv>
  backend: Backend
  instance: Instance
  config: Config
  db: Database
  kv: Kv
  turns: Turns
  remotes: RemoteTurns
  upstreams: Upstreams
  site: SiteSettings
  upstream: FakeUpstream
  /** the app's clock, ms; only what asks the app for the time sees it */
  clock: { now: number }
  /** how long turns waited for a key, ms: such waits take no time, they move the clock */
  waits: number[]
  /** what it has logged, at any level */
  lines: readonly string[]
  /** Registers (where it is new) and signs in; the returned function sends requests as that user. */
  as(username: string): Promise<Send>
  /** Sends as nobody. */
  send: Send
  close(): Promise<void>
}

export type Send = (path: string, options?: SendOptions) => Promise<Response>
export type SendOptions = {
  method?: string
  json?: unknown
  form?: Record<string, string>
  /** as it is; its type stands in the headers */
  body?: string
  accept?: string
  headers?: Record<string, string>
  signal?: AbortSignal
}

export type TestAppOptions = {
  env?: Record<string, string>
  /** false: no key, so that the demo model answers */
  withUpstream?: boolean
  /** another process on the database, the Redis and the upstream of this one */
  beside?: TestApp
  /** another Redis than that of the tests */
  redisUrl?: string
  /** what one call of an upstream may take */
  limits?: Partial<Limits>
  /** where the names of upstreams lead */
  lookup?: LookupFunction
  /** instead of the app's own connections to upstreams */
  transport?: Transport
}

/** The whole app over a database of its own, with a fake upstream behind it and an administrator in it. */
export async function makeApp({
  env = {},
  withUpstream = true,
  beside,
  redisUrl,
  limits = {},
  lookup,
  transport,
}: TestAppOptions = {}): Promise<TestApp> {
  const backend = beside ? await openBeside(beside.backend) : { ...(await openBackend()), ...(redisUrl ? { redisUrl } : {}) }
  const upstream = beside?.upstream ?? (await startFakeUpstream({ models: ['fake'] }))
  const parsed = parseConfig({
    APP_SECRET: SECRET,
    RATE_LIMITS: 'off',
    ADMIN_USERNAME: ADMIN.username,
    ADMIN_PASSWORD: ADMIN.password,
    ...env,
  })
  const config: Config = { ...parsed, databaseUrl: backend.databaseUrl, appSecret: SECRET }
  const clock = { now: Date.now() }
  const now = () => clock.now
  const { log, lines, errors } = loudLog()
  const { db } = backend
  const kv = countingApart(await openKv({ redisUrl: backend.redisUrl, log, waits: waitsFor(backend.redisUrl) }), backend.id)
  const vault = createVault(SECRET)
  const random = () => 0.5
  const upstreams = createUpstreams({ db, kv, vault, log, now, random, stream: { limits, ...(transport && { transport }) }, lookup })
  if (withUpstream) await upstreams.seed({ deepseekApiKey: 'sk-test-key-0001', deepseekBaseUrl: upstream.url })
  const site = createSite({ db, config, now, log })
  const accounts = createAccountDeps({ config, db, kv, now, log, site, passwords: quickPasswords })
  await ensureAdmin(accounts)
  const dataDir = await mkdtemp(join(tmpdir(), 'aichat-data-'))
  const { instance, turns, remotes, close: closeTurns } = await startTurns({ config: { ...config, ...backend, dataDir }, db, kv, log, now })
  const assets = createAssets('', {})
  const waits: number[] = []
  let people = 0
  const wait = async (ms: number) => {
    waits.push(ms)
    clock.now += ms
  }
  const app = createApp({
    config,
    passwords: quickPasswords,
    db,
    kv,
    log,
    now,
    wait,
    site,
    assets,
    turns,
    remotes,
    upstreams,
    vault,
    instance: instance.id,
  })
  const send = sender(app, {})

  async function as(username: string): Promise<Send> {
    const account = username === ADMIN.username ? ADMIN : { username, password: `${username} has a long password` }
    // each from a place of his own: few may register from one
    if (username !== ADMIN.username)
      await register(accounts, { ...account, ip: `2001:db8:0:${(++people).toString(16)}::1` }).catch(expectTaken)
    const response = await send('/login', { form: account })
    const cookie = response.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ')
    if (response.status !== 303 || cookie === '') throw new Error(`${username} could not sign in: ${response.status}`)
    return sender(app, { Cookie: cookie })
  }

  async function close(): Promise<void> {
    await turns.drain(0)
    if (!beside) await upstream.stop()
    await closeTurns()
    await kv.close()
    await backend.close()
    await rm(dataDir, { recursive: true })
    if (errors.length > 0) throw new Error(`the app logged errors:\n${errors.join('')}`)
  }

  return { app, backend, instance, config, db, kv, turns, remotes, upstreams, site, upstream, clock, waits, lines, as, send, close }
}

function expectTaken(error: unknown): void {
  if (!(error instanceof AppError)) throw error
}

/** All tests share a Redis: what is counted in it is counted for each database. */
const countingApart = (kv: Kv, id: string): Kv => ({
  ...kv,
  hit: (key, windows, nowMs) => kv.hit(`${id} ${key}`, windows, nowMs),
})

function sender(app: Hono<AppEnv>, always: Record<string, string>): Send {
  return async (path, { method, json, form, body: text = null, accept, headers = {}, signal } = {}) => {
    const body = json !== undefined ? JSON.stringify(json) : form ? new URLSearchParams(form) : text
    const type = json !== undefined ? { 'Content-Type': 'application/json' } : {}
    return app.request(path, {
      method: method ?? (body === null ? 'GET' : 'POST'),
      headers: { ...always, ...type, ...(accept === undefined ? {} : { Accept: accept }), ...headers },
      ...(body === null ? {} : { body }),
      ...(signal ? { signal } : {}),
    })
  }
}
