import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contentOf, readTurn } from '../test/frames.ts'
import { makeApp, type Send, type TestApp } from '../test/makeApp.ts'
import { addModel, letCatalogueAge } from '../test/models.ts'

let test: TestApp
let alice: Send

beforeAll(async () => {
  test = await makeApp()
  await addModel(test, { upstreamId: 'small', contextTokens: 4_000 })
  await addModel(test, { upstreamId: 'narrow', name: 'Narrow', contextTokens: 4_000 })
  await addModel(test, { upstreamId: 'replaying', abilities: { thinking: 'deepseek', replay_reasoning: true } })
  alice = await test.as('alice')
})
afterAll(() => test.close())

const lastMessages = () => test.upstream.calls.at(-1)?.body.messages ?? []
const lastTold = () =>
  lastMessages()
    .slice(1)
    .map(({ content }) => content)

/** Asks in one conversation, question after question; answers its id and that of the last answer. */
async function askAll(questions: readonly string[], more: Record<string, unknown> = {}) {
  let [sessionId, messageId]: (string | undefined)[] = [undefined, undefined]
  for (const message of questions) {
    const [opening] = await readTurn(await alice('/api/chat', { json: { message, ...more, session_id: sessionId } }))
    sessionId = opening?.session_id
    messageId = opening?.message_id
  }
  return { sessionId: String(sessionId), messageId: String(messageId) }
}

const leftOutOf = async (messageId: string) => {
  const { messages } = test.db.t
  const [row] = await test.db.db.select({ leftOut: messages.leftOut }).from(messages).where(eq(messages.id, messageId))
  return row?.leftOut
}

const ANSWER = 'An answer that is neither long nor short. '.repeat(8)

describe('a conversation that outgrows its model', () => {
  it('keeps the system prompt and the newest turns, begins with a question, and counts what it leaves out', async () => {
    test.upstream.script({ content: [ANSWER] })
    const { messageId } = await askAll(
      Array.from({ length: 30 }, (_, n) => `Question ${n}: ${'what about this one? '.repeat(20)}`),
      { model: 'small' },
    )
    const messages = lastMessages()
    expect(messages[0]?.role).toBe('system')
    expect(messages[1]).toMatchObject({ role: 'user' })
    expect(messages.at(-1)?.content).toContain('Question 29:')
    const told = messages.length - 1
    expect(await leftOutOf(messageId)).toBe(59 - told)
    expect(told).toBeLessThan(59)
    expect(told).toBeGreaterThan(5)
  })

  it('is sent with the very bytes of the call before in front, but for the few times when something is left out', async () => {
    test.upstream.script({ content: [ANSWER] })
    const from = test.upstream.calls.length
    const questions = Array.from({ length: 40 }, (_, n) => `Is it ${n}? ${'And why is that so? '.repeat(n % 7)}`)
    await askAll(questions, { model: 'small', reasoning: true })
    const bodies = test.upstream.calls.slice(from).map(({ text }) => text)
    const moves = bodies.filter((body, n) => n > 0 && !body.startsWith(messagesOf(bodies[n - 1] ?? '')))
    expect(bodies).toHaveLength(40)
    expect(moves.length).toBeGreaterThan(0)
    expect(moves.length).toBeLessThan(6)
  })

  it('is told whole to a model with a wider window, and cut as before for the first', async () => {
    test.upstream.script({ content: [ANSWER] })
    const questions = Array.from({ length: 30 }, (_, n) => `Question ${n}: ${'what about this one? '.repeat(20)}`)
    const { sessionId } = await askAll(questions, { model: 'small' })
    const cut = test.upstream.calls.at(-1)?.text ?? ''
    await readTurn(await alice('/api/chat', { json: { message: 'And you?', model: 'fake', session_id: sessionId } }))
    expect(lastTold()).toHaveLength(61)
    await readTurn(await alice('/api/chat', { json: { message: 'And again?', model: 'small', session_id: sessionId } }))
    expect(test.upstream.calls.at(-1)?.text.startsWith(messagesOf(cut))).toBe(true)
  })
})

/** A request body up to the end of its last message. */
const messagesOf = (body: string): string => body.slice(0, body.lastIndexOf('],"stream"'))

