import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setupLink } from '../auth/setup.ts'
import { openAuthApp } from '../test/authApp.ts'
import { readTurn } from '../test/frames.ts'
import { makeApp, type Send, type TestApp } from '../test/makeApp.ts'

const TYPED = 'typed <b> & "kept" ☂'
const ESCAPED = 'typed &lt;b&gt; &amp; &quot;kept&quot; ☂'

type Form = { action: string; texts: string[]; hidden: Record<string, string> }

const attribute = (tag: string, name: string): string =>
  new RegExp(`[ \\n]${name}="([^"]*)"`).exec(tag)?.[1]?.replaceAll('&amp;', '&') ?? ''

/** The forms of a page, with the names of what a person writes into them. */
function formsOf(html: string): Form[] {
  const forms = [...html.matchAll(/<form[^>]*method="post"[^>]*>[\s\S]*?<\/form>/g)].map(([form]) => {
    const inputs = [...form.matchAll(/<(?:input|textarea)\b[^>]*>/g)].map(([tag]) => tag)
    const texts = inputs.filter((tag) => tag.startsWith('<textarea') || attribute(tag, 'type') === 'text')
    const hidden = inputs.filter((tag) => attribute(tag, 'type') === 'hidden')
    return {
      action: attribute(form, 'action'),
      texts: texts.map((tag) => attribute(tag, 'name')),
      hidden: Object.fromEntries(hidden.map((tag) => [attribute(tag, 'name'), attribute(tag, 'value')])),
    }
  })
  return forms.filter(({ texts }) => texts.length > 0)
}

let test: TestApp
let alice: Send
let pages: [string, Send][]

beforeAll(async () => {
  test = await makeApp({ env: { RATE_LIMITS: '1/1h' } })
  test.upstream.script({ content: ['ok'] })
  alice = await test.as('alice')
  const frames = await readTurn(await alice('/api/chat', { json: { message: 'hi' } }))
  const [opening] = frames
  pages = [
    ['/login', test.send],
    ['/register', test.send],
    ['/chat', alice],
    [`/chat/${String(opening?.session_id)}`, alice],
    [`/messages/${String(opening?.user_message_id)}/edit`, alice],
    ['/settings', alice],
  ]
})
afterAll(() => test.close())

describe('a form that is refused', () => {
  it('comes back with what was typed, on every page', async () => {
    const refused: string[] = []
    for (const [page, send] of pages) {
      for (const { action, texts, hidden } of formsOf(await (await send(page)).text())) {
        const fields = { password: 'a', password_confirm: 'b', token_lifetime: '30', ...hidden }
        const form = { ...fields, ...Object.fromEntries(texts.map((name) => [name, TYPED])) }
        const response = await send(action, { form, accept: 'text/html' })
        if (response.status < 400) continue
        const html = await response.text()
        expect([action, html.split(ESCAPED).length > texts.length]).toEqual([action, true])
        expect(html).not.toContain('value="a"')
        refused.push(action.replace(/[0-9a-f-]{36}/, ':id'))
      }
    }
    expect(refused).toEqual(
      expect.arrayContaining(['/login', '/register', '/chat', '/chat/:id', '/messages/:id/edit', '/settings/tokens#tokens']),
    )
  })

  it('comes back with what was typed at the first start, too', async () => {
    const fresh = await openAuthApp()
    const path = (await setupLink(fresh.web)) ?? ''
    const [form] = formsOf(await (await fresh.app.request(path)).text())
    const body = new URLSearchParams({ ...form?.hidden, username: TYPED, password: 'a', password_confirm: 'b', base_url: '', key: '' })
    const response = await fresh.app.request(form?.action ?? '', { method: 'POST', body })
    expect([response.status, (await response.text()).includes(`value="${ESCAPED}"`)]).toEqual([400, true])
    await fresh.close()
  })
})
