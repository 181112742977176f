import { asc, eq } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { newId } from '../ids.ts'
import { contentOf, readTurn } from '../test/frames.ts'
import { makeApp, type Send, type TestApp } from '../test/makeApp.ts'
import type { Script } from '../test/upstream/upstream.ts'
import type { UpstreamFailed } from '../llm/failed.ts'
import type { Store } from '../db/store.ts'
import { type Call, openUsage, settleUsage } from '../usage/service.ts'
import { createAttempts, type Wait } from './attempts.ts'

let test: TestApp
let alice: Send

const PRICE = { currency: 'CNY', input: 1_000_000, cached_input: 1_000_000, output: 1_000_000, from: '2020-01-01T00:00:00Z' }
const REQUEST = { model: 'fake', messages: [] }
const FIRST = 'sk-test-key-0001'
const SECOND = 'sk-test-key-0002'

beforeEach(async () => {
  test = await makeApp()
  alice = await test.as('alice')
  await test.db.db.update(test.db.t.models).set({ prices: [PRICE] })
})
afterEach(() => test.close())

/** Another key for the same models, tried after the first. */
async function addKey(apiKey = SECOND, change: { priority?: number; models?: string[] } = { priority: 1 }): Promise<void> {
  await test.upstreams.connect({ baseUrl: test.upstream.url, apiKey, label: apiKey.slice(-4), provider: 'deepseek', allowPrivate: true })
  const { db, t } = test.db
  await db
    .update(t.apiKeys)
    .set(change)
    .where(eq(t.apiKeys.label, apiKey.slice(-4)))
  test.clock.now += 1_001
}

const byKey = (scripts: Record<string, Script>) => test.upstream.script(({ key }) => scripts[key ?? ''] ?? { content: ['fine'] })
const keysCalled = () => test.upstream.calls.map(({ key }) => key)
const keyRows = () => test.db.db.select().from(test.db.t.apiKeys).orderBy(asc(test.db.t.apiKeys.id))
const usageRows = () => test.db.db.select().from(test.db.t.tokenUsage).orderBy(asc(test.db.t.tokenUsage.attempt))
const logRows = () => test.db.db.select().from(test.db.t.proxyLogs)
const chat = async () => readTurn(await alice('/api/chat', { json: { message: 'hello' } }))

