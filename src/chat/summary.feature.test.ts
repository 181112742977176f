import { asc, eq } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { newId } from '../ids.ts'
import { contentOf, FrameReader, readTurn, toChatFrame } from '../test/frames.ts'
import { makeApp, type Send, type TestApp } from '../test/makeApp.ts'
import { addModel } from '../test/models.ts'
import type { FakeCall } from '../test/upstream/call.ts'
import { SUMMARY_LEAD, SUMMARY_PROMPT } from './prompt.ts'
import { settleAbandoned } from './settle.ts'

/** two micro-units a token */
const PRICES = [{ currency: 'CNY', input: 2_000_000, cached_input: 2_000_000, output: 2_000_000, from: '2020-01-01T00:00:00Z' }]
const ANSWER = 'An answer that is neither long nor short. '.repeat(8)

let test: TestApp
let alice: Send
let models = 0
/** A model of its own for each test: what is learned of one says nothing of the next. */
let model: string

beforeAll(async () => {
  test = await makeApp()
  alice = await test.as('alice')
})
afterAll(() => test.close())
beforeEach(async () => {
  model = `small-${models++}`
  await addModel(test, { upstreamId: model, contextTokens: 4_000, abilities: { thinking: 'deepseek' }, prices: PRICES })
})
afterEach(() => vi.restoreAllMocks())

const isSummary = (call: FakeCall) => call.prompt === SUMMARY_PROMPT
const summaries = () => test.upstream.calls.filter((call) => isSummary(call) && call.model === model)

async function setSummarize(value: boolean) {
  await test.site.write(test.db, { summarize: value }, newId(), new Date())
  test.site.forget()
}

/** Answers with `ANSWER`, and with a numbered summary where one is asked for. */
function answerAll() {
  test.upstream.script((call) => (isSummary(call) ? { content: [`Summary ${summaries().length}.`] } : { content: [ANSWER] }))
}

const question = (n: number) => `Question ${n}: ${'what about this one? '.repeat(20)}`

type Opening = { sessionId?: string; messageId: string }

async function ask(message: string, sessionId?: string): Promise<Opening> {
  const frames = await readTurn(await alice('/api/chat', { json: { message, model, session_id: sessionId } }))
  expect(frames.at(-1)).toMatchObject({ type: 'done', status: 'complete' })
  return { sessionId: String(frames[0]?.session_id), messageId: String(frames[0]?.message_id) }
}

/** After the ten turns of `fillUp` there is no room for it and all of them. */
const LONG_QUESTION = `And this one: ${'what about this one? '.repeat(250)}`

/** A conversation of ten turns, in which nothing was left out yet. */
async function fillUp(): Promise<Opening> {
  await setSummarize(false)
  answerAll()
  let last: Opening = { messageId: '' }
  for (let n = 0; n < 10; n++) last = await ask(question(n), last.sessionId)
  await setSummarize(true)
  return last
}

const usageRows = (messageId: string) => {
  const { tokenUsage } = test.db.t
  return test.db.db.select().from(tokenUsage).where(eq(tokenUsage.messageId, messageId)).orderBy(asc(tokenUsage.attempt))
}
const messageRow = async (id: string) => {
  const { messages } = test.db.t
  const [row] = await test.db.db.select().from(messages).where(eq(messages.id, id))
  return row
}
/** A request body up to the end of its last message. */
const messagesOf = (body: string): string => body.slice(0, body.lastIndexOf('],"stream"'))

