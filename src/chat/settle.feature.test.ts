import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Price } from '../db/values.ts'
import { contentOf, readTurn } from '../test/frames.ts'
import { makeApp, type Send, type TestApp } from '../test/makeApp.ts'
import type { Settlement } from '../turn/turn.ts'
import type { Call } from '../usage/service.ts'
import { settleAnswer } from './settle.ts'

/** 1 for a million fresh tokens, 0.1 for cached ones, 3 for written ones, in millionths */
const PRICES: Price[] = [{ currency: 'CNY', input: 1_000_000, cached_input: 100_000, output: 3_000_000, from: '2020-01-01T00:00:00Z' }]

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

  it('is saved once: done again it changes nothing and tells the same', async () => {
    test.upstream.script({ content: ['only once'] })
    const frames = await readTurn(await alice('/api/chat', { json: { message: 'Once' } }))
    const messageId = frames[0]?.message_id ?? ''
    const [before] = await usageOf(messageId)
    const call = { ...before, prices: PRICES, promptEstimate: 999, messageId, attempt: 1 } as unknown as Call
    const end: Settlement = {
      id: messageId,
      content: 'something else',
      reasoning: '',
      reasoningMs: null,
      written: { content: 'something else', reasoning: '' },
      status: 'stopped',
      finishReason: 'stopped',
      failure: null,
      report: null,
    }
    const events = await settleAnswer(test.db, { call, openedAt: new Date(), title: null, hasOtherCalls: false }, end, new Date())
    expect(events).toEqual([
      { type: 'usage', usage: frames.find(({ type }) => type === 'usage')?.usage },
      { type: 'done', finish_reason: 'stop', status: 'complete' },
    ])
    expect(await usageOf(messageId)).toEqual([before])
    expect(contentOf(await readTurn(await alice(`/api/messages/${messageId}/stream`)))).toBe('only once')
  })
})