describe('a question over two keys', () => {
  it.each<[string, Script, string]>([
    ['401', { fault: '401' }, 'upstream_key_refused'],
    ['403', { fault: '403' }, 'upstream_key_refused'],
    ['402', { fault: '402' }, 'upstream_no_credit'],
    ['429 for want of quota', { fault: '429', message: 'You exceeded your current quota: insufficient_quota' }, 'upstream_no_credit'],
  ])('sets the first aside for %s and goes on with the other at once', async (_, script, reason) => {
    await addKey()
    byKey({ [FIRST]: script })
    expect(contentOf(await chat())).toBe('fine')
    expect(keysCalled()).toEqual([FIRST, SECOND])
    expect(test.waits).toEqual([])
    await vi.waitFor(async () => expect((await keyRows())[0]).toMatchObject({ status: 'set_aside', reason }))
    await chat()
    expect(keysCalled()).toEqual([FIRST, SECOND, SECOND])
  })

  it.each<[string, Script]>([
    ['429', { fault: '429', retry: '7' }],
    ['500', { fault: '500' }],
    ['529', { fault: '529' }],
    ['an overload in the stream', { fault: 'error@0' }],
    ['a connection that breaks off', { fault: 'reset@0' }],
    ['a stream that ends after a comment', { ttft: 5, ka: 5, fault: 'incomplete@0' }],
  ])('lets the first cool for %s, goes on with the other, and comes back to the first', async (_, script) => {
    await addKey()
    byKey({ [FIRST]: script })
    expect(contentOf(await chat())).toBe('fine')
    expect(keysCalled()).toEqual([FIRST, SECOND])
    await vi.waitFor(async () => expect((await keyRows())[0]).toMatchObject({ status: 'cooling' }))
    test.upstream.script({ content: ['fine'] })
    test.clock.now += 7_000
    await chat()
    expect(keysCalled().at(-1)).toBe(FIRST)
    await vi.waitFor(async () => expect((await keyRows())[0]).toMatchObject({ status: 'ok', reason: null, until: null }))
  })

  it('has one usage row and one line of the log for each call, and is charged for one', async () => {
    await addKey()
    byKey({ [FIRST]: { fault: '503' } })
    const frames = await chat()
    const [first, second, ...more] = await usageRows()
    expect(first).toMatchObject({ attempt: 1, status: 'failed', keyLabel: 'DEEPSEEK_API_KEY', totalTokens: 0, reservedTokens: 0, cost: 0 })
    expect(second).toMatchObject({ attempt: 2, status: 'complete', keyLabel: '0002', reservedTokens: 0, completionTokens: 1 })
    expect(more).toEqual([])
    expect(frames.find(({ type }) => type === 'usage')?.usage).toMatchObject({ total_tokens: second?.totalTokens, cost: second?.cost })
    expect((await logRows()).map(({ status, httpStatus }) => [status, httpStatus])).toEqual([
      ['failed', 503],
      ['complete', 200],
    ])
  })

  it('is never asked again once a token came, be it a thought', async () => {
    await addKey()
    for (const script of [{ fault: 'disconnect@2' }, { fault: 'error@1' }, { fault: 'reset@1', reasoning: 3 }]) {
      const before = test.upstream.calls.length
      test.upstream.script({ ...script, tokens: 9, tps: 200 })
      expect((await chat()).at(-1)).toMatchObject({ type: 'error' })
      expect(test.upstream.calls.length - before).toBe(1)
    }
  })

  it('is not asked again where the question is to blame', async () => {
    await addKey()
    test.upstream.script({ fault: '400' })
    expect((await chat()).at(-1)).toMatchObject({ type: 'error', code: 'upstream_error' })
    expect(keysCalled()).toEqual([FIRST])
  })

  it('goes only to a key that serves the model', async () => {
    await addKey(SECOND, { models: ['another'], priority: 0 })
    byKey({ [FIRST]: { fault: '401' } })
    expect((await chat()).at(-1)).toMatchObject({ type: 'error', code: 'no_api_key' })
    expect(keysCalled()).toEqual([FIRST])
  })

  it('whose health another process has told is heard within a second', async () => {
    await addKey()
    const { db, t } = test.db
    const change = { status: 'set_aside', until: new Date(test.clock.now + 600_000), updatedAt: new Date(test.clock.now) } as const
    await db.update(t.apiKeys).set(change).where(eq(t.apiKeys.label, 'DEEPSEEK_API_KEY'))
    test.clock.now += 1_001
    test.upstream.script({ content: ['fine'] })
    await chat()
    expect(keysCalled()).toEqual([SECOND])
  })
})

