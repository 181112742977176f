import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Store } from '../db/store.ts'
import type { Price } from '../db/values.ts'
import { newId } from '../ids.ts'
import { estimateTokens } from '../llm/estimate.ts'
import { contentOf, FrameReader, readTurn, toChatFrame } from '../test/frames.ts'
import { startManual } from '../test/manual.ts'
import { makeApp, type Send, type TestApp } from '../test/makeApp.ts'
import type { Settlement } from '../turn/turn.ts'
import { type AppliedPrice, type Call, openUsage, openUsageOf, settleAbandonedUsage, settleUsage } from '../usage/service.ts'
import { settleAnswer } from './settle.ts'

/** 1 for a million fresh tokens, 0.1 for cached ones, 3 for written ones, in millionths */
const PRICES: Price[] = [{ currency: 'CNY', input: 1_000_000, cached_input: 100_000, output: 3_000_000, from: '2020-01-01T00:00:00Z' }]

/** of a call that was settled before: nothing is priced again */
const NO_PRICE: AppliedPrice = { currency: 'CNY', inputPrice: null, cachedInputPrice: null, outputPrice: null }

let test: TestApp
let alice: Send

beforeAll(async () => {
  test = await makeApp()
  await test.db.db.update(test.db.t.models).set({ prices: PRICES })
  alice = await test.as('alice')
})
afterAll(() => test.close())

const usageOf = async (messageId: string) =>
  test.db.db.select().from(test.db.t.tokenUsage).where(eq(test.db.t.tokenUsage.messageId, messageId))

const ENDED: Settlement = {
  id: '',
  writer: '',
  content: '',
  reasoning: '',
  reasoningMs: null,
  written: { content: '', reasoning: '' },
  status: 'stopped',
  finishReason: 'stopped',
  failure: null,
  report: { httpStatus: 200, ttftMs: null, durationMs: 1, bytesIn: 0, bytesOut: 1, usage: null },
}

const callOf = (userId: string, messageId: string): Call => ({
  userId,
  messageId,
  tokenId: null,
  conversationId: newId(),
  attempt: 1,
  modelId: null,
  model: 'fake',
  keyId: null,
  keyLabel: 'k',
  source: 'api',
  requestId: newId(),
  prices: PRICES,
  promptEstimate: 10,
  answerAllowance: 20,
  held: null,
})

