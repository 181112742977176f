import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { NewRow } from '../db/store.ts'
import { newId } from '../ids.ts'
import { readTurn } from '../test/frames.ts'
import { makeApp, type Send, type TestApp } from '../test/makeApp.ts'

const LONG = 800
/** about 1,500 characters, as answers are */
const ANSWER = `${'An answer of an ordinary length, with **bold** words. '.repeat(25)}\n\n- a list\n- of two\n`

let test: TestApp
let alice: Send
let sessionId: string
let rows: NewRow<'messages'>[]

beforeAll(async () => {
  test = await makeApp()
  alice = await test.as('alice')
  const made = (await (await alice('/api/sessions', { json: { title: 'long' } })).json()) as { session_id: string }
  sessionId = made.session_id
  rows = await writeBranch(LONG)
})
afterAll(() => test.close())

/** Question and answer in turn, each after the one before. */
async function writeBranch(count: number): Promise<NewRow<'messages'>[]> {
  const { db, t } = test.db
  const [user] = await db.select({ id: t.users.id }).from(t.users).where(eq(t.users.username, 'alice'))
  const ids = Array.from({ length: count }, newId)
  const branch = ids.map((id, n): NewRow<'messages'> => {
    const isQuestion = n % 2 === 0
    const at = new Date(1_764_000_000_000 + Math.floor(n / 2) * 1_000)
    return {
      id,
      conversationId: sessionId,
      userId: user?.id ?? '',
      parentId: ids[n - 1] ?? null,
      role: isQuestion ? 'user' : 'assistant',
      content: isQuestion ? `question ${n}` : `answer ${n}. ${ANSWER}`,
      status: 'complete',
      finishReason: isQuestion ? null : 'stop',
      createdAt: at,
      updatedAt: at,
      completedAt: at,
    }
  })
  for (let n = 0; n < count; n += 100) await db.insert(t.messages).values(branch.slice(n, n + 100))
  await db
    .update(t.conversations)
    .set({ leafId: ids.at(-1) })
    .where(eq(t.conversations.id, sessionId))
  return branch
}