describe('a question over one key', () => {
  it('is asked again twice, after waits, and then says so', async () => {
    test.upstream.script({ fault: '500' })
    expect((await chat()).at(-1)).toMatchObject({ type: 'error', code: 'upstream_error' })
    expect(test.upstream.calls).toHaveLength(3)
    expect(test.waits).toEqual([1_125, 2_125])
    expect((await usageRows()).map(({ attempt, status }) => [attempt, status])).toEqual([
      [1, 'failed'],
      [2, 'failed'],
      [3, 'failed'],
    ])
    expect(await logRows()).toHaveLength(3)
  })

  it('is answered when the second time does better', async () => {
    test.upstream.script((_, index) => (index === 0 ? { fault: '429', retry: '20' } : { content: ['fine'] }))
    expect(contentOf(await chat())).toBe('fine')
    expect(test.waits).toEqual([20_125])
  })

  it('waits until a time of day, too', async () => {
    const retry = new Date(Math.floor(Date.now() / 1_000) * 1_000 + 10_000).toUTCString()
    test.upstream.script((_, index) => (index === 0 ? { fault: '429', retry } : { content: ['fine'] }))
    expect(contentOf(await chat())).toBe('fine')
    expect(test.waits[0]).toBeGreaterThan(8_000)
    expect(test.waits[0]).toBeLessThanOrEqual(10_125)
  })

  it('waits no more than 30 s in all', async () => {
    test.upstream.script({ fault: '429', retry: '20' })
    expect((await chat()).at(-1)).toMatchObject({ type: 'error', message: expect.stringContaining('20 seconds') })
    expect(test.waits).toEqual([20_125])
  })

  it('does not wait for who asks for an hour', async () => {
    test.upstream.script({ fault: '429', retry: '3600' })
    expect((await chat()).at(-1)).toMatchObject({ type: 'error', code: 'upstream_error', message: expect.stringContaining('overloaded') })
    expect([test.upstream.calls.length, test.waits]).toEqual([1, []])
    test.clock.now += 60_000
    test.upstream.script({ content: ['fine'] })
    expect(contentOf(await chat())).toBe('fine')
  })

  it('whose key is refused gets one clear sentence, and so does the next, before anything is saved', async () => {
    test.upstream.script({ fault: '401' })
    expect((await chat()).at(-1)).toMatchObject({ type: 'error', code: 'no_api_key', message: expect.stringContaining('No key') })
    const before = await test.db.db.$count(test.db.t.messages)
    const next = await alice('/api/chat', { json: { message: 'and now?' } })
    expect(next.status).toBe(503)
    expect(await next.json()).toMatchObject({ error: { code: 'no_api_key' } })
    expect(await test.db.db.$count(test.db.t.messages)).toBe(before)
    expect(test.upstream.calls).toHaveLength(1)
  })

  it('waits its turn where the key takes one call at a time', async () => {
    await test.db.db.update(test.db.t.apiKeys).set({ maxConcurrency: 1 })
    test.clock.now += 1_001
    let [open, most] = [0, 0]
    test.upstream.script((call) => {
      most = Math.max(most, ++open)
      void call.closed.then(() => open--)
      return { content: ['fine'] }
    })
    const answers = await Promise.all([chat(), chat(), chat()])
    const ends = answers.map((frames) => frames.at(-1)?.type)
    expect(ends).toContain('done')
    expect(most).toBe(1)
    expect((await usageRows()).filter(({ status }) => status === 'open')).toEqual([])
  })

  it('is settled once where its conversation was deleted between two calls', async () => {
    const { db, t } = test.db
    test.upstream.script((_, index) => (index === 0 ? { fault: '503' } : { manual: true }))
    const response = await alice('/api/chat', { json: { message: 'hello' } })
    await test.upstream.waitForCall(2)
    const call = await test.upstream.nextCall()
    await db.delete(t.conversations)
    await call.send('too late')
    await call.finish()
    await readTurn(response)
    expect((await usageRows()).map(({ attempt, status }) => [attempt, status])).toEqual([
      [1, 'failed'],
      [2, 'complete'],
    ])
  })

  it('is stopped at once while it waits, and pays for nothing', async () => {
    test.upstream.script({ fault: '503', retry: '25' })
    const waiting = Promise.withResolvers<void>()
    const wait = (_: number, signal: AbortSignal) =>
      new Promise<void>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('stopped')))
        waiting.resolve()
      })
    const { attempts } = await begin({ wait })
    const abort = new AbortController()
    const working = attempts.ask(REQUEST, () => {}, abort.signal)
    await waiting.promise
    expect(await usageRows()).toMatchObject([{ status: 'failed' }])
    abort.abort('user')
    await expect(working).rejects.toThrow('stopped')
    expect(await usageRows()).toMatchObject([{ status: 'failed', totalTokens: 0 }])
  })
})