describe('the end of an answer', () => {
  it('costs what the vendor counted, at the model\u2019s price, in the row and for the reader alike', async () => {
    test.upstream.script({ content: ['a ', 'b ', 'c'] })
    const frames = await readTurn(await alice('/api/chat', { json: { message: 'How much?' } }))
    const usage = frames.find(({ type }) => type === 'usage')?.usage as Record<string, number>
    const [row] = await usageOf(frames[0]?.message_id ?? '')
    const { prompt_tokens: prompt = 0, cached_tokens: cached = 0, completion_tokens: completion = 0 } = usage
    expect(completion).toBe(3)
    expect(usage.cost).toBe(Math.round(prompt - cached + cached * 0.1 + completion * 3))
    expect(row).toMatchObject({ status: 'complete', cost: usage.cost, currency: 'CNY', promptTokens: prompt, completionTokens: completion })
  })

  it('that breaks off while it is saved leaves nothing half done; tried again it is settled once', async () => {
    const { db, t } = test.db
    const [user] = await db.select().from(t.users)
    const call = callOf(user?.id ?? '', newId())
    const price = await openUsage(test.db, call, new Date())
    const broken: Store = {
      ...test.db,
      tx: (work) =>
        test.db.tx(async (store) => {
          await work(store)
          throw new Error('cut')
        }),
    }
    const end = { ...ENDED, id: call.messageId }
    await expect(settleAnswer(broken, { call, price, title: null, hasOtherCalls: false }, end, new Date())).rejects.toThrow('cut')
    expect(await usageOf(call.messageId)).toMatchObject([{ status: 'open', reservedTokens: 30 }])
    for (let again = 0; again < 2; again++) await settleAnswer(test.db, { call, price, title: null, hasOtherCalls: false }, end, new Date())
    expect(await usageOf(call.messageId)).toMatchObject([{ status: 'stopped', reservedTokens: 0, promptTokens: 10, estimated: true }])
    expect(await db.select().from(t.proxyLogs).where(eq(t.proxyLogs.requestId, call.requestId))).toHaveLength(1)
  })

  it('of a dead process is charged for what its own call had written, not for what the answer began with', async () => {
    const { db, t } = test.db
    const [user] = await db.select().from(t.users)
    const first = callOf(user?.id ?? '', newId())
    const begun = 'It began like this. '.repeat(5)
    const whole = `${begun}And so it went on.`
    const price = await openUsage(test.db, first, new Date())
    await settleUsage(test.db, { call: first, price }, { ...ENDED, errorClass: null, content: begun }, new Date())
    await openUsage(test.db, { ...first, attempt: 2 }, new Date())
    const [open] = await openUsageOf(test.db, first.messageId)
    if (!open) throw new Error('no open call')
    await settleAbandonedUsage(test.db, open, whole, new Date())
    const rows = await usageOf(first.messageId)
    expect(rows.map(({ completionTokens, estimated }) => [completionTokens, estimated])).toEqual([
      [estimateTokens(begun), true],
      [estimateTokens(whole) - estimateTokens(begun), true],
    ])
  })

  it('that another process has ended meanwhile is told as it is saved, to those who were shown more', async () => {
    test.upstream.script({ manual: true })
    const taken = test.upstream.nextCall()
    const reader = new FrameReader(await alice('/api/chat', { json: { message: 'Asleep' } }))
    const opening = toChatFrame((await reader.next())!)
    const call = await taken
    await call.send('saved ')
    await reader.next()
    const { db, t } = test.db
    const ended = { content: 'saved ', status: 'interrupted', finishReason: 'interrupted' } as const
    await db
      .update(t.messages)
      .set(ended)
      .where(eq(t.messages.id, opening.message_id ?? ''))
    await call.send('and more')
    await call.finish()
    const frames = (await reader.all()).map(toChatFrame)
    expect(frames.map(({ type }) => type)).toEqual(['content', 'session_id', 'content', 'usage', 'session_title', 'done'])
    expect(frames[1]).toMatchObject({ restarted: true, message_id: opening.message_id })
    expect(frames[2]).toMatchObject({ content: 'saved ' })
    expect(frames.at(-1)).toMatchObject({ status: 'interrupted' })
    const whole = await alice(`/api/messages/${opening.message_id}/stream`, { accept: 'application/json' })
    expect(await whole.json()).toMatchObject({ content: 'saved ', status: 'interrupted' })
  })

  it('that comes late leaves alone the turn that has gone on with the answer meanwhile, in the same process', async () => {
    const { messages } = test.db.t
    const rowOf = async (id: string) => (await test.db.db.select().from(messages).where(eq(messages.id, id)))[0]!
    const first = await startManual(test, alice, { message: 'Go on' })
    const { owner, userId } = await rowOf(first.messageId)
    await first.call.send('half ')
    await first.call.finish('length')
    await first.reader.all()
    const second = await startManual(test, alice, {}, `/api/messages/${first.messageId}/continue`)
    const late: Settlement = {
      ...ENDED,
      id: first.messageId,
      writer: owner ?? '',
      content: 'half ',
      status: 'complete',
      finishReason: 'length',
    }
    const call = callOf(userId, first.messageId)
    await settleAnswer(test.db, { call, price: NO_PRICE, title: null, hasOtherCalls: false }, late, new Date())
    expect(await rowOf(first.messageId)).toMatchObject({ status: 'streaming' })
    await second.call.send('and half')
    await second.call.finish()
    await second.reader.all()
    expect(await rowOf(first.messageId)).toMatchObject({ status: 'complete', content: 'half and half', finishReason: 'stop' })
  })

  it('is saved once: done again it changes nothing and tells the same', async () => {
    test.upstream.script({ content: ['only once'] })
    const frames = await readTurn(await alice('/api/chat', { json: { message: 'Once' } }))
    const messageId = frames[0]?.message_id ?? ''
    const [before] = await usageOf(messageId)
    const call = { ...before, prices: PRICES, promptEstimate: 999, messageId, attempt: 1 } as unknown as Call
    const end: Settlement = { ...ENDED, id: messageId, content: 'only once', written: { content: 'only once', reasoning: '' } }
    const events = await settleAnswer(test.db, { call, price: NO_PRICE, title: null, hasOtherCalls: false }, end, new Date())
    expect(events).toEqual([
      { type: 'usage', usage: frames.find(({ type }) => type === 'usage')?.usage },
      { type: 'done', finish_reason: 'stop', status: 'complete' },
    ])
    expect(await usageOf(messageId)).toEqual([before])
    expect(contentOf(await readTurn(await alice(`/api/messages/${messageId}/stream`)))).toBe('only once')
  })
})
