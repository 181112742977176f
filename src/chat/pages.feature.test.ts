import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Frame, FrameReader } from '../test/frames.ts'
import { makeApp, type Send, type TestApp } from '../test/makeApp.ts'

let test: TestApp
let alice: Send

beforeAll(async () => {
  test = await makeApp()
  alice = await test.as('alice')
})
afterAll(() => test.close())

const HTMX = { 'HX-Request': 'true' }
const idsIn = (html: string): string[] => [...html.matchAll(/ id="m-([0-9a-f-]{36})"/g)].map(([, id]) => id ?? '')

/** Asks by the form; answers the conversation's path and the upstream's call. */
async function askByForm(message: string, path = '/chat') {
  test.upstream.script({ manual: true })
  const taken = test.upstream.nextCall()
  const response = await alice(path, { form: { message } })
  return { response, path: response.headers.get('Location') ?? '', call: await taken }
}

const page = async (path: string): Promise<string> => (await alice(path)).text()
const streamOf = async (messageId: string, headers: Record<string, string> = {}, from = 0) =>
  new FrameReader(await alice(`/messages/${messageId}/stream?from=${from}`, { headers }))
const isDone = ({ event }: Frame) => event === 'done'

describe('the page of a running answer', () => {
  it('shows what there is, and where the rest comes from', async () => {
    const { path, call } = await askByForm('Stream to me')
    await call.send('First block.\n\nSecond')
    const messageId = idsIn(await page(path)).at(-1) ?? ''
    const reader = await streamOf(messageId)
    await reader.until(({ data }) => data.includes('First block.'))
    const html = await page(path)
    expect(html).toContain('aria-busy="true"')
    expect(html).toContain('First block.')
    expect(html).toMatch(/<noscript><meta http-equiv="refresh"/)
    await call.finish()
    const rest = await reader.all()
    expect(rest.at(-1)).toMatchObject({ event: 'done' })
    const last = rest.at(-2)?.data ?? ''
    expect(last).toContain('data-status="complete"')
    const after = await page(path)
    expect(after).not.toContain('aria-busy')
    const articleIn = (text: string) => new RegExp(`<article[^>]* id="m-${messageId}".*?</article>`, 's').exec(text)?.[0]
    const unnamed = (text: string) => articleIn(text)?.replaceAll(/name="client_id" value="[^"]+"/g, '')
    expect(unnamed(after)).toContain('Second')
    expect(unnamed(last)).toBe(unnamed(after))
  })

  it('gives a reader who comes back the blocks that he does not have', async () => {
    const { path, call } = await askByForm('Blocks')
    await call.send('One.\n\nTwo.\n\nThree.\n\nopen')
    const messageId = idsIn(await page(path)).at(-1) ?? ''
    await expect.poll(() => page(path)).toContain('Three.')
    expect((await (await streamOf(messageId)).until(({ data }) => data.includes('Three.'))).at(-1)?.id).toBe(3)
    const [again] = await (await streamOf(messageId, { 'Last-Event-ID': '2' })).until(() => true)
    expect(again?.data).not.toContain('Two.')
    expect(again?.data).toContain('Three.')
    const [lost] = await (await streamOf(messageId, { 'Last-Event-ID': '99' })).until(() => true)
    expect(lost?.data).toContain('One.')
    await call.finish()
    const ended = await (await streamOf(messageId, { 'Last-Event-ID': '3' })).until(isDone)
    expect(ended.at(-1)).toMatchObject({ event: 'done' })
  })

  it('ends at once for an answer that was over long ago', async () => {
    const { path, call } = await askByForm('Quick')
    await call.send('done already')
    await call.finish()
    await expect.poll(() => page(path)).toContain('data-status="complete"')
    const frames = await (await streamOf(idsIn(await page(path)).at(-1) ?? '')).all()
    expect(frames.at(-1)).toMatchObject({ event: 'done' })
    expect(frames.at(-2)?.data).toContain('done already')
  })

  it('ends with the reason where there is nothing to follow, so that the page does not ask for ever', async () => {
    for (const send of [alice, test.send]) {
      for (const id of ['01a20000-0000-7000-8000-000000000000', 'nonsense']) {
        const frames = await new FrameReader(await send(`/messages/${id}/stream`)).all()
        expect(frames.map(({ event }) => event)).toEqual([null, 'done'])
        expect(frames[0]?.data).toContain('hx-target="#notices"')
      }
    }
  })

  it('comes again without script, but never over a text that was kept', async () => {
    const { path, call } = await askByForm('Busy')
    expect(await page(path)).toContain('http-equiv="refresh"')
    const refused = await alice(path, { form: { message: 'my second question' } })
    expect(refused.status).toBe(409)
    const html = await refused.text()
    expect(html).toContain('my second question')
    expect(html).not.toContain('http-equiv="refresh"')
    await call.send('ok')
    await call.finish()
  })

  it('puts nothing of the model where the page would obey it', async () => {
    const { path, call } = await askByForm('Be evil')
    await call.send(
      '<script>alert(1)</script> <hx-partial hx-target="body">x</hx-partial>\n\nevent: done\ndata: x\n\n<img src=x onerror=alert(1)>',
    )
    const messageId = idsIn(await page(path)).at(-1) ?? ''
    const reader = await streamOf(messageId)
    const first = await reader.next()
    await call.finish()
    const texts = [first, ...(await reader.all())].map((frame) => frame?.data ?? '').join('\n') + (await page(path))
    expect(texts).not.toMatch(/<script>alert|<img src=x|<hx-partial hx-target="body"/)
    expect(texts).toContain('&lt;script&gt;')
  })
})

