import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contentOf, readTurn, toChatFrame } from '../test/frames.ts'
import { makeApp, type Send, type TestApp } from '../test/makeApp.ts'
import { startManual as startManually } from '../test/manual.ts'
import { settleAbandoned } from './settle.ts'

let test: TestApp
let alice: Send
let bob: Send

beforeAll(async () => {
  test = await makeApp()
  alice = await test.as('alice')
  bob = await test.as('bob')
  await test.db.db.update(test.db.t.models).set({ prices: [PRICE] })
})
afterAll(() => test.close())

/** two micro-units a token */
const PRICE = { currency: 'CNY', input: 2_000_000, cached_input: 2_000_000, output: 2_000_000, from: '2020-01-01T00:00:00Z' }

/** All that these tests read of JSON answers. */
type Answer = {
  error: { code: string; message: string }
  token: string
  session_id: string
  sessions: { title: string }[]
  messages: { content: string; siblings: string[] }[]
  next_cursor: string | null
}
const json = async (response: Response | Promise<Response>) => (await (await response).json()) as Answer
const usageRows = (messageId: unknown) =>
  test.db.db
    .select()
    .from(test.db.t.tokenUsage)
    .where(eq(test.db.t.tokenUsage.messageId, String(messageId)))
const messageRow = async (id: unknown) =>
  (
    await test.db.db
      .select()
      .from(test.db.t.messages)
      .where(eq(test.db.t.messages.id, String(id)))
  )[0]

const startManual = (send: Send, body: Record<string, unknown>) => startManually(test, send, body)

