import { eq } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { contentOf, readTurn } from '../test/frames.ts'
import { askAndEnd } from '../test/manual.ts'
import { makeApp, type Send, type TestApp } from '../test/makeApp.ts'

let test: TestApp
let alice: Send
let bob: Send

beforeAll(async () => {
  test = await makeApp()
  alice = await test.as('alice')
  bob = await test.as('bob')
})
afterAll(() => test.close())

/** What a page has begun goes on after its answer to the form. */
async function untilQuiet(): Promise<void> {
  await expect.poll(() => test.turns.running).toBe(0)
}
afterEach(untilQuiet)

type Message = { id: string; parent_id: string | null; content: string; siblings: string[]; left_out: number; summarized: boolean }
const messagesOf = async (sessionId: string) =>
  ((await (await alice(`/api/sessions/${sessionId}/messages`)).json()) as { messages: Message[] }).messages
const leafOf = async (sessionId: string) => ((await (await alice(`/api/sessions/${sessionId}`)).json()) as { leaf_id: string }).leaf_id
const saidTo = (n: number) => (test.upstream.calls.at(n)?.body.messages ?? []).slice(1).map(({ content }) => content)
const page = async (path: string) => (await alice(path)).text()
/** the messages on a page, in their order */
const shown = (html: string) => [...html.matchAll(/<article[^>]* id="m-([0-9a-f-]{36})"/g)].map(([, id]) => id)
const HTMX = { 'HX-Request': 'true' }

/** Two exchanges: what every test here begins with. */
async function conversation() {
  const first = await askAndEnd(test, alice, { message: 'one?' }, 'One.')
  const second = await askAndEnd(test, alice, { message: 'two?', session_id: first.sessionId }, 'Two.')
  return { first, second, sessionId: first.sessionId }
}

describe('an edited question', () => {
  it('is a new branch: the model hears what came before, the old one stays', async () => {
    const { second, sessionId } = await conversation()
    const edited = await askAndEnd(test, alice, { message: 'two, but better?' }, 'Better.', `/api/messages/${second.questionId}/edit`)
    expect(edited.sessionId).toBe(sessionId)
    expect(saidTo(-1)).toEqual(['one?', 'One.', 'two, but better?'])
    const messages = await messagesOf(sessionId)
    expect(messages.map(({ content }) => content)).toEqual(['one?', 'One.', 'two?', 'Two.', 'two, but better?', 'Better.'])
    expect(messages[4]).toMatchObject({ parent_id: messages[1]?.id, siblings: [second.questionId, edited.questionId] })
    expect(await leafOf(sessionId)).toBe(edited.messageId)
  })

  it('that was the first of all stands first itself, and hears nothing of the others', async () => {
    const { first, sessionId } = await conversation()
    const edited = await askAndEnd(test, alice, { message: 'other one?' }, 'Other.', `/api/messages/${first.questionId}/edit`)
    expect(saidTo(-1)).toEqual(['other one?'])
    expect((await messagesOf(sessionId)).find(({ id }) => id === edited.questionId)).toMatchObject({
      parent_id: null,
      siblings: [first.questionId, edited.questionId],
    })
    expect(shown(await page(`/chat/${sessionId}`))).toEqual([edited.questionId, edited.messageId])
  })

  it('is nothing but a question of one’s own, with words in it', async () => {
    const { second } = await conversation()
    const edit = (send: Send, id: string, message: string) => send(`/api/messages/${id}/edit`, { json: { message } })
    expect((await edit(bob, second.questionId, 'mine now')).status).toBe(404)
    expect((await edit(alice, second.messageId, 'an answer')).status).toBe(404)
    expect((await edit(alice, second.questionId, '  ')).status).toBe(400)
    expect((await edit(alice, second.questionId, 'a'.repeat(100_001))).status).toBe(400)
  })

  it('is taken from a form in its place, and shown as the branch that it is', async () => {
    const { second, sessionId } = await conversation()
    const form = await (await alice(`/messages/${second.questionId}/edit`, { headers: HTMX })).text()
    expect(form).toContain('>two?</textarea>')
    const clientId = /name="client_id" value="([^"]+)"/.exec(form)?.[1] ?? ''
    test.upstream.script({ content: ['ok'] })
    const calls = test.upstream.calls.length
    const send = () => alice(`/messages/${second.questionId}/edit`, { form: { message: 'two!', client_id: clientId }, headers: HTMX })
    const html = await (await send()).text()
    expect(html).toContain('<hx-partial hx-target="#thread" hx-swap="outerHTML">')
    expect(html).toContain('two!')
    expect(html).toContain('2 / 2')
    expect(html).not.toContain(`id="m-${second.questionId}"`)
    await send()
    await untilQuiet()
    expect(test.upstream.calls).toHaveLength(calls + 1)
    expect(await messagesOf(sessionId)).toHaveLength(6)
  })

  it('has a page of its own without script, which keeps a text that is refused', async () => {
    const { second, sessionId } = await conversation()
    const path = `/messages/${second.questionId}/edit`
    expect(await page(path)).toContain('>two?</textarea>')
    const refused = await alice(path, { form: { message: 'kept <b>', model: 'no such model' } })
    expect(refused.status).toBe(400)
    expect(await refused.text()).toContain('>kept &lt;b&gt;</textarea>')
    test.upstream.script({ content: ['ok'] })
    const asked = await alice(path, { form: { message: 'fine' } })
    expect([asked.status, asked.headers.get('Location')]).toEqual([303, `/chat/${sessionId}`])
    const cancelled = await alice(`/messages/${second.questionId}`, { headers: HTMX })
    expect(await cancelled.text()).toContain(`id="m-${second.questionId}"`)
    expect((await bob(path)).status).toBe(404)
    expect((await bob(`/messages/${second.questionId}`, { headers: HTMX })).status).toBe(404)
  })
})