describe('the form of the composer', () => {
  it('answers htmx with the question and the answer to come', async () => {
    const { path, call } = await askByForm('First')
    await call.send('ok')
    await call.finish()
    await expect.poll(() => page(path)).toContain('data-status="complete"')
    test.upstream.script({ manual: true })
    const taken = test.upstream.nextCall()
    const html = await (await alice(path, { form: { message: 'Second <b>' }, headers: HTMX })).text()
    expect(html).toContain('Second &lt;b&gt;')
    expect(html).toContain('hx-sse:connect="/messages/')
    await (await taken).finish()
  })

  it('answers htmx with the whole conversation when it is new', async () => {
    test.upstream.script({ content: ['ok'] })
    const taken = test.upstream.nextCall()
    const response = await alice('/chat', { form: { message: 'Brand new' }, headers: HTMX })
    await taken
    const pushed = response.headers.get('HX-Push-Url') ?? ''
    expect(pushed).toMatch(/^\/chat\/[0-9a-f-]{36}$/)
    expect(await response.text()).toContain('Brand new')
    expect((await alice(pushed)).status).toBe(200)
  })

  it('keeps what was typed when it cannot be sent', async () => {
    const response = await alice('/chat', { form: { message: 'kept & safe', model: 'no such model' } })
    expect(response.status).toBe(400)
    expect(await response.text()).toContain('kept &amp; safe')
  })

  it('renames and deletes', async () => {
    const { path, call } = await askByForm('To be renamed')
    await call.send('ok')
    await call.finish()
    await alice(`${path}/title`, { form: { title: '<i>新标题</i>' } })
    expect(await page(path)).toContain('&lt;i&gt;新标题&lt;/i&gt;')
    expect((await alice(`${path}/title`, { form: { title: '  ' } })).status).toBe(400)
    const gone = await alice(`${path}/deletion`, { form: {} })
    expect([gone.status, gone.headers.get('Location')]).toEqual([303, '/chat'])
    expect((await alice(path)).status).toBe(404)
  })
})

describe('the HTML of an answer', () => {
  it('is kept with it, for each language, and made anew when the renderer changes', async () => {
    const { path, call } = await askByForm('Code please')
    await call.send('```js\nlet x\n```')
    await call.finish()
    await expect.poll(() => page(path)).toContain('data-status="complete"')
    const messageId = idsIn(await page(path)).at(-1) ?? ''
    const { db, t } = test.db
    const row = async () => (await db.select().from(t.messages).where(eq(t.messages.id, messageId)))[0]
    const kept = await row()
    expect(kept?.html).toContain('hljs-keyword')
    await db.update(t.messages).set({ renderVersion: 0, html: 'old' }).where(eq(t.messages.id, messageId))
    expect(await page(path)).toContain('hljs-keyword')
    expect(await row()).toMatchObject({ html: kept?.html, renderVersion: kept?.renderVersion })
    const chinese = await (await alice(path, { headers: { 'Accept-Language': 'zh-CN' } })).text()
    expect(chinese).toContain('复制')
  })
})
