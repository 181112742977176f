import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeApp, type Send, type TestApp } from '../test/makeApp.ts'

let test: TestApp
let alice: Send

beforeAll(async () => {
  test = await makeApp()
  alice = await test.as('alice')
})
afterAll(() => test.close())

const idsIn = (html: string): string[] => [...html.matchAll(/ id="m-([0-9a-f-]{36})"/g)].map(([, id]) => id ?? '')
const latest = (send: Send, path: string, after: string, headers = {}) => send(`${path}/latest?parent_id=${after}`, { headers })

async function ask(message: string, path = '/chat'): Promise<{ path: string; ids: string[] }> {
  test.upstream.script({ content: ['ok'] })
  const place = (await alice(path, { form: { message } })).headers.get('Location') ?? ''
  await expect.poll(async () => (await alice(place)).text()).not.toContain('aria-busy')
  return { path: place, ids: idsIn(await (await alice(place)).text()) }
}

describe('a page that asks for what was said after its last message', () => {
  it('gets nothing while nothing was', async () => {
    const { path, ids } = await ask('Quiet')
    const response = await latest(alice, path, ids.at(-1) ?? '')
    expect([response.status, await response.text()]).toEqual([204, ''])
  })

  it('gets what came after it, once, and where the next question goes', async () => {
    const { path, ids } = await ask('Here')
    const later = await ask('Elsewhere', path)
    const html = await (await latest(alice, path, ids.at(-1) ?? '')).text()
    expect(idsIn(html)).toEqual(later.ids.slice(2))
    expect(html).toContain('hx-target="#thread" hx-swap="beforeend"')
    expect(html).toContain(`name="parent_id" value="${later.ids.at(-1)}"`)
    expect(html).toContain('id="places"')
  })

  it('gets the running answer, with its connection', async () => {
    const { path, ids } = await ask('Before')
    test.upstream.script({ manual: true })
    const taken = test.upstream.nextCall()
    await alice(path, { form: { message: 'Running' } })
    const call = await taken
    const html = await (await latest(alice, path, ids.at(-1) ?? '')).text()
    expect(html).toMatch(/hx-sse:connect="\/messages\/[0-9a-f-]{36}\/stream/)
    expect(html).toContain('class="send stop"')
    await call.finish()
  })

  it('loads the whole page again when its last message is not on the branch that is shown', async () => {
    const { path } = await ask('Branch')
    for (const after of ['', '01a20000-0000-7000-8000-000000000000']) {
      const response = await latest(alice, path, after)
      expect([response.status, response.headers.get('HX-Refresh')]).toEqual([200, 'true'])
    }
  })

  it('is refused what is not its reader’s', async () => {
    const { path, ids } = await ask('Mine')
    const bob = await test.as('bob')
    expect((await latest(bob, path, ids.at(-1) ?? '')).status).toBe(404)
    expect((await latest(test.send, path, ids.at(-1) ?? '', { 'HX-Request': 'true' })).status).toBe(401)
    expect((await latest(alice, path, 'nonsense')).status).toBe(400)
  })
})

describe('the composer', () => {
  it('names the question that has arrived, so that its draft can go', async () => {
    const { path } = await ask('Without an id')
    expect(await (await alice(path)).text()).not.toContain('data-taken')
    await alice(path, { form: { message: 'With one', client_id: 'tried-1' } })
    expect(await (await alice(path)).text()).toContain('data-taken="tried-1"')
  })
})

describe('a page', () => {
  it('says whose it is only to who is signed in, and not by name', async () => {
    const page = await (await alice('/chat')).text()
    expect(/<body data-user="([^"]+)" data-now="\d+">/.exec(page)?.[1]).toMatch(/^[0-9a-f-]{36}$/)
    expect(await (await test.send('/login')).text()).toContain('<body>')
  })
})

describe('the stream of a page whose reader is not signed in any more', () => {
  it('tells the way to sign in and back', async () => {
    const { path, ids } = await ask('Signed out')
    const headers = { 'HX-Request': 'true', 'HX-Current-URL': `http://localhost${path}` }
    const text = await (await test.send(`/messages/${ids.at(-1)}/stream?from=0`, { headers })).text()
    expect(text).toContain(`href="/login?next=${encodeURIComponent(path)}"`)
    expect(text).toContain('event: done')
  })
})
