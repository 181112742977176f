import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contentOf, readTurn } from '../test/frames.ts'
import { makeApp, type Send, type TestApp } from '../test/makeApp.ts'
import type { Script } from '../test/upstream/upstream.ts'

let test: TestApp
let alice: Send

beforeAll(async () => {
  test = await makeApp()
  alice = await test.as('alice')
})
afterAll(() => test.close())

const post = (path: string, client_id: string, send = alice) => send(path, { json: { client_id } })
const goOn = (id: string, clientId: string, send = alice) => post(`/api/messages/${id}/continue`, clientId, send)
/** how the upstream answers the next calls, and in the end all others */
const answers = (...scripts: Script[]) => test.upstream.script(() => (scripts.length > 1 ? scripts.shift()! : scripts[0]!))
const callsOf = async (id: string) => {
  const { tokenUsage } = test.db.t
  const rows = await test.db.db.select().from(tokenUsage).where(eq(tokenUsage.messageId, id)).orderBy(tokenUsage.attempt)
  return rows.map(({ clientId, status }) => [clientId, status])
}
/** once what a page has begun has ended */
const callsWhenQuiet = async () => {
  await expect.poll(() => test.turns.running).toBe(0)
  return test.upstream.calls.length
}

/** An answer that is cut short, as is all that follows unless somebody says otherwise. */
async function cutShort() {
  answers({ content: ['one '], finish: 'length' })
  const [opening] = await readTurn(await alice('/api/chat', { json: { message: 'long?' } }))
  const [messageId, sessionId, questionId] = [opening?.message_id, opening?.session_id, opening?.user_message_id].map(String)
  return { messageId: messageId!, sessionId: sessionId!, questionId: questionId! }
}

type Turn = Awaited<ReturnType<typeof cutShort>>

/** What begins a turn under a client id, other than the rest of an answer. */
const WAYS: Record<string, (turn: Turn, clientId: string) => Promise<Response>> = {
  'a question': (_, client_id) => alice('/api/chat', { json: { message: 'Once', client_id } }),
  'a question of the page': (_, client_id) => alice('/chat', { form: { message: 'Once', client_id } }),
  'an edit': ({ questionId }, client_id) => alice(`/api/messages/${questionId}/edit`, { json: { message: 'Twice', client_id } }),
  'another answer': ({ messageId }, client_id) => post(`/api/messages/${messageId}/regenerate`, client_id),
}

describe('a client id', () => {
  it('of another answer stays its own, whatever that is gone on with under', async () => {
    const first = await cutShort()
    const again = () => post(`/api/messages/${first.messageId}/regenerate`, `x-${first.messageId}`)
    const [opening] = await readTurn(await again())
    const answerId = String(opening?.message_id)
    await readTurn(await goOn(answerId, `y-${answerId}`))
    const calls = test.upstream.calls.length
    const late = await readTurn(await again())
    expect([late[0]?.message_id, contentOf(late)]).toEqual([answerId, 'one one '])
    expect(test.upstream.calls).toHaveLength(calls)
  })

  it('of the rest of an answer stays its own, however often that is gone on with', async () => {
    const { messageId } = await cutShort()
    for (const name of ['y', 'z']) await readTurn(await goOn(messageId, `${name}-${messageId}`))
    const calls = test.upstream.calls.length
    const late = await readTurn(await goOn(messageId, `y-${messageId}`))
    expect([late[0]?.message_id, contentOf(late)]).toEqual([messageId, 'one one one '])
    expect(test.upstream.calls).toHaveLength(calls)
    expect(await callsOf(messageId)).toEqual([
      [null, 'complete'],
      [`y-${messageId}`, 'complete'],
      [`z-${messageId}`, 'complete'],
    ])
  })

  it('is one turn for all who ask at the same time', async () => {
    const { messageId } = await cutShort()
    const calls = test.upstream.calls.length
    const ask = async () => contentOf(await readTurn(await goOn(messageId, `many-${messageId}`)))
    expect(await Promise.all([ask(), ask(), ask()])).toEqual(Array(3).fill('one one '))
    expect(test.upstream.calls).toHaveLength(calls + 1)
  })

  it('is one turn for a question and the rest of an answer that come at the same time', async () => {
    for (let round = 0; round < 4; round++) {
      const { messageId } = await cutShort()
      const calls = test.upstream.calls.length
      const name = `both-${messageId}`
      const ask = async () => readTurn(await alice('/api/chat', { json: { message: 'new?', client_id: name } }))
      const rest = async () => readTurn(await goOn(messageId, name))
      const turns = await Promise.all(round % 2 ? [ask(), rest(), ask()] : [rest(), ask(), rest()])
      expect(new Set(turns.map(([opening]) => opening?.message_id)).size).toBe(1)
      expect(test.upstream.calls).toHaveLength(calls + 1)
    }
  })

  it('is one turn for the rests of two answers that are asked for at the same time', async () => {
    const [one, other] = [await cutShort(), await cutShort()]
    const calls = test.upstream.calls.length
    const rest = async (id: string) => readTurn(await goOn(id, `rests-${one.messageId}`))
    const turns = await Promise.all([rest(one.messageId), rest(other.messageId)])
    expect(new Set(turns.map(([opening]) => opening?.message_id)).size).toBe(1)
    expect(test.upstream.calls).toHaveLength(calls + 1)
  })

  it('is that of the turn and not of the calls that it takes', async () => {
    const { messageId } = await cutShort()
    answers({ fault: '503' }, { content: ['two'] })
    await readTurn(await goOn(messageId, `busy-${messageId}`))
    expect(await callsOf(messageId)).toEqual([
      [null, 'complete'],
      [`busy-${messageId}`, 'failed'],
      [null, 'complete'],
    ])
  })

  it('is each user’s own', async () => {
    const bob = await test.as('bob')
    const { messageId } = await cutShort()
    await readTurn(await goOn(messageId, 'the same'))
    expect((await goOn(messageId, 'the same', bob)).status).toBe(404)
    const [opening] = await readTurn(await bob('/api/chat', { json: { message: 'mine', client_id: 'the same' } }))
    expect(opening?.message_id).not.toBe(messageId)
  })

  it('of a turn that is deleted leads nowhere, and to no other turn', async () => {
    const gone = await cutShort()
    await readTurn(await goOn(gone.messageId, 'gone'))
    await alice(`/api/sessions/${gone.sessionId}`, { method: 'DELETE' })
    const { messageId } = await cutShort()
    const calls = test.upstream.calls.length
    for (const id of [gone.messageId, messageId]) expect((await goOn(id, 'gone')).status).toBe(404)
    expect(test.upstream.calls).toHaveLength(calls)
  })

  it.each(Object.keys(WAYS))('of %s that was deleted with its conversation starts nothing anew, and says so', async (kind) => {
    const turn = await cutShort()
    const ask = () => WAYS[kind]!(turn, `${kind} of ${turn.messageId}`)
    await (await ask()).text()
    await callsWhenQuiet()
    const { sessions } = (await (await alice('/api/sessions?limit=100')).json()) as { sessions: { id: string }[] }
    for (const { id } of sessions) await alice(`/api/sessions/${id}`, { method: 'DELETE' })
    const calls = test.upstream.calls.length
    const again = await ask()
    expect(again.status).toBe(404)
    expect(await again.text()).toContain('was deleted')
    expect(await callsWhenQuiet()).toBe(calls)
  })
})