const shown = (html: string) => [...html.matchAll(/<article[^>]* id="m-([0-9a-f-]{36})"/g)].map(([, id]) => id)
const idsOf = (start: number, end?: number) => rows.slice(start, end).map(({ id }) => id)
const earlierIn = (html: string) => /<a [^>]*href="([^"]*before=[^"]*)"/.exec(html)?.[1]

describe('the page of a conversation of 800 messages', () => {
  it('sends the newest fifty, in less than 300 kB', async () => {
    const html = await (await alice(`/chat/${sessionId}`)).text()
    expect(shown(html)).toEqual(idsOf(-50))
    expect(Buffer.byteLength(html)).toBeLessThan(300_000)
    expect(html).toContain(`name="parent_id" value="${rows.at(-1)?.id}"`)
  })

  it('leads to all the others page by page, with and without script', async () => {
    let [path, html] = ['', await (await alice(`/chat/${sessionId}`)).text()]
    let seen = shown(html)
    while ((path = earlierIn(html) ?? '') !== '') {
      html = await (await alice(path, { headers: { 'HX-Request': 'true' } })).text()
      expect(html).not.toContain('<html')
      seen = [...shown(html), ...seen]
    }
    expect(seen).toEqual(idsOf(0))
    const plain = await (await alice(`/chat/${sessionId}?before=${rows[100]?.id}`)).text()
    expect(shown(plain)).toEqual(idsOf(50, 100))
    expect(plain).toContain(`href="/chat/${sessionId}"`)
    expect(plain).not.toContain('id="composer"')
  })

  it('shows the newest where the place is none of its branch', async () => {
    for (const before of [newId(), 'nonsense', rows[0]?.id]) {
      expect(shown(await (await alice(`/chat/${sessionId}?before=${before}`)).text())).toEqual(idsOf(-50))
    }
  })

  it('sends fewer messages where they are very long, and leads to the others', async () => {
    const { db, t } = test.db
    const last = rows.at(-1)?.id ?? ''
    const huge = '长长的回答。'.repeat(10_000)
    await db.update(t.messages).set({ content: huge, html: null }).where(eq(t.messages.id, last))
    const html = await (await alice(`/chat/${sessionId}`)).text()
    const ids = shown(html)
    expect(Buffer.byteLength(html)).toBeLessThan(300_000)
    expect(ids.length).toBeLessThan(50)
    expect(ids).toEqual(idsOf(-ids.length))
    const earlier = await (await alice(earlierIn(html) ?? '')).text()
    expect(shown(earlier).at(-1)).toBe(rows.at(-ids.length - 1)?.id)
    await db.update(t.messages).set({ content: 'short', html: null }).where(eq(t.messages.id, last))
  })

  it('shows a version that was chosen far up on the page where it stands', async () => {
    const { db, t } = test.db
    const at = new Date(1_764_000_050_000)
    const sibling = { ...rows[101]!, id: newId(), content: 'another answer', createdAt: at, updatedAt: at }
    await db.insert(t.messages).values(sibling)
    const toOther = await alice(`/messages/${sibling.id}/selection`, { form: {} })
    expect(toOther.headers.get('Location')).toBe(`/chat/${sessionId}#m-${sibling.id}`)
    const back = await alice(`/messages/${rows[101]?.id}/selection`, { form: {}, headers: { 'HX-Request': 'true' } })
    const place = back.headers.get('HX-Redirect') ?? ''
    expect([back.status, place]).toEqual([204, `/chat/${sessionId}?before=${rows[103]?.id}#m-${rows[101]?.id}`])
    expect(shown(await (await alice(place.replace(/#.*/, ''))).text()).slice(-2)).toEqual(idsOf(101, 103))
    await db.delete(t.messages).where(eq(t.messages.id, sibling.id))
  })

  it('asks the model with the whole branch and nothing beside it', async () => {
    const { db, t } = test.db
    const beside = { ...rows[1]!, id: newId(), content: 'NOT ON THE BRANCH' }
    await db.insert(t.messages).values(beside)
    test.upstream.script({ content: ['ok'] })
    const [opening] = await readTurn(await alice('/api/chat', { json: { message: 'and now?', session_id: sessionId } }))
    const said = test.upstream.calls.at(-1)?.body.messages ?? []
    expect(said.at(-1)?.content).toBe('and now?')
    expect(said.at(-3)?.content).toBe(rows.at(-2)?.content)
    expect(JSON.stringify(said)).not.toContain('NOT ON THE BRANCH')
    for (const id of [beside.id, opening?.user_message_id, opening?.message_id])
      await db.delete(t.messages).where(eq(t.messages.id, String(id)))
  })
})

describe('the messages over the API', () => {
  type Page = { messages: { id: string; siblings: string[] }[]; next_cursor: string | null }
  const pageOf = async (query: string, send = alice) => (await (await send(`/api/sessions/${sessionId}/messages${query}`)).json()) as Page

  it('come page by page, the newest last, none twice and none left out', async () => {
    const seen: string[] = []
    let query = ''
    do {
      const page = await pageOf(query)
      expect(page.messages.length).toBeLessThanOrEqual(200)
      seen.push(...page.messages.map(({ id }) => id))
      query = page.next_cursor === null ? '' : `?cursor=${page.next_cursor}`
    } while (query !== '')
    expect(seen).toEqual(idsOf(0))
  })

  it('come as many at once as are asked for, within bounds', async () => {
    expect((await pageOf('?limit=3')).messages.map(({ id }) => id)).toEqual(idsOf(0, 3))
    expect((await pageOf('?limit=9999')).messages).toHaveLength(500)
    expect((await pageOf('?limit=0')).messages).toHaveLength(1)
    expect((await alice(`/api/sessions/${sessionId}/messages?cursor=1_or_1`)).status).toBe(400)
    expect((await alice(`/api/sessions/${sessionId}/messages?limit=many`)).status).toBe(400)
  })

  it('know their siblings also where those are on another page', async () => {
    const { db, t } = test.db
    const sibling = { ...rows[1]!, id: newId(), createdAt: new Date(1_764_009_000_000) }
    await db.insert(t.messages).values(sibling)
    expect((await pageOf('?limit=2')).messages[1]?.siblings).toEqual([rows[1]?.id, sibling.id])
    await db.delete(t.messages).where(eq(t.messages.id, sibling.id))
  })

  it('are given to nobody else', async () => {
    const bob = await test.as('bob')
    expect((await bob(`/api/sessions/${sessionId}/messages?limit=1`)).status).toBe(404)
    expect((await bob(`/chat/${sessionId}?before=${rows[100]?.id}`)).status).toBe(404)
    expect((await bob(`/chat/${sessionId}?before=${rows[100]?.id}`, { headers: { 'HX-Request': 'true' } })).status).toBe(404)
  })
})
