import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Price } from '../db/values.ts'
import { estimateTokens } from '../llm/estimate.ts'
import { contentOf, FrameReader, readTurn, toChatFrame } from '../test/frames.ts'
import { askAndEnd, startManual } from '../test/manual.ts'
import { makeApp, type Send, type TestApp } from '../test/makeApp.ts'
import { CONTINUE_PROMPT } from './prompt.ts'

/** one micro-unit a token, whichever */
const PRICES: Price[] = [{ currency: 'CNY', input: 1_000_000, cached_input: 1_000_000, output: 1_000_000, from: '2020-01-01T00:00:00Z' }]

let test: TestApp
let alice: Send
let bob: Send

beforeAll(async () => {
  test = await makeApp()
  await test.db.db.update(test.db.t.models).set({ prices: PRICES })
  alice = await test.as('alice')
  bob = await test.as('bob')
})
afterAll(() => test.close())

const rowOf = async (id: string) => (await test.db.db.select().from(test.db.t.messages).where(eq(test.db.t.messages.id, id)))[0]
const callsFor = async (id: string) => {
  const { tokenUsage } = test.db.t
  return test.db.db.select().from(tokenUsage).where(eq(tokenUsage.messageId, id)).orderBy(tokenUsage.attempt)
}
const codeOf = async (response: Response) => ((await response.json()) as { error: { code: string; message: string } }).error
const goOn = (id: string, body: Record<string, unknown> = {}) => startManual(test, alice, body, `/api/messages/${id}/continue`)

/** An answer that ended at its length. */
async function cutByLength(words: string, body: Record<string, unknown> = { message: 'long?' }) {
  const turn = await startManual(test, alice, body)
  await turn.call.send(words)
  await turn.call.finish('length')
  await turn.reader.all()
  return turn
}

