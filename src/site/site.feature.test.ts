import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { parseConfig } from '../config.ts'
import type { Store } from '../db/store.ts'
import { type Backend, openBackend, openBeside } from '../test/backend.ts'
import { loudLog } from '../test/loudLog.ts'
import { newId } from '../ids.ts'
import { defaultsOf, type SettingChange } from './settings.ts'
import { createSite, type SiteSettings } from './site.ts'

const config = parseConfig({ REGISTRATION: 'invite', RATE_LIMITS: '5/1m,100/1d', MAX_UPLOAD_MB: '7' })

let backend: Backend
let now = 0
let reads = 0
/** what becomes of what is asked of the database */
let trouble: (() => Promise<never>) | null = null

beforeAll(async () => {
  backend = await openBackend()
})
beforeEach(async () => {
  await backend.db.db.delete(backend.db.t.settings)
  now = Date.now()
  reads = 0
  trouble = null
})
afterAll(() => backend.close())

/** The database as it is, or as `trouble` has it. */
const watched = (store: Store): Store => ({
  ...store,
  db: {
    ...store.db,
    select: ((fields: never) => {
      reads++
      if (trouble === null) return store.db.select(fields)
      return { from: () => ({ where: trouble }) }
    }) as unknown as Store['db']['select'],
  },
})

function openSite(store: Store = watched(backend.db)): { site: SiteSettings; lines: readonly string[] } {
  const { log, lines } = loudLog()
  return { site: createSite({ db: store, config, now: () => now, log }), lines }
}

const by = newId()

async function change(site: SiteSettings, changes: SettingChange): Promise<void> {
  await backend.db.tx((store) => site.write(store, changes, by, new Date(now)))
  site.forget()
}

async function storeText(name: string, text: string): Promise<void> {
  const { db, t, d } = backend.db
  const row = { name, value: 'x', updatedAt: new Date(now) }
  await d.upsert(db, t.settings, { row, target: [t.settings.name], set: { value: 'x' } })
  await db
    .update(t.settings)
    // past the driver, as somebody with a database client would
    .set({ value: sql`${text}` as never })
    .where(eq(t.settings.name, name))
}

it('has what the environment says where nothing is set', async () => {
  expect(await openSite().site.current()).toEqual({
    registration: 'invite',
    rateLimits: [
      { limit: 5, windowMs: 60_000 },
      { limit: 100, windowMs: 86_400_000 },
    ],
    quota: null,
    systemPrompt: null,
    banner: null,
    maxUploadMb: 7,
    retentionDays: { usage: null, logs: null, audit: null },
    summarize: false,
    timeZone: null,
  })
  expect(defaultsOf(config)).toMatchObject({ registration: 'invite', rate_limits: '5/1m,100/1d', max_upload_mb: 7 })
})

it('lets a set value win, and gives the environment back when it is taken away', async () => {
  const { site } = openSite()
  await change(site, { registration: 'closed', rate_limits: 'off', quota_tokens_day: 0, max_upload_mb: 3, log_retention_days: 30 })
  const set = { registration: 'closed', rateLimits: [], quota: { tokens_day: 0 }, maxUploadMb: 3, retentionDays: { logs: 30, usage: null } }
  expect(await site.current()).toMatchObject(set)
  await change(site, { registration: null, rate_limits: null, quota_tokens_day: null })
  expect(await site.current()).toMatchObject({ registration: 'invite', rateLimits: config.rateLimits, quota: null, maxUploadMb: 3 })
})

it('is told by another process within two seconds, and asks once a second at most', async () => {
  const other = await openBeside(backend)
  const [here, there] = [openSite().site, openSite(other.db).site]
  await there.current()
  await Promise.all(Array.from({ length: 50 }, () => here.current()))
  expect(reads).toBe(1)
  await change(there, { registration: 'closed' })
  now += 999
  expect(await here.current()).toMatchObject({ registration: 'invite' })
  now += 1
  expect(await here.current()).toMatchObject({ registration: 'closed' })
  expect(reads).toBe(2)
  await other.close()
})

it('is the same object while nothing has changed', async () => {
  const { site } = openSite()
  const first = await site.current()
  now += 5_000
  expect(await site.current()).toBe(first)
  expect(reads).toBe(2)
  await change(site, { banner: 'Hello' })
  expect(await site.current()).not.toBe(first)
})

it('goes on when the clock has gone back', async () => {
  const { site } = openSite()
  await site.current()
  await backend.db.tx((store) => site.write(store, { banner: 'Hello' }, by, new Date(now)))
  now -= 3_600_000
  expect(await site.current()).toMatchObject({ banner: 'Hello' })
})

it.each([
  ['no JSON at all', 'registration', 'closed'],
  ['a word that is none of ours', 'registration', '"ajar"'],
  ['limits that cannot be read', 'rate_limits', '"5 a minute"'],
  ['a number too many', 'quota_tokens_day', '1e300'],
  ['nothing', 'banner', 'null'],
  ['a text that is too long', 'system_prompt', JSON.stringify('x'.repeat(8_001))],
])('does without a row that holds %s, says so once, and heeds the others', async (_, name, text) => {
  const { site, lines } = openSite()
  await change(site, { summarize: true })
  await storeText(name, text)
  for (let i = 0; i < 3; i++, now += 2_000)
    expect(await site.current()).toMatchObject({ registration: 'invite', quota: null, banner: null, systemPrompt: null, summarize: true })
  expect(lines.filter((line) => line.includes('is damaged'))).toHaveLength(1)
  expect(lines.join('')).toContain(`"setting":"${name}"`)
})

it('leaves alone what it does not know', async () => {
  const { site, lines } = openSite()
  await storeText('from_the_future', '{"a":1}')
  expect(await site.current()).toMatchObject({ registration: 'invite' })
  expect(lines).toEqual([])
})

it('holds what was known last while the database is away, and says so once', async () => {
  const { site, lines } = openSite()
  await change(site, { registration: 'closed' })
  const known = await site.current()
  trouble = () => Promise.reject(new Error('nobody there'))
  for (let i = 0; i < 3; i++) {
    now += 2_000
    expect(await site.current()).toBe(known)
  }
  expect(reads).toBe(4)
  trouble = null
  now += 2_000
  expect(await site.current()).toBe(known)
  expect(lines.map((line) => JSON.parse(line).msg)).toEqual([
    'The settings could not be read: those that were known last hold',
    'The settings can be read again',
  ])
})

it('has nothing to hold where the database was never there', async () => {
  trouble = () => Promise.reject(new Error('nobody there'))
  await expect(openSite().site.current()).rejects.toThrow('nobody there')
})

it('waits half a second for a database that hangs, and asks it no second time meanwhile', async () => {
  const { site } = openSite()
  const known = await site.current()
  vi.useFakeTimers()
  trouble = () => new Promise(() => {})
  now += 1_000
  const asked = Promise.all([site.current(), site.current()])
  await vi.advanceTimersByTimeAsync(500)
  expect(await asked).toEqual([known, known])
  now += 5_000
  expect(await site.current()).toBe(known)
  expect(reads).toBe(2)
  await vi.advanceTimersByTimeAsync(20_000)
  vi.useRealTimers()
  trouble = null
  await backend.db.tx((store) => site.write(store, { banner: 'Back' }, by, new Date(now)))
  expect(await site.current()).toMatchObject({ banner: 'Back' })
})
