import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FrameReader, toChatFrame } from '../test/frames.ts'
import { askAndEnd, startManual } from '../test/manual.ts'
import { makeApp, type Send, type TestApp } from '../test/makeApp.ts'

let test: TestApp
let alice: Send

beforeAll(async () => {
  test = await makeApp()
  alice = await test.as('alice')
})
afterAll(() => test.close())

const messagesIn = (conversationId: string) => test.db.db.$count(test.db.t.messages, eq(test.db.t.messages.conversationId, conversationId))
const callsFor = (id: string) => test.db.db.select().from(test.db.t.tokenUsage).where(eq(test.db.t.tokenUsage.messageId, id))

describe('while an answer is written', () => {
  it('a question, an edit, another answer and the rest of one are refused in words, and nothing is written', async () => {
    const before = await askAndEnd(test, alice, { message: 'first' }, 'First.')
    const running = await startManual(test, alice, { message: 'second', session_id: before.sessionId })
    const rows = await messagesIn(before.sessionId)
    const calls = test.upstream.calls.length
    const ways: [string, object][] = [
      ['/api/chat', { message: 'impatient', session_id: before.sessionId }],
      [`/api/messages/${before.questionId}/edit`, { message: 'in other words' }],
      [`/api/messages/${before.messageId}/regenerate`, {}],
      [`/api/messages/${running.messageId}/regenerate`, {}],
      [`/api/messages/${running.messageId}/continue`, {}],
    ]
    for (const [path, json] of ways) {
      const response = await alice(path, { json, headers: { 'Accept-Language': 'zh-CN' } })
      const { error } = (await response.json()) as { error: { code: string; message: string } }
      expect([path, response.status, error]).toMatchObject([
        path,
        409,
        { code: 'conflict', message: '这里还有回答正在生成，请等待完成或先停止它。' },
      ])
    }
    expect(await messagesIn(before.sessionId)).toBe(rows)
    expect(test.upstream.calls).toHaveLength(calls)
    await running.call.finish()
    await running.reader.all()
  })

  it('the page keeps a text that cannot be sent yet, in the composer and in an edit', async () => {
    const before = await askAndEnd(test, alice, { message: 'first' }, 'First.')
    const running = await startManual(test, alice, { message: 'second', session_id: before.sessionId })
    const composer = await alice(`/chat/${before.sessionId}`, { form: { message: 'my third' } })
    const edit = await alice(`/messages/${before.questionId}/edit`, { form: { message: 'my first, better' } })
    expect([composer.status, edit.status]).toEqual([409, 409])
    expect(await composer.text()).toContain('>my third</textarea>')
    expect(await edit.text()).toContain('>my first, better</textarea>')
    await running.call.finish()
    await running.reader.all()
  })

  it('its conversation can be deleted: it stays deleted, the stream ends, the upstream is left, the usage is settled', async () => {
    const { call, reader, messageId, sessionId } = await startManual(test, alice, { message: 'delete me' })
    await call.send('some text')
    await reader.next()
    expect((await alice(`/api/sessions/${sessionId}`, { method: 'DELETE' })).status).toBe(200)
    const end = (await reader.all()).map(toChatFrame).at(-1)
    expect(end).toMatchObject({ type: 'done', status: 'stopped' })
    await call.closed
    expect(call.aborted).toBe(true)
    expect((await alice(`/api/sessions/${sessionId}`)).status).toBe(404)
    expect(await messagesIn(sessionId)).toBe(0)
    expect(await callsFor(messageId)).toMatchObject([{ status: 'stopped', reservedTokens: 0 }])
    expect((await alice(`/api/messages/${messageId}/continue`, { method: 'POST' })).status).toBe(404)
  })
})

describe('two tabs of one conversation', () => {
  it('ask at once: one is answered, the other told to wait', async () => {
    const { sessionId } = await askAndEnd(test, alice, { message: 'begin' }, 'Begun.')
    const calls = test.upstream.calls.length
    test.upstream.script({ manual: true })
    const taken = test.upstream.nextCall()
    const tab = (n: number) =>
      alice('/api/chat', { json: { message: `tab ${n}`, session_id: sessionId, client_id: `tab-${sessionId}-${n}` } })
    const responses = await Promise.all([tab(1), tab(2)])
    expect(responses.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
    await (await taken).finish()
    await new FrameReader(responses.find(({ status }) => status === 200)!).all()
    expect(test.upstream.calls).toHaveLength(calls + 1)
    expect(await messagesIn(sessionId)).toBe(4)
  })

  it('ask, edit, regenerate and continue at once: one of them goes through', async () => {
    const cut = await startManual(test, alice, { message: 'begin' })
    await cut.call.send('half')
    await cut.call.finish('length')
    await cut.reader.all()
    test.upstream.script({ manual: true })
    const taken = test.upstream.nextCall()
    const calls = test.upstream.calls.length
    const responses = await Promise.all([
      alice('/api/chat', { json: { message: 'next', session_id: cut.sessionId } }),
      alice(`/api/messages/${cut.questionId}/edit`, { json: { message: 'edited' } }),
      alice(`/api/messages/${cut.messageId}/regenerate`, { method: 'POST' }),
      alice(`/api/messages/${cut.messageId}/continue`, { method: 'POST' }),
    ])
    expect(responses.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409, 409, 409])
    await (await taken).finish()
    await new FrameReader(responses.find(({ status }) => status === 200)!).all()
    expect(test.upstream.calls).toHaveLength(calls + 1)
  })

  it('edit the same question under one client id: one new branch', async () => {
    const { questionId, sessionId } = await askAndEnd(test, alice, { message: 'begin' }, 'Begun.')
    test.upstream.script({ content: ['ok'] })
    const edit = () => alice(`/api/messages/${questionId}/edit`, { json: { message: 'better', client_id: `edit-${sessionId}` } })
    const responses = await Promise.all([edit(), edit(), edit()])
    const openings = await Promise.all(responses.map(async (response) => toChatFrame((await new FrameReader(response).all())[0]!)))
    expect(new Set(openings.map(({ message_id }) => message_id)).size).toBe(1)
    expect(await messagesIn(sessionId)).toBe(4)
  })
})