describe('an answer that broke off', () => {
  it('goes on in the same message: its followers hear the old text first, its model the partial answer', async () => {
    const { messageId, sessionId } = await cutByLength('The first half, ')
    expect(await rowOf(messageId)).toMatchObject({ status: 'complete', finishReason: 'length' })
    const { call, reader, opening } = await goOn(messageId)
    expect(opening.message_id).toBe(messageId)
    expect(call.body.messages?.slice(-3)).toEqual([
      { role: 'user', content: 'long?' },
      { role: 'assistant', content: 'The first half, ' },
      { role: 'user', content: CONTINUE_PROMPT },
    ])
    expect(await rowOf(messageId)).toMatchObject({ status: 'streaming', html: null, finishReason: null, completedAt: null })
    await call.send('the second half.')
    await call.finish()
    const frames = (await reader.all()).map(toChatFrame)
    expect(contentOf(frames)).toBe('The first half, the second half.')
    expect(frames.at(-1)).toMatchObject({ type: 'done', finish_reason: 'stop', status: 'complete' })
    expect(await rowOf(messageId)).toMatchObject({ status: 'complete', finishReason: 'stop', content: 'The first half, the second half.' })
    expect(await test.db.db.$count(test.db.t.messages, eq(test.db.t.messages.conversationId, sessionId))).toBe(2)
  })

  it('has a usage row for each call, and costs their sum, live and afterwards', async () => {
    const { messageId, sessionId } = await cutByLength('a')
    const { call, reader } = await goOn(messageId)
    await call.send('b', 'c')
    await call.finish()
    const frames = (await reader.all()).map(toChatFrame)
    const rows = await callsFor(messageId)
    expect(rows.map(({ attempt, status }) => [attempt, status])).toEqual([
      [1, 'complete'],
      [2, 'complete'],
    ])
    const total = rows.reduce((sum, row) => sum + row.totalTokens, 0)
    const usage = { total_tokens: total, completion_tokens: 3, cost: total }
    expect(frames.find(({ type }) => type === 'usage')?.usage).toMatchObject(usage)
    const { messages } = (await (await alice(`/api/sessions/${sessionId}/messages`)).json()) as { messages: { usage: object }[] }
    expect(messages.at(-1)?.usage).toMatchObject(usage)
  })

  it('is estimated by what was added, when its rest is stopped', async () => {
    const { messageId } = await cutByLength('x'.repeat(1_000))
    const { call, reader } = await goOn(messageId)
    await call.send('tiny')
    await reader.until(({ data }) => data.includes('tiny'))
    await alice(`/api/messages/${messageId}/stop`, { method: 'POST' })
    await reader.all()
    expect((await callsFor(messageId)).at(-1)).toMatchObject({
      attempt: 2,
      status: 'stopped',
      estimated: true,
      completionTokens: estimateTokens('tiny'),
    })
    expect(await rowOf(messageId)).toMatchObject({ status: 'stopped', content: `${'x'.repeat(1_000)}tiny` })
  })

  it('goes on whether it was stopped, interrupted, or failed midway, as often as need be', async () => {
    const stopped = await startManual(test, alice, { message: 'stop me' })
    await stopped.call.send('one ')
    await stopped.reader.next()
    await alice(`/api/messages/${stopped.messageId}/stop`, { method: 'POST' })
    await stopped.reader.all()
    const failing = await goOn(stopped.messageId)
    await failing.call.send('two ')
    await failing.reader.until(({ data }) => data.includes('two'))
    failing.call.cut(true)
    expect((await failing.reader.all()).map(toChatFrame).at(-1)).toMatchObject({ type: 'error' })
    expect(await rowOf(stopped.messageId)).toMatchObject({ status: 'failed', content: 'one two ' })
    const { messages } = test.db.t
    await test.db.db.update(messages).set({ status: 'interrupted' }).where(eq(messages.id, stopped.messageId))
    const last = await goOn(stopped.messageId)
    await last.call.send('three')
    await last.call.finish()
    await last.reader.all()
    expect(await rowOf(stopped.messageId)).toMatchObject({ status: 'complete', content: 'one two three', errorCode: null })
    expect((await callsFor(stopped.messageId)).map(({ attempt }) => attempt)).toEqual([1, 2, 3])
  })

  it('is not gone on with when it is whole, empty, running, not the last, or somebody else’s', async () => {
    const refusal = async (id: string, send = alice) => {
      const response = await send(`/api/messages/${id}/continue`, { method: 'POST' })
      return [response.status, (await codeOf(response)).code]
    }
    const whole = await askAndEnd(test, alice, { message: 'whole?' }, 'All of it.')
    expect(await refusal(whole.messageId)).toEqual([409, 'conflict'])
    expect(await refusal(whole.questionId)).toEqual([404, 'not_found'])
    const cut = await cutByLength('half')
    expect(await refusal(cut.messageId, bob)).toEqual([404, 'not_found'])
    await askAndEnd(test, alice, { message: 'next', session_id: cut.sessionId }, 'ok')
    expect(await refusal(cut.messageId)).toEqual([409, 'conflict'])
    const running = await startManual(test, alice, { message: 'running' })
    expect(await refusal(running.messageId)).toEqual([409, 'conflict'])
    await running.call.finish()
    await running.reader.all()
    expect(await refusal(running.messageId)).toEqual([409, 'conflict'])
  })

  it('is gone on with once, however many ask at once, and once for each client id', async () => {
    const { messageId } = await cutByLength('half ')
    const calls = test.upstream.calls.length
    const ask = (body: object) => alice(`/api/messages/${messageId}/continue`, { json: body })
    test.upstream.script({ manual: true })
    const taken = test.upstream.nextCall()
    const responses = await Promise.all([ask({ client_id: 'c-1' }), ask({ client_id: 'c-1' }), ask({ client_id: 'c-2' }), ask({})])
    const statuses = responses.map(({ status }) => status)
    expect(statuses.filter((status) => status === 409).length).toBeGreaterThanOrEqual(1)
    const call = await taken
    await call.send('rest')
    await call.finish()
    const taking = responses.filter(({ status }) => status === 200)
    const told = await Promise.all(taking.map(async (response) => contentOf((await new FrameReader(response).all()).map(toChatFrame))))
    expect(new Set(told)).toEqual(new Set(['half rest']))
    expect(test.upstream.calls).toHaveLength(calls + 1)
    expect(await callsFor(messageId)).toHaveLength(2)
  })

  it('is the same turn for a request that is sent again after the connection broke', async () => {
    const { messageId } = await cutByLength('half ')
    test.upstream.script({ content: ['and more '], finish: 'length' })
    const ask = () => alice(`/api/messages/${messageId}/continue`, { json: { client_id: 'retried' } })
    const first = contentOf(await readTurn(await ask()))
    const calls = test.upstream.calls.length
    expect(contentOf(await readTurn(await ask()))).toBe(first)
    expect(test.upstream.calls).toHaveLength(calls)
    expect(contentOf(await readTurn(await alice(`/api/messages/${messageId}/continue`, { method: 'POST' })))).toBe(
      'half and more and more ',
    )
  })

  it('is followed where it is written, not in the log of its first part', async () => {
    const { messageId } = await cutByLength('half ')
    const { messages } = test.db.t
    const set = (change: object) => test.db.db.update(messages).set(change).where(eq(messages.id, messageId))
    await set({ status: 'streaming', owner: 'another', content: 'half and', finishReason: null })
    const reader = new FrameReader(await alice(`/api/messages/${messageId}/stream`))
    await reader.until(({ data }) => data.includes('half and'))
    await set({ status: 'complete', content: 'half and half', finishReason: 'stop' })
    expect((await reader.all()).map(toChatFrame).at(-1)).toMatchObject({ type: 'done', status: 'complete' })
  })
})