describe('another answer', () => {
  it('is made as the one before, or as one chooses, and once for each client id', async () => {
    const { second, sessionId } = await conversation()
    test.upstream.script({ content: ['Again.'] })
    const calls = test.upstream.calls.length
    const again = () => alice(`/api/messages/${second.messageId}/regenerate`, { json: { client_id: 'again-1', model: 'fake' } })
    const answers = await Promise.all([again(), again(), again()].map(async (response) => readTurn(await response)))
    expect(answers.map(contentOf)).toEqual(['Again.', 'Again.', 'Again.'])
    expect(contentOf(await readTurn(await again()))).toBe('Again.')
    expect(test.upstream.calls).toHaveLength(calls + 1)
    expect(saidTo(-1)).toEqual(['one?', 'One.', 'two?'])
    expect(await leafOf(sessionId)).toBe(answers[0]?.[0]?.message_id)
    expect((await alice(`/api/messages/${second.messageId}/regenerate`, { json: { model: 'gpt-99' } })).status).toBe(400)
  })

  it('to an earlier question takes what followed it off the page, not out of the conversation', async () => {
    const { first, second, sessionId } = await conversation()
    test.upstream.script({ content: ['Other one.'] })
    const html = await (await alice(`/messages/${first.messageId}/retry`, { form: {}, headers: HTMX })).text()
    expect(html).toContain('hx-target="#thread"')
    expect(shown(html)).toEqual([first.questionId, await leafOf(sessionId)])
    expect((await messagesOf(sessionId)).map(({ id }) => id)).toContain(second.messageId)
  })

  it('to the last question changes only its place on the page', async () => {
    const { second } = await conversation()
    test.upstream.script({ content: ['Other two.'] })
    const html = await (await alice(`/messages/${second.messageId}/retry`, { form: {}, headers: HTMX })).text()
    expect(html).toContain(`<hx-partial hx-target="#m-${second.messageId}" hx-swap="outerHTML"><article`)
    expect(html).not.toContain('hx-target="#thread"')
  })
})

describe('versions of a message', () => {
  it('are shown with the newest that followed them, on the page and over the API', async () => {
    const { first, second, sessionId } = await conversation()
    const edited = await askAndEnd(test, alice, { message: 'one again?' }, 'One again.', `/api/messages/${first.questionId}/edit`)
    const path = `/chat/${sessionId}`
    expect(await page(path)).toContain('2 / 2')
    const switched = await alice(`/messages/${first.questionId}/selection`, { form: {} })
    expect([switched.status, switched.headers.get('Location')]).toEqual([303, `${path}#m-${first.questionId}`])
    expect(await leafOf(sessionId)).toBe(second.messageId)
    expect(shown(await page(path))).toEqual([first.questionId, first.messageId, second.questionId, second.messageId])
    const changed = await alice(`/api/sessions/${sessionId}`, { method: 'PATCH', json: { shown_message_id: edited.questionId } })
    expect(await changed.json()).toMatchObject({ leaf_id: edited.messageId })
    const html = await (await alice(`/messages/${first.messageId}/selection`, { form: {}, headers: HTMX })).text()
    expect(shown(html)).toEqual([first.questionId, first.messageId, second.questionId, second.messageId])
    expect(html).not.toContain('<textarea')
  })

  it('are switched by nobody else, by no link, and only within their conversation', async () => {
    const { first, second, sessionId } = await conversation()
    const other = await conversation()
    expect((await bob(`/messages/${first.questionId}/selection`, { form: {} })).status).toBe(404)
    expect((await alice(`/messages/${first.questionId}/selection`)).status).toBe(404)
    const wrong = await alice(`/api/sessions/${sessionId}`, { method: 'PATCH', json: { shown_message_id: other.first.messageId } })
    expect(wrong.status).toBe(404)
    expect(await leafOf(sessionId)).toBe(second.messageId)
  })

  it('are told in the last frame of an answer as on the page', async () => {
    const { second, sessionId } = await conversation()
    const again = await askAndEnd(test, alice, {}, 'Two again.', `/api/messages/${second.messageId}/regenerate`)
    const frames = await (await alice(`/messages/${again.messageId}/stream`)).text()
    expect(frames).toContain('2 / 2')
    expect(await page(`/chat/${sessionId}`)).toContain('2 / 2')
  })
})

describe('what the model did not see', () => {
  it('is said in the answer, and in its JSON', async () => {
    const { second, sessionId } = await conversation()
    const { db, t } = test.db
    await db.update(t.messages).set({ leftOut: 12 }).where(eq(t.messages.id, second.messageId))
    expect(await page(`/chat/${sessionId}`)).toContain('12 earlier messages were left out')
    expect((await messagesOf(sessionId)).at(-1)).toMatchObject({ left_out: 12, summarized: false })
    await db.update(t.messages).set({ summary: 'They talked.' }).where(eq(t.messages.id, second.messageId))
    const chinese = await alice(`/chat/${sessionId}`, { headers: { 'Accept-Language': 'zh-CN' } })
    expect(await chinese.text()).toContain('较早的12条消息已为模型做了摘要')
    expect((await messagesOf(sessionId)).at(-1)).toMatchObject({ left_out: 12, summarized: true })
  })
})
