import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newId } from '../ids.ts'
import { openBackend, type Backend } from '../test/backend.ts'
import { sampleConversation, sampleFile, sampleMessage, sampleUsage, sampleUser } from './sample.ts'

let backend: Backend
beforeAll(async () => void (backend = await openBackend()))
afterAll(() => backend.close())

const early = new Date('1970-01-01T00:00:00.001Z')
const late = new Date('2199-12-31T23:59:59.999Z')
const words = '中文字符 · čeština 🧑🏽‍🚀\n\t"quotes" \'single\' \\n `ticks` %_! -- ; null'

it('has every table and column of the schema', async () => {
  const { db, t } = backend.db
  for (const table of Object.values(t)) expect(await db.select().from(table)).toEqual([])
})

it('keeps a user as it was written, with defaults where nothing was', async () => {
  const { db, t } = backend.db
  const row = sampleUser({ username: words, quota: { tokens_day: 9_007_199_254_740_991 }, createdAt: early, updatedAt: late })
  await db.insert(t.users).values(row)
  const [stored] = await db.select().from(t.users).where(eq(t.users.id, row.id))
  const empty = { groupId: null, passwordHash: null, locale: null, theme: null, timeZone: null, notes: null, lastLoginAt: null }
  expect(stored).toEqual({ ...row, ...empty, role: 'user', active: true, epoch: 0 })
})

it('keeps words, locales and booleans that are not the default', async () => {
  const { db, t } = backend.db
  const row = sampleUser({
    role: 'admin',
    active: false,
    epoch: 7,
    locale: 'zh-CN',
    theme: 'dark',
    timeZone: 'Asia/Shanghai',
    notes: words,
  })
  await db.insert(t.users).values(row)
  expect((await db.select().from(t.users).where(eq(t.users.id, row.id)))[0]).toMatchObject(row)
})

it('keeps nested JSON, and tells an empty list from nothing', async () => {
  const { db, t } = backend.db
  const at = { createdAt: early, updatedAt: late }
  const price = { currency: 'CNY', input: 1_000_000, cached_input: 20_000, output: 4_000_000, from: '2026-11-01', weekdays: [1, 5] }
  const shape = { abilities: { thinking: 'deepseek', images: true } as const, params: { a: [null, 1.5, { b: words }] } }
  const row = { id: newId(), name: words, upstreamId: 'm', provider: 'p', contextTokens: 1_048_576, ...shape, prices: [price], ...at }
  await db.insert(t.models).values(row)
  expect((await db.select().from(t.models))[0]).toMatchObject({ ...row, audience: null, isDefault: false, enabled: true })
  const key = { id: newId(), label: 'k', provider: 'p', baseUrl: 'http://localhost', last4: '', ...at }
  await db.insert(t.apiKeys).values([key, { ...key, id: newId(), models: [] }])
  expect((await db.select({ models: t.apiKeys.models }).from(t.apiKeys).orderBy(t.apiKeys.id)).map((row) => row.models)).toEqual([null, []])
})

it.each([false, 0, '', 'text', [1, 'two', null], { deep: { er: true } }])('keeps the setting %j', async (value) => {
  const { db, t } = backend.db
  const name = `setting-${JSON.stringify(value).replace(/\W/g, '')}`
  await db.insert(t.settings).values({ name, value, updatedAt: early })
  expect((await db.select().from(t.settings).where(eq(t.settings.name, name)))[0]).toEqual({
    name,
    value,
    updatedAt: early,
    updatedBy: null,
  })
})

it('keeps tokens, money and sizes up to the largest safe integer', async () => {
  const { db, t } = backend.db
  const most = Number.MAX_SAFE_INTEGER
  const row = sampleUsage({ promptTokens: most, totalTokens: most, cost: most, estimated: true, settledAt: late })
  await db.insert(t.tokenUsage).values(row)
  expect((await db.select().from(t.tokenUsage))[0]).toMatchObject({ ...row, cachedTokens: 0, reservedTokens: 0, attempt: 1, userId: null })
})

it('keeps a long answer and the text of a long file', async () => {
  const { db, t } = backend.db
  const user = sampleUser()
  const conversation = sampleConversation(user.id, { title: words, pinned: true, shareId: 'share' })
  const content = words.repeat(20_000)
  const message = sampleMessage(conversation, { content, reasoning: content, html: content, reasoningMs: 1234, clientId: words })
  const file = sampleFile(user.id, { text: content, filename: words, fileSize: 2 ** 40, status: 'truncated' })
  await db.insert(t.users).values(user)
  await db.insert(t.conversations).values(conversation)
  await db.insert(t.messages).values(message)
  await db.insert(t.files).values(file)
  expect((await db.select().from(t.conversations))[0]).toMatchObject(conversation)
  expect((await db.select().from(t.messages))[0]).toMatchObject(message)
  expect((await db.select().from(t.files))[0]).toMatchObject(file)
})

it('refuses what a column must have', async () => {
  const { db, t } = backend.db
  const { username: _, ...nameless } = sampleUser()
  await expect(db.insert(t.users).values(nameless as ReturnType<typeof sampleUser>)).rejects.toThrow()
})