describe('one question, three kinds of answer', () => {
  beforeAll(() => test.upstream.script({ content: ['Hello', ' ', 'world'] }))

  it('is a stream of events whose ids rise by one', async () => {
    const frames = await readTurn(await alice('/api/chat', { json: { message: 'Say hello' } }))
    expect(frames.map(({ type }) => type)).toEqual(['session_id', 'content', 'content', 'content', 'usage', 'session_title', 'done'])
    expect(frames.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(contentOf(frames)).toBe('Hello world')
    expect(frames[5]).toMatchObject({ title: 'Say hello' })
    expect(frames[6]).toMatchObject({ finish_reason: 'stop', status: 'complete' })
    const usage = frames[4]?.usage as Record<string, number>
    expect(usage).toMatchObject({ completion_tokens: 3, cost: (usage.prompt_tokens ?? 0) * 2 + 3 * 2 })
  })

  it('is the bare text', async () => {
    const response = await alice('/api/chat', { form: { message: 'Say hello' }, accept: 'text/plain' })
    expect(response.headers.get('Content-Type')).toContain('text/plain')
    expect(await response.text()).toBe('Hello world')
  })

  it('is one object at the end', async () => {
    const answer = await json(alice('/api/chat', { json: { message: 'Say hello' }, accept: 'application/json' }))
    expect(answer).toMatchObject({ content: 'Hello world', reasoning: null, finish_reason: 'stop', usage: { completion_tokens: 3 } })
  })

  it('is taken from JSON, a form, or multipart', async () => {
    const form = new FormData()
    form.set('message', 'multipart')
    const token = (await json(test.send('/api/auth/token', { json: { username: 'admin', password: 'correct horse battery' } }))).token
    const response = await test.app.request('/api/chat', {
      method: 'POST',
      body: form,
      headers: { Authorization: `Bearer ${token}`, Accept: 'text/plain' },
    })
    expect(await response.text()).toBe('Hello world')
  })
})

describe('an answer', () => {
  it('has its question saved before the upstream is called', async () => {
    const { call, messageId, reader } = await startManual(alice, { message: 'Is it safe?' })
    expect(await messageRow(messageId)).toMatchObject({ status: 'streaming', content: '' })
    expect(await usageRows(messageId)).toMatchObject([{ status: 'open' }])
    await call.finish()
    await reader.all()
  })

  it('goes on when the reader leaves, and is saved whole', async () => {
    const { call, reader, messageId } = await startManual(alice, { message: 'I will leave' })
    await call.send('one ')
    await reader.next()
    await reader.cancel()
    await call.send('two ', 'three')
    await call.finish()
    const frames = await readTurn(await alice(`/api/messages/${messageId}/stream`))
    expect(contentOf(frames)).toBe('one two three')
    expect(await messageRow(messageId)).toMatchObject({ content: 'one two three', status: 'complete' })
    expect(await usageRows(messageId)).toMatchObject([{ status: 'complete', estimated: false }])
  })

  it('is taken up at any event without a gap or a repeat', async () => {
    const { call, reader, opening, messageId } = await startManual(alice, { message: 'Count' })
    for (let n = 0; n < 20; n++) await call.send(`${n} `)
    await call.finish()
    const all = [opening, ...(await reader.all()).map(toChatFrame)]
    for (const after of [0, 1, 7, 20, 21]) {
      const rest = await readTurn(await alice(`/api/messages/${messageId}/stream`, { headers: { 'Last-Event-ID': String(after) } }))
      expect(rest).toEqual(all.filter(({ id }) => id > after))
    }
  })

  it('ends at once with its last event for a reader who has all of it', async () => {
    test.upstream.script({ content: ['x'] })
    const frames = await readTurn(await alice('/api/chat', { json: { message: 'short' } }))
    const calls = test.upstream.calls.length
    const again = await readTurn(await alice(`/api/messages/${frames[0]?.message_id}/stream`, { headers: { 'Last-Event-ID': '999' } }))
    expect(again).toEqual([frames.at(-1)])
    expect(test.upstream.calls).toHaveLength(calls)
  })

  it('stops when told to: the upstream is left, what came is kept, the usage is estimated once', async () => {
    const { call, reader, messageId } = await startManual(alice, { message: 'Stop me' })
    await call.send('partial')
    await reader.next()
    expect((await alice(`/api/messages/${messageId}/stop`, { method: 'POST' })).status).toBe(200)
    const end = (await reader.all()).map(toChatFrame).at(-1)
    await call.closed
    expect(end).toMatchObject({ type: 'done', finish_reason: 'stopped', status: 'stopped' })
    expect(call.aborted).toBe(true)
    expect(await messageRow(messageId)).toMatchObject({ content: 'partial', status: 'stopped' })
    expect(await usageRows(messageId)).toMatchObject([{ status: 'stopped', estimated: true }])
  })

  it('that fails says so in words, keeps the question and costs nothing', async () => {
    test.upstream.script({ fault: '500' })
    const frames = await readTurn(await alice('/api/chat', { json: { message: 'Fail' } }))
    const messageId = frames[0]?.message_id
    expect(frames.at(-1)).toMatchObject({ type: 'error', code: 'upstream_error' })
    expect(String(frames.at(-1)?.message)).not.toContain('sk-test')
    expect(await messageRow(messageId)).toMatchObject({ status: 'failed' })
    const nothing = { status: 'failed', totalTokens: 0, reservedTokens: 0, cost: 0 }
    expect(await usageRows(messageId)).toMatchObject([nothing, nothing, nothing])
  })

  it('of a dead process is marked as interrupted, with what was saved and one usage row', async () => {
    const { reader, messageId } = await startManual(alice, { message: 'Crash' })
    await reader.cancel()
    await test.db.db.update(test.db.t.messages).set({ content: 'saved so far', owner: 'dead' }).where(eq(test.db.t.messages.id, messageId))
    const abandonment = {
      isAbandoned: ({ writer }: { writer: string | null }) => Promise.resolve(writer === 'dead'),
      wasCalled: () => true,
      shownOf: () => Promise.resolve(null),
    }
    const count = await settleAbandoned(test.db, abandonment, new Date())
    expect(count).toBe(1)
    expect(await messageRow(messageId)).toMatchObject({ status: 'interrupted', content: 'saved so far' })
    const [usage] = await usageRows(messageId)
    expect(usage).toMatchObject({ status: 'interrupted', estimated: true })
    expect(usage?.cost).toBe((usage?.totalTokens ?? 0) * 2)
  })
})

describe('the same question again', () => {
  it('is the same turn when three come at once', async () => {
    test.upstream.script({ content: ['once'] })
    const calls = test.upstream.calls.length
    const body = { message: 'Only once', client_id: 'click-1' }
    const answers = await Promise.all([1, 2, 3].map(async () => readTurn(await alice('/api/chat', { json: body }))))
    expect(new Set(answers.map((frames) => frames[0]?.message_id)).size).toBe(1)
    expect(answers.map(contentOf)).toEqual(['once', 'once', 'once'])
    expect(test.upstream.calls).toHaveLength(calls + 1)
  })

  it('is the same turn in a conversation that has begun, too', async () => {
    test.upstream.script({ content: ['again'] })
    const [opening] = await readTurn(await alice('/api/chat', { json: { message: 'begin' } }))
    const body = { message: 'three clicks', client_id: 'click-2', session_id: opening?.session_id }
    const answers = await Promise.all([1, 2, 3].map(async () => readTurn(await alice('/api/chat', { json: body }))))
    expect(new Set(answers.map((frames) => frames[0]?.message_id)).size).toBe(1)
    expect(test.upstream.calls.filter(({ prompt }) => prompt === 'three clicks')).toHaveLength(1)
  })

  it('is another turn for another user', async () => {
    const frames = await readTurn(await bob('/api/chat', { json: { message: 'Only once', client_id: 'click-1' } }))
    expect(frames.at(-1)).toMatchObject({ type: 'done' })
  })
})

describe('a conversation', () => {
  it('tells the model what was said before, after the same beginning', async () => {
    test.upstream.script({ content: ['first answer'] })
    const [opening] = await readTurn(await alice('/api/chat', { json: { message: 'first question' } }))
    const first = test.upstream.calls.at(-1)
    await readTurn(await alice('/api/chat', { json: { message: 'second question', session_id: opening?.session_id } }))
    const messages = test.upstream.calls.at(-1)?.body.messages ?? []
    expect(messages.slice(1).map(({ content }) => content)).toEqual(['first question', 'first answer', 'second question'])
    expect(messages.slice(0, 2)).toEqual(first?.body.messages)
  })

  it('has one answer running at a time', async () => {
    const { call, reader, sessionId } = await startManual(alice, { message: 'busy' })
    const second = await alice('/api/chat', { json: { message: 'impatient', session_id: sessionId } })
    expect(second.status).toBe(409)
    expect((await json(second)).error.code).toBe('conflict')
    await call.finish()
    await reader.all()
  })

  it('stays deleted when an answer was running in it', async () => {
    const { call, reader, sessionId, messageId } = await startManual(alice, { message: 'delete me' })
    await call.send('text')
    expect(await json(alice(`/api/sessions/${sessionId}`, { method: 'DELETE' }))).toEqual({ success: true })
    await reader.all()
    expect(await messageRow(messageId)).toBeUndefined()
    expect((await alice(`/api/sessions/${sessionId}`)).status).toBe(404)
    expect(await usageRows(messageId)).toMatchObject([{ status: 'stopped' }])
  })

  it('is listed, renamed, and comes page by page', async () => {
    const made = await json(bob('/api/sessions', { json: { title: 'mine' } }))
    expect(await json(bob(`/api/sessions/${made.session_id}/title`, { method: 'PUT', json: { title: '改名 “x”' } }))).toEqual({
      success: true,
    })
    for (let n = 0; n < 4; n++) await bob('/api/sessions', { json: { title: `t${n}` } })
    const seen: string[] = []
    let cursor = ''
    do {
      const page = await json(bob(`/api/sessions?limit=2&cursor=${cursor}`))
      seen.push(...page.sessions.map(({ title }) => title))
      cursor = page.next_cursor ?? ''
    } while (cursor !== '')
    expect(seen).toContain('改名 “x”')
    expect(new Set(seen).size).toBe(seen.length)
    expect(await json(bob('/api/sessions?q=改名'))).toMatchObject({ sessions: [{ title: '改名 “x”' }] })
  })

  it('that is changed in nothing stays as it is', async () => {
    const { session_id: id } = await json(alice('/api/sessions', { json: { title: 'same' } }))
    const response = await alice(`/api/sessions/${id}`, { method: 'PATCH', json: {} })
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ title: 'same' })
  })

  it('of somebody else is not found, in the very words of one that is not there', async () => {
    const mine = await json(alice('/api/sessions', { json: { title: 'private' } }))
    const missing = '01a20000-0000-7000-8000-000000000000'
    const ways: [string, string, unknown?][] = [
      ['GET', ''],
      ['DELETE', ''],
      ['GET', '/messages'],
      ['PATCH', '', { title: 'taken' }],
      ['PUT', '/title', { title: 'taken' }],
    ]
    for (const [method, rest, body] of ways) {
      const [theirs, none] = await Promise.all(
        [mine.session_id, missing].map((id) => bob(`/api/sessions/${id}${rest}`, { method, ...(body ? { json: body } : {}) })),
      )
      expect([method, theirs?.status, none?.status]).toEqual([method, 404, 404])
      expect((await json(theirs!)).error.message).toBe((await json(none!)).error.message)
    }
    expect((await bob('/api/chat', { json: { message: 'hi', session_id: mine.session_id } })).status).toBe(404)
  })

  it('of somebody else gives no answer out, and none of its answers can be stopped', async () => {
    const { call, reader, messageId } = await startManual(alice, { message: 'secret' })
    expect((await bob(`/api/messages/${messageId}/stream`)).status).toBe(404)
    const [theirs, none] = await Promise.all([messageId, '01a20000-0000-7000-8000-000000000000'].map((id) => bob(`/messages/${id}/stream`)))
    expect(await theirs?.text()).toBe(await none?.text())
    expect((await bob(`/api/messages/${messageId}/stop`, { method: 'POST' })).status).toBe(404)
    expect((await bob(`/api/messages/${messageId}/regenerate`, { method: 'POST' })).status).toBe(404)
    await call.send('for alice')
    await call.finish()
    expect((await reader.all()).map(toChatFrame).at(-1)).toMatchObject({ status: 'complete' })
  })

  it('is answered again by the model that answered before', async () => {
    test.upstream.script({ content: ['one'] })
    await test.upstreams.connect({ baseUrl: test.upstream.url, apiKey: 'sk-2', label: 'two', provider: 'two', allowPrivate: true })
    const { t, db } = test.db
    await db.update(t.models).set({ upstreamId: 'second' }).where(eq(t.models.provider, 'two'))
    test.clock.now += 2_000
    const [opening] = await readTurn(await alice('/api/chat', { json: { message: 'which?', model: 'second' } }))
    await readTurn(await alice(`/api/messages/${opening?.message_id}/regenerate`, { method: 'POST' }))
    expect(test.upstream.calls.slice(-2).map(({ model }) => model)).toEqual(['second', 'second'])
  })

  it('keeps the other answer when a question is answered again', async () => {
    test.upstream.script({ content: ['one'] })
    const [opening] = await readTurn(await alice('/api/chat', { json: { message: 'twice' } }))
    test.upstream.script({ content: ['two'] })
    const again = await readTurn(await alice(`/api/messages/${opening?.message_id}/regenerate`, { method: 'POST' }))
    expect(contentOf(again)).toBe('two')
    const { messages } = await json(alice(`/api/sessions/${opening?.session_id}/messages`))
    expect(messages.map(({ content }) => content)).toEqual(['twice', 'one', 'two'])
    expect(messages[2]?.siblings).toHaveLength(2)
  })
})