describe('what is left out', () => {
  it('is left out without a word while nobody turns summaries on', async () => {
    const { sessionId } = await fillUp()
    await setSummarize(false)
    const { messageId } = await ask(LONG_QUESTION, sessionId)
    expect((await messageRow(messageId))?.leftOut).toBeGreaterThan(0)
    expect(summaries()).toHaveLength(0)
  })

  it('is summed up before the answer, after the same beginning, by a call that is paid and told', async () => {
    const { sessionId } = await fillUp()
    const before = test.upstream.calls.at(-1)
    const frames = await readTurn(await alice('/api/chat', { json: { message: LONG_QUESTION, model, session_id: sessionId } }))
    const messageId = String(frames[0]?.message_id)
    const [summary, answer] = test.upstream.calls.slice(-2)

    expect(summary?.prompt).toBe(SUMMARY_PROMPT)
    expect(summary?.body).toMatchObject({ model, thinking: { type: 'disabled' }, max_tokens: 300 })
    const [earlier = '', rest] = summary?.text.split(`,${JSON.stringify({ role: 'user', content: SUMMARY_PROMPT })}`) ?? []
    expect(rest).toBeDefined()
    expect(before?.text.startsWith(earlier)).toBe(true)
    expect(answer?.body.messages?.slice(0, 2)).toEqual([
      { role: 'system', content: before?.body.messages?.[0]?.content },
      { role: 'system', content: `${SUMMARY_LEAD}\n\nSummary 1.` },
    ])

    const row = await messageRow(messageId)
    expect(row).toMatchObject({ summary: 'Summary 1.', content: ANSWER, status: 'complete' })
    expect((answer?.body.messages?.length ?? 0) - 2).toBe(21 - (row?.leftOut ?? 0))
    const rows = await usageRows(messageId)
    expect(rows).toMatchObject([
      { attempt: 1, purpose: 'answer', status: 'complete' },
      { attempt: 2, purpose: 'summary', status: 'complete', estimated: false, completionTokens: 1 },
    ])
    expect(rows.every(({ cost, totalTokens }) => cost === totalTokens * 2 && cost > 0)).toBe(true)
    const total = rows.reduce((sum, { totalTokens }) => sum + totalTokens, 0)
    expect(frames.find(({ type }) => type === 'usage')?.usage).toMatchObject({ total_tokens: total, cost: total * 2 })
  })

  it('stays summed up in the same bytes until more is left out, and then goes into the next summary', async () => {
    const { sessionId } = await fillUp()
    const first = await ask(LONG_QUESTION, sessionId)
    let { messageId } = first
    let n = 11
    let before = test.upstream.calls.at(-1)?.text ?? ''
    while (summaries().length < 2) {
      ;({ messageId } = await ask(question(n++), sessionId))
      const latest = test.upstream.calls.at(-1)?.text ?? ''
      expect(latest.startsWith(messagesOf(before))).toBe(summaries().length === 1)
      before = latest
    }
    const [one, two] = [await messageRow(first.messageId), await messageRow(messageId)]
    expect(two?.summary).toBe('Summary 2.')
    expect(two?.leftOut).toBeGreaterThan(one?.leftOut ?? 0)
    expect(two?.summaryUntil).not.toBe(one?.summaryUntil)
    const told = summaries()[1]?.body.messages ?? []
    expect(told[1]).toEqual({ role: 'system', content: `${SUMMARY_LEAD}\n\nSummary 1.` })
    expect(told[2]?.content).toContain(`Question ${(one?.leftOut ?? 0) / 2}:`)
    expect(test.upstream.calls.at(-1)?.body.messages?.[1]?.content).toBe(`${SUMMARY_LEAD}\n\nSummary 2.`)
    expect(n).toBeGreaterThan(13)
  })

  it('is left out when the summary fails: the answer is written all the same', async () => {
    const { sessionId } = await fillUp()
    test.upstream.script((call) => (isSummary(call) ? { fault: '400' } : { content: ['Fine.'] }))
    const { messageId } = await ask(LONG_QUESTION, sessionId)
    expect(await messageRow(messageId)).toMatchObject({ content: 'Fine.', summary: null, summaryUntil: null })
    expect(await usageRows(messageId)).toMatchObject([
      { purpose: 'answer', status: 'complete' },
      { purpose: 'summary', status: 'failed', totalTokens: 0, cost: 0 },
    ])
    expect(test.upstream.calls.at(-1)?.body.messages?.filter(({ role }) => role === 'system')).toHaveLength(1)
  })

  it('is left out when the summary takes too long', async () => {
    const { sessionId } = await fillUp()
    const patience = new AbortController()
    vi.spyOn(AbortSignal, 'timeout').mockReturnValue(patience.signal)
    test.upstream.script((call) => (isSummary(call) ? { manual: true } : { content: ['At last.'] }))
    const taken = test.upstream.nextCall()
    const response = alice('/api/chat', { json: { message: LONG_QUESTION, model, session_id: sessionId } })
    const call = await taken
    await call.send('Once upon a time')
    patience.abort()
    const frames = await readTurn(await response)
    expect(contentOf(frames)).toBe('At last.')
    expect(await usageRows(String(frames[0]?.message_id))).toMatchObject([
      { purpose: 'answer', status: 'complete' },
      { purpose: 'summary', status: 'stopped', estimated: true },
    ])
  })

  it('is not summed up any more when the answer is stopped: what was not asked for costs nothing', async () => {
    const { sessionId } = await fillUp()
    test.upstream.script({ manual: true })
    const taken = test.upstream.nextCall()
    const reader = new FrameReader(await alice('/api/chat', { json: { message: LONG_QUESTION, model, session_id: sessionId } }))
    const opening = await reader.next()
    const call = await taken
    expect(isSummary(call)).toBe(true)
    const messageId = String(opening && toChatFrame(opening).message_id)
    expect(await usageRows(messageId)).toMatchObject([
      { purpose: 'answer', status: 'open' },
      { purpose: 'summary', status: 'open' },
    ])
    await alice(`/api/messages/${messageId}/stop`, { method: 'POST' })
    expect((await reader.all()).map(toChatFrame).at(-1)).toMatchObject({ type: 'done', status: 'stopped' })
    await call.closed
    expect(call.aborted).toBe(true)
    const [answer, summary] = await usageRows(messageId)
    expect(answer).toMatchObject({ status: 'stopped', totalTokens: 0, cost: 0, estimated: false })
    expect(summary).toMatchObject({ status: 'stopped', estimated: true })
    expect(summary?.promptTokens).toBeGreaterThan(1_000)
  })
})

describe('a summary that its process could not settle', () => {
  it('is settled later, though its answer has ended', async () => {
    const { messageId } = await fillUp()
    const [answer] = await usageRows(messageId)
    if (!answer) throw new Error('no usage')
    const old = new Date(Date.now() - 3_600_000)
    const open = {
      ...answer,
      id: crypto.randomUUID(),
      attempt: 2,
      purpose: 'summary',
      status: 'open',
      promptTokens: 50,
      reservedTokens: 50,
      createdAt: old,
    } as const
    await test.db.db.insert(test.db.t.tokenUsage).values(open)
    await settleAbandoned(
      test.db,
      {
        shownOf: () => Promise.resolve(null),
        isAbandoned: () => Promise.resolve(false),
        wasCalled: () => true,
      },
      new Date(),
    )
    expect((await usageRows(messageId))[1]).toMatchObject({ status: 'interrupted', estimated: true, promptTokens: 50, cost: 100 })
  })
})