describe('on the page', () => {
  it('an answer that broke off has a button for the rest, which streams into its place', async () => {
    const { messageId, sessionId } = await cutByLength('# Half\n\nhalf')
    const before = await (await alice(`/chat/${sessionId}`)).text()
    expect(before).toContain(`action="/messages/${messageId}/continuation"`)
    expect(before).toContain('The answer reached its length limit.')
    test.upstream.script({ manual: true })
    const taken = test.upstream.nextCall()
    const response = await alice(`/messages/${messageId}/continuation`, { form: {}, headers: { 'HX-Request': 'true' } })
    const html = await response.text()
    expect(html).toContain(`<hx-partial hx-target="#m-${messageId}" hx-swap="outerHTML"><article`)
    expect(html).toContain('aria-busy="true"')
    expect(html).toContain('Half')
    const call = await taken
    await call.send(' whole')
    await call.finish()
    await expect.poll(async () => (await alice(`/chat/${sessionId}`)).text()).toMatch(/data-status="complete"[^]*half whole/)
    const again = await alice(`/messages/${messageId}/continuation`, { form: {} })
    expect(again.status).toBe(409)
    expect(await again.text()).toContain('nothing left to continue')
  })

  it.each([
    ['length', true],
    ['insufficient_system_resource', true],
    ['content_filter', false],
    ['some new reason', true],
  ])('the end by %s is noted in both languages', async (finish, canGoOn) => {
    test.upstream.script({ content: ['text'], finish })
    const [opening] = await readTurn(await alice('/api/chat', { json: { message: 'end' } }))
    const pages = await Promise.all(
      ['en', 'zh-CN'].map(async (language) =>
        (await alice(`/chat/${opening?.session_id}`, { headers: { 'Accept-Language': language } })).text(),
      ),
    )
    for (const html of pages) {
      expect(html).toContain('data-tone="warning" role="status"')
      expect(html.includes('/continuation"')).toBe(canGoOn)
    }
    expect(pages[1]).toMatch(/data-tone="warning".*?<strong>[^<]*[\u4e00-\u9fff]/s)
    expect((await callsFor(opening?.message_id ?? '')).map(({ status }) => status)).toEqual(['complete'])
  })
})
