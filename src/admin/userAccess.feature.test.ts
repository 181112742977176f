import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../ids.ts'
import { ADMIN, makeApp, type Send, type TestApp } from '../test/makeApp.ts'

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'

let test: TestApp
let admin: Send
let lin: Send
let id: string

beforeEach(async () => {
  test = await makeApp()
  admin = await test.as(ADMIN.username)
  lin = await test.as('lin')
  id = ((await (await lin('/api/auth/me')).json()) as { id: string }).id
})
afterEach(() => test.close())

const read = async <T>(path: string, send = admin): Promise<T> => (await (await send(path)).json()) as T
const page = async (path = `/admin/users/${id}`) => (await admin(path, { accept: 'text/html' })).text()
const post = (path: string) => admin(path, { form: {}, accept: 'text/html' })
const remove = (path: string, send = admin) => send(path, { method: 'DELETE' })
const signedIn = async (send: Send) => (await send('/api/auth/me')).status === 200
const audit = async () => (await test.db.db.select().from(test.db.t.auditLog).orderBy(test.db.t.auditLog.id)).at(-1)

type Sessions = { sessions: { id: string; device: string; current: boolean }[] }
const sessionsOf = async (userId = id) => (await read<Sessions>(`/api/admin/users/${userId}/sessions`)).sessions
const newToken = async (send: Send, name: string) => read<{ id: string; token: string }>('/api/tokens', makeToken(send, name))
/** `send` with the body of a new token */
const makeToken =
  (send: Send, name: string): Send =>
  (path) =>
    send(path, { json: { name, scopes: ['chat'] } })

async function signInWith(userAgent: string): Promise<void> {
  const form = { username: 'lin', password: 'lin has a long password' }
  expect((await test.send('/login', { form, headers: { 'User-Agent': userAgent } })).status).toBe(303)
}

describe('the sessions of a user', () => {
  it('stand on his page with device and address, and one of them is ended by its button', async () => {
    await signInWith(FIREFOX)
    const html = await page()
    expect(html).toContain('Firefox on Linux')
    const session = (await sessionsOf()).find(({ device }) => device === 'Firefox on Linux')
    const path = `/admin/users/${id}/sessions/${encodeURIComponent(session?.id ?? '')}/deletion`
    expect(html).toContain(`action="${path}"`)
    const response = await post(path)
    expect([response.status, response.headers.get('Location')]).toEqual([303, `/admin/users/${id}?done=session`])
    expect(await page(`/admin/users/${id}?done=session`)).toContain('That session has ended.')
    expect((await sessionsOf()).map(({ device }) => device)).not.toContain('Firefox on Linux')
    expect(await signedIn(lin)).toBe(true)
    expect(await audit()).toMatchObject({
      action: 'user.sign_out',
      target: 'lin',
      actorName: ADMIN.username,
      before: { session: expect.stringContaining('Firefox on Linux') },
    })
  })

  it('end at once where they are used, also over the API', async () => {
    const [session] = await sessionsOf()
    expect((await remove(`/api/admin/users/${id}/sessions/${session?.id}`)).status).toBe(200)
    expect(await signedIn(lin)).toBe(false)
    expect((await remove(`/api/admin/users/${id}/sessions/${session?.id}`)).status).toBe(404)
  })

  it('of another one are not found under him, and stay', async () => {
    await test.as('tom')
    const tom = (await read<{ users: { id: string }[] }>('/api/admin/users?q=tom')).users[0]?.id ?? ''
    const [session] = await sessionsOf(tom)
    const before = await audit()
    for (const path of [`/api/admin/users/${id}/sessions/${session?.id}`, `/api/admin/users/${newId()}/sessions/${session?.id}`])
      expect((await remove(path)).status).toBe(404)
    expect((await remove(`/api/admin/users/${id}/sessions/x%20y`)).status).toBe(404)
    expect(await sessionsOf(tom)).toHaveLength(1)
    expect(await audit()).toEqual(before)
  })

  it('show the one that the page is read in', async () => {
    const me = await read<{ id: string }>('/api/auth/me')
    expect((await sessionsOf(me.id)).filter(({ current }) => current)).toHaveLength(1)
    expect(await page(`/admin/users/${me.id}`)).toContain('this device')
  })
})

describe('the API tokens of a user', () => {
  it('stand on his page, and are revoked by a button; the audit log says whose', async () => {
    const token = await newToken(lin, 'old laptop')
    const html = await page()
    expect(html).toContain('old laptop')
    expect(html).not.toContain(token.token)
    const response = await post(`/admin/users/${id}/tokens/${token.id}/revocation`)
    expect([response.status, response.headers.get('Location')]).toEqual([303, `/admin/users/${id}?done=token`])
    expect((await test.send('/api/auth/me', { headers: { Authorization: `Bearer ${token.token}` } })).status).toBe(401)
    expect(await page()).toContain('This user has no API tokens.')
    expect(await audit()).toMatchObject({ action: 'token.revoke', target: 'old laptop', before: { username: 'lin', scopes: ['chat'] } })
  })

  it('are listed and revoked over the API, and only as his', async () => {
    const token = await newToken(lin, 'script')
    const { tokens } = await read<{ tokens: { id: string; name: string; scopes: string[] }[] }>(`/api/admin/users/${id}/tokens`)
    expect(tokens).toMatchObject([{ id: token.id, name: 'script', scopes: ['chat'] }])
    expect((await remove(`/api/admin/users/${newId()}/tokens/${token.id}`)).status).toBe(404)
    expect((await remove(`/api/admin/users/${id}/tokens/${newId()}`)).status).toBe(404)
    expect((await remove(`/api/admin/users/${id}/tokens/${token.id}`, lin)).status).toBe(403)
    expect((await remove(`/api/admin/users/${id}/tokens/${token.id}`)).status).toBe(200)
    expect((await read<{ tokens: object[] }>(`/api/admin/users/${id}/tokens`)).tokens).toEqual([])
  })
})

describe('a user over the API', () => {
  it('comes with what he has used and is signed in by', async () => {
    test.upstream.script({ content: ['ok'] })
    const answer = await lin('/api/chat', { json: { message: 'hello' }, accept: 'application/json' })
    const { prompt_tokens, total_tokens } = ((await answer.json()) as { usage: Record<string, number> }).usage
    expect(total_tokens).toBeGreaterThan(0)
    await newToken(lin, 'script')
    const user = await read<{ usage: Record<string, object> }>(`/api/admin/users/${id}`)
    expect(user).toMatchObject({ username: 'lin', sessions: 1, tokens: 1, has_password: true, has_factor: false })
    for (const period of ['today', 'week', 'month', 'total'])
      expect(user.usage[period]).toMatchObject({ requests: 1, prompt_tokens, total_tokens })
    const html = await page()
    for (const part of [`<data value="${total_tokens}"`, '<figure class="chart">', `href="/admin/usage?user=${id}"`])
      expect(html).toContain(part)
  })

  it('is not found where there is none', async () => {
    for (const path of ['', '/sessions', '/tokens']) expect((await admin(`/api/admin/users/${newId()}${path}`)).status).toBe(404)
  })
})