describe('a form that is sent twice', () => {
  /** The form of a page for this action, as a browser without script sends it. */
  async function formOf(sessionId: string, action: string) {
    const html = await (await alice(`/chat/${sessionId}`)).text()
    const form = new RegExp(`action="${action}"[^>]*><input type="hidden" name="client_id" value="([^"]+)"`).exec(html)
    return { send: (headers = {}) => alice(action, { form: { client_id: form?.[1] ?? '' }, headers }), clientId: form?.[1] }
  }

  it.each(['retry', 'continuation'])('is one %s, at once and later', async (action) => {
    const { messageId, sessionId } = await cutShort()
    const { send } = await formOf(sessionId, `/messages/${messageId}/${action}`)
    const calls = await callsWhenQuiet()
    const responses = await Promise.all([send(), send()])
    await callsWhenQuiet()
    responses.push(await send())
    expect(responses.map(({ status, headers }) => [status, headers.get('Location')])).toEqual(Array(3).fill([303, `/chat/${sessionId}`]))
    expect(await callsWhenQuiet()).toBe(calls + 1)
  })

  it('shows the same answer to a page with script', async () => {
    const { messageId, sessionId } = await cutShort()
    const { send } = await formOf(sessionId, `/messages/${messageId}/retry`)
    const shown = async () => /<article[^>]* id="m-([^"]+)"/.exec(await (await send({ 'HX-Request': 'true' })).text())?.[1]
    const first = await shown()
    expect(first).not.toBe(messageId)
    expect(await shown()).toBe(first)
  })

  it('is another one on every page, and for every action', async () => {
    const { messageId, sessionId } = await cutShort()
    const actions = ['retry', 'continuation', 'retry', 'continuation'].map((action) => `/messages/${messageId}/${action}`)
    const forms = await Promise.all(actions.map((action) => formOf(sessionId, action)))
    expect(new Set(forms.map(({ clientId }) => clientId)).size).toBe(4)
  })

  it('after a failure is the way on that it offers', async () => {
    answers({ fault: '400' }, { content: ['Now.'] })
    const [opening] = await readTurn(await alice('/api/chat', { json: { message: 'fail' } }))
    const { send } = await formOf(String(opening?.session_id), `/messages/${opening?.message_id}/retry`)
    const calls = await callsWhenQuiet()
    expect((await Promise.all([send(), send()])).map(({ status }) => status)).toEqual([303, 303])
    expect(await callsWhenQuiet()).toBe(calls + 1)
  })
})