describe('a question that the model cannot be told', () => {
  const LONG = '多'.repeat(9_000)
  const counted = async () => ({
    messages: await test.db.db.$count(test.db.t.messages),
    conversations: await test.db.db.$count(test.db.t.conversations),
    usage: await test.db.db.$count(test.db.t.tokenUsage),
    calls: test.upstream.calls.length,
  })

  it('is refused with the figures, before anything is stored, counted or called', async () => {
    const before = await counted()
    const response = await alice('/api/chat', { json: { message: LONG, model: 'narrow' } })
    const { error } = (await response.json()) as { error: { code: string; field: string; message: string } }
    expect([response.status, error.code, error.field]).toEqual([400, 'invalid_request', 'message'])
    expect(error.message).toBe('Your message has about 4,300 tokens; Narrow takes about 2,900 here. Shorten it or choose another model.')
    expect(await counted()).toEqual(before)
  })

  it('is refused in Chinese too', async () => {
    const response = await alice('/api/chat', { json: { message: LONG, model: 'narrow' }, headers: { 'Accept-Language': 'zh-CN' } })
    expect(((await response.json()) as { error: { message: string } }).error.message).toBe(
      '您的消息约有 4,300 个 token，而 Narrow 在这里约能接收 2,900 个。请缩短消息，或换一个模型。',
    )
  })

  it('is kept on the page beside the reason', async () => {
    const { sessionId } = await askAll(['Hello'])
    const response = await alice(`/chat/${sessionId}`, { form: { message: LONG, model: 'narrow' } })
    const page = await response.text()
    expect(response.status).toBe(400)
    expect(page.includes('Your message has about 4,300 tokens; Narrow takes')).toBe(true)
    expect(page.includes(`${LONG}</textarea>`)).toBe(true)
  })

  it('takes nothing of the limit', async () => {
    const limited = await makeApp({ env: { RATE_LIMITS: '1/1h' } })
    await addModel(limited, { upstreamId: 'small', contextTokens: 4_000 })
    const bob = await limited.as('bob')
    expect((await bob('/api/chat', { json: { message: LONG, model: 'small' } })).status).toBe(400)
    expect(contentOf(await readTurn(await bob('/api/chat', { json: { message: 'short' } })))).not.toBe('')
    expect((await bob('/api/chat', { json: { message: 'short' } })).status).toBe(429)
    await limited.close()
  })

  it('is refused as well when it is to be answered again, by a model whose window has become smaller', async () => {
    test.upstream.script({ content: ['ok'] })
    await addModel(test, { upstreamId: 'shrinking', contextTokens: 64_000 })
    const { messageId } = await askAll([LONG], { model: 'shrinking' })
    const { models } = test.db.t
    await test.db.db.update(models).set({ contextTokens: 4_000 }).where(eq(models.upstreamId, 'shrinking'))
    letCatalogueAge(test.clock)
    const before = await counted()
    expect((await alice(`/api/messages/${messageId}/regenerate`, { method: 'POST' })).status).toBe(400)
    expect(await counted()).toEqual(before)
  })

  it('is known by what the model’s server has counted before', async () => {
    const signs = '+-'.repeat(4_500)
    await addModel(test, { upstreamId: 'counting', contextTokens: 4_000 })
    expect((await alice('/api/chat', { json: { message: signs, model: 'counting' } })).status).toBe(400)
    test.upstream.script({ content: ['ok'] })
    for (let n = 0; n < 12; n++) await askAll(['+-'.repeat(1_500)], { model: 'counting' })
    expect((await alice('/api/chat', { json: { message: signs, model: 'counting' } })).status).toBe(200)
  })
})

describe('an answer without a word', () => {
  it('is not told, nor is its question: questions and answers always take turns', async () => {
    test.upstream.script({ content: ['one'] })
    const { sessionId } = await askAll(['first'])
    const next = (message: string) => alice('/api/chat', { json: { message, session_id: sessionId } })
    test.upstream.script({ fault: '400' })
    await readTurn(await next('fails'))
    await readTurn(await next('fails again'))
    test.upstream.script({ content: ['two'] })
    await readTurn(await next('last'))
    expect(lastTold()).toEqual(['first', 'one', 'last'])
  })

  it('is not there when a question follows a question', async () => {
    test.upstream.script({ content: ['one'] })
    const [opening] = await readTurn(await alice('/api/chat', { json: { message: 'first' } }))
    const parent_id = opening?.user_message_id
    await readTurn(await alice('/api/chat', { json: { message: 'better', session_id: opening?.session_id, parent_id } }))
    expect(lastMessages().map(({ role }) => role)).toEqual(['system', 'user'])
    expect(lastTold()).toEqual(['better'])
  })
})

describe('what the model thought', () => {
  const answersOf = () => lastMessages().filter(({ role }) => role === 'assistant')

  it('goes back to a server that wants it, with each answer that has thoughts', async () => {
    test.upstream.script((call) => (call.prompt === 'second' ? { content: ['2'] } : { thoughts: ['hm, ', 'so'], content: ['1'] }))
    await askAll(['first', 'second', 'third'], { model: 'replaying' })
    expect(answersOf()).toEqual([
      { role: 'assistant', content: '1', reasoning_content: 'hm, so' },
      { role: 'assistant', content: '2' },
    ])
  })

  it('goes back to no other', async () => {
    test.upstream.script({ thoughts: ['hm'], content: ['1'] })
    await askAll(['first', 'second'], { model: 'fake', reasoning: true })
    expect(answersOf()).toEqual([{ role: 'assistant', content: '1' }])
    expect(test.upstream.calls.at(-1)?.text).not.toContain('reasoning_content')
  })
})