describe('whatever breaks between two calls', () => {
  it.each([
    ['the failed one is settled', 1],
    ['the next one is opened', 2],
  ])('the question fails as its call did when the database is away as %s', async (_, nth) => {
    await addKey()
    await test.db.db.update(test.db.t.apiKeys).set({ maxConcurrency: 1, updatedAt: new Date(test.clock.now) })
    test.clock.now += 1_001
    byKey({ [FIRST]: { fault: '503' } })
    let transactions = 0
    const away = Object.assign(new Error('away'), { code: 'ECONNREFUSED' })
    const db: Store = { ...test.db, tx: (work) => (++transactions === nth ? Promise.reject(away) : test.db.tx(work)) }
    const { attempts } = await begin({ db })
    const error = await attempts.ask(REQUEST, () => {}, new AbortController().signal).catch((failure: unknown) => failure)
    expect(error).toMatchObject({ reason: 'upstream_busy', errorClass: 'http_503' })
    const end = { status: 'failed', content: '', reasoning: '', report: (error as UpstreamFailed).report, errorClass: 'http_503' } as const
    for (let again = 0; again < 2; again++) await settleUsage(test.db, attempts.last(), end, new Date())
    expect((await usageRows()).map(({ attempt, status }) => [attempt, status])).toEqual([[1, 'failed']])
    expect(await logRows()).toHaveLength(1)
    test.upstream.script({ content: ['fine'] })
    expect(contentOf(await chat())).toBe('fine')
  })

  it('another price that applies by then is that of the second call alone', async () => {
    byKey({ [FIRST]: { fault: '503' } })
    const dearer = { ...PRICE, currency: 'USD', input: 7_000_000, from: new Date(test.clock.now + 1).toISOString() }
    const wait: Wait = (ms) => {
      test.clock.now += ms
      byKey({})
      return Promise.resolve()
    }
    const { attempts } = await begin({ wait, prices: [PRICE, dearer] })
    await attempts.ask(REQUEST, () => {}, new AbortController().signal)
    const usage = { promptTokens: 10, cachedTokens: 4, completionTokens: 3, reasoningTokens: 0 }
    const report = { httpStatus: 200, ttftMs: 1, durationMs: 1, bytesIn: 1, bytesOut: 1, usage }
    const end = { status: 'complete', content: 'fine', reasoning: '', report, errorClass: null } as const
    await settleUsage(test.db, attempts.last(), end, new Date(test.clock.now))
    expect(await usageRows()).toMatchObject([
      { attempt: 1, status: 'failed', inputPrice: 1_000_000, currency: 'CNY', cost: 0 },
      { attempt: 2, status: 'complete', inputPrice: 7_000_000, currency: 'USD', cost: 6 * 7 + 4 + 3 },
    ])
  })

  it('a quota that is used up meanwhile ends it', async () => {
    await addKey()
    byKey({ [FIRST]: { fault: '503' } })
    const { db, t } = test.db
    await db.update(t.users).set({ quota: { tokens_day: 1 } })
    const { attempts } = await begin({ held: { quota: { tokens_day: 1_000_000 }, timeZone: 'UTC', byDefault: null } })
    const working = attempts.ask(REQUEST, () => {}, new AbortController().signal)
    await expect(working).rejects.toMatchObject({ reason: 'quota_tokens' })
    expect((await usageRows()).map(({ attempt, status }) => [attempt, status])).toEqual([[1, 'failed']])
    expect(keysCalled()).toEqual([FIRST])
  })
})

type Begin = { db?: Store; wait?: Wait; held?: Call['held']; prices?: Call['prices'] }

/** A turn's calls without the turn: the usage of the first is open. */
async function begin({ db = test.db, wait, held = null, prices = [PRICE] }: Begin) {
  const now = () => test.clock.now
  const route = await test.upstreams.route(null)
  const [user] = await test.db.db.select().from(test.db.t.users)
  const call = { ...sampleCall(user?.id ?? '', route.meant), held, prices }
  const at = new Date(now())
  const price = await openUsage(test.db, call, at)
  return { attempts: createAttempts({ db, now, ...(wait && { wait }) }, { route, call, price }) }
}

const sampleCall = (userId: string, key: { keyId: string | null; keyLabel: string }): Call => ({
  ...key,
  userId,
  tokenId: null,
  conversationId: newId(),
  messageId: newId(),
  attempt: 1,
  modelId: null,
  model: 'fake',
  source: 'api',
  requestId: 'r',
  prices: [PRICE],
  promptEstimate: 10,
  answerAllowance: 20,
  held: null,
})
