import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readTurn } from '../test/frames.ts'
import { ADMIN, makeApp, type Send, type TestApp } from '../test/makeApp.ts'
import { MOST_TOKENS } from './apiTokens.ts'

type Issued = { id: string; token: string; name: string; scopes: string[]; created_at: string; expires_at: string | null }

let test: TestApp
let alice: Send
let admin: Send

beforeAll(async () => {
  test = await makeApp()
  test.upstream.script({ content: ['ok'] })
  alice = await test.as('alice')
  admin = await test.as('admin')
})
afterAll(() => test.close())

async function issue(send: Send, body: object): Promise<Issued> {
  const response = await send('/api/tokens', { json: { name: 'laptop', ...body } })
  expect(response.status).toBe(201)
  return (await response.json()) as Issued
}

/** Sends with this token. */
const by =
  ({ token }: { token: string }): Send =>
  (path, options = {}) =>
    test.send(path, { ...options, headers: { Authorization: `Bearer ${token}`, ...options.headers } })

const statusOf = async (send: Send, path: string, options = {}): Promise<number> => (await send(path, options)).status

const codeOf = async (response: Response): Promise<string> => ((await response.json()) as { error: { code: string } }).error.code

describe('a token that a person makes', () => {
  it('has a name, scopes and an end, is shown once, and is listed without itself', async () => {
    const issued = await issue(alice, { name: 'nightly report', scopes: ['read'], expires_in_days: 30 })
    expect(issued).toMatchObject({ name: 'nightly report', scopes: ['read'] })
    expect(Date.parse(issued.expires_at ?? '') - Date.parse(issued.created_at)).toBe(30 * 86_400_000)
    const text = await (await alice('/api/tokens')).text()
    expect(JSON.parse(text)).toMatchObject({ tokens: [{ id: issued.id, name: 'nightly report', scopes: ['read'], last_used_at: null }] })
    for (const part of issued.token.split('.')) expect(text).not.toContain(part)
    await by(issued)('/api/models')
    expect(await (await alice('/api/tokens')).json()).toMatchObject({ tokens: [{ last_used_at: expect.any(String) }] })
  })

  it('ends with its time; without one it goes on', async () => {
    const [brief, endless] = [await issue(alice, { expires_in_days: 30 }), await issue(alice, { expires_in_days: null })]
    expect(endless.expires_at).toBeNull()
    const start = test.clock.now
    test.clock.now = start + 30 * 86_400_000 + 1
    expect(await statusOf(by(brief), '/api/models')).toBe(401)
    test.clock.now = start + 5_000 * 86_400_000
    expect(await statusOf(by(endless), '/api/models')).toBe(200)
    test.clock.now = start
  })

  it.each([
    { name: '' },
    { name: 'x'.repeat(101) },
    { scopes: [] },
    { scopes: ['root'] },
    { scopes: 'everything' },
    { expires_in_days: 31 },
    { expires_in_days: -1 },
  ])('is refused where it is not one: %j', async (wrong) => {
    const response = await alice('/api/tokens', { json: { name: 'x', ...wrong } })
    expect([response.status, await codeOf(response)]).toEqual([400, 'invalid_request'])
  })

  it('is told in the audit log, made and revoked, without itself', async () => {
    const issued = await issue(alice, { name: 'for the log', scopes: ['chat'] })
    expect(await statusOf(alice, `/api/tokens/${issued.id}`, { method: 'DELETE' })).toBe(200)
    const rows = await test.db.db.select().from(test.db.t.auditLog)
    expect(rows.filter(({ target }) => target === 'for the log')).toMatchObject([
      { action: 'token.create', actorName: 'alice', after: { scopes: ['chat'], expires_at: issued.expires_at } },
      { action: 'token.revoke', actorName: 'alice', before: { scopes: ['chat'] } },
    ])
    expect(JSON.stringify(rows)).not.toContain(issued.token)
  })
})

describe('revoking', () => {
  it('works at the next request, also in another process, whatever that has cached', async () => {
    const beside = await makeApp({ beside: test })
    const issued = await issue(alice, {})
    const headers = { Authorization: `Bearer ${issued.token}` }
    for (const app of [test, beside]) expect((await app.send('/api/models', { headers })).status).toBe(200)
    await alice(`/api/tokens/${issued.id}`, { method: 'DELETE' })
    for (const app of [test, beside]) expect((await app.send('/api/models', { headers })).status).toBe(401)
    await beside.close()
  })

  it('is for its owner, once', async () => {
    const issued = await issue(alice, {})
    const path = `/api/tokens/${issued.id}`
    const bob = await test.as('bob')
    expect(await statusOf(bob, path, { method: 'DELETE' })).toBe(404)
    expect(await statusOf(by(issued), '/api/models')).toBe(200)
    expect(await statusOf(alice, path, { method: 'DELETE' })).toBe(200)
    expect(await statusOf(alice, path, { method: 'DELETE' })).toBe(404)
    expect(await statusOf(alice, '/api/tokens/1', { method: 'DELETE' })).toBe(404)
  })
})

describe('scopes', () => {
  const conversation = { json: { title: 'by token' } }

  it('read sees, chat asks and changes too, and neither is an administrator', async () => {
    const [read, chat] = [await issue(admin, { scopes: ['read'] }), await issue(admin, { scopes: ['chat'] })]
    for (const token of [read, chat]) {
      expect(await statusOf(by(token), '/api/sessions')).toBe(200)
      expect(await statusOf(by(token), '/api/auth/me')).toBe(200)
      expect(await statusOf(by(token), '/api/admin/users')).toBe(403)
    }
    expect(await statusOf(by(chat), '/api/sessions', conversation)).toBe(201)
    const refused = await by(read)('/api/sessions', conversation)
    expect([refused.status, await codeOf(refused)]).toEqual([403, 'forbidden'])
    expect(await statusOf(by(read), '/api/chat', { json: { message: 'hi' } })).toBe(403)
    expect(test.upstream.calls).toHaveLength(0)
  })

  it('admin is for administrators only, for nothing but administration, and says so with the role', async () => {
    const denied = await alice('/api/tokens', { json: { name: 'x', scopes: ['admin'] } })
    expect([denied.status, await codeOf(denied)]).toEqual([403, 'forbidden'])
    const token = await issue(admin, { scopes: ['admin'] })
    expect(await statusOf(by(token), '/api/sessions')).toBe(403)
    expect(await statusOf(by(token), '/api/chat', { json: { message: 'hi' } })).toBe(403)
    expect(await (await by(token)('/api/auth/me')).json()).toMatchObject({ role: 'admin', scopes: ['admin'] })
    const { users } = test.db.t
    await test.db.db.update(users).set({ role: 'user' })
    test.clock.now += 1_001
    expect(await (await by(token)('/api/auth/me')).json()).toMatchObject({ role: 'user', scopes: [] })
    await test.db.db.update(users).set({ role: 'admin' }).where(eq(users.username, ADMIN.username))
    test.clock.now += 1_001
  })

  it('of the first tokens were one, which is to read and to chat', async () => {
    const token = await issue(alice, {})
    const { apiTokens } = test.db.t
    await test.db.db
      .update(apiTokens)
      .set({ scopes: ['api'] })
      .where(eq(apiTokens.id, token.id))
    expect(await (await by(token)('/api/auth/me')).json()).toMatchObject({ scopes: ['read', 'chat'] })
  })

  it('that a password gives are all that its owner has, or those that are asked for', async () => {
    const ask = async (body: object) => {
      const response = await test.send('/api/auth/token', { json: body })
      return (await (await by((await response.json()) as Issued)('/api/auth/me')).json()) as { scopes: string[] }
    }
    const password = 'alice has a long password'
    expect((await ask(ADMIN)).scopes).toEqual(['read', 'chat', 'admin'])
    expect((await ask({ username: 'alice', password })).scopes).toEqual(['read', 'chat'])
    expect((await ask({ username: 'alice', password, scopes: ['read'] })).scopes).toEqual(['read'])
    expect(await statusOf(test.send, '/api/auth/token', { json: { username: 'alice', password, scopes: ['admin'] } })).toBe(403)
  })

  it.each([
    ['GET', '/api/tokens'],
    ['POST', '/api/tokens'],
    ['DELETE', '/api/tokens/01a20000-0000-7000-8000-000000000000'],
    ['GET', '/settings'],
    ['POST', '/settings'],
    ['POST', '/settings/password'],
    ['POST', '/logout'],
    ['GET', '/chat'],
    ['POST', '/chat'],
    ['GET', '/language?to=zh-CN'],
    ['GET', '/api/not-there-yet'],
  ])('none is enough for what a person does: %s %s', async (method, path) => {
    const token = await issue(admin, { scopes: ['read', 'chat', 'admin'] })
    const response = await by(token)(path, method === 'GET' ? {} : { method, json: {} })
    expect(response.status).toBe(403)
    expect(response.headers.getSetCookie()).toEqual([])
  })
})

describe('what a token did', () => {
  it('stands in the usage and in the log', async () => {
    const token = await issue(alice, { scopes: ['chat'] })
    const response = await by(token)('/api/chat', { json: { message: 'hi' } })
    await readTurn(response)
    const usage = await test.db.db.select().from(test.db.t.tokenUsage)
    expect(usage).toMatchObject([{ tokenId: token.id, source: 'api' }])
    const line = test.lines.find((text) => text.includes(response.headers.get('X-Request-Id') ?? '?') && text.includes('/api/chat'))
    expect(JSON.parse(line ?? '{}')).toMatchObject({ tokenId: token.id, path: '/api/chat' })
  })
})

describe('a hundred tokens', () => {
  const carol = { username: 'carol', password: 'carol has a long password' }

  it('are enough for one person, also when many are made at once', async () => {
    const send = await test.as('carol')
    const statuses: number[] = []
    for (let n = 0; n < MOST_TOKENS - 5; n += 5)
      await Promise.all(Array.from({ length: 5 }, async () => statuses.push((await send('/api/tokens', { json: { name: 'x' } })).status)))
    expect(new Set(statuses)).toEqual(new Set([201]))
    const last = await Promise.all(Array.from({ length: 12 }, () => send('/api/tokens', { json: { name: 'x' } })))
    expect(last.filter(({ status }) => status === 201)).toHaveLength(5)
    expect(last.filter(({ status }) => status === 409)).toHaveLength(7)
    expect(await statusOf(test.send, '/api/auth/token', { json: carol })).toBe(409)
  })

  it('leave room for a script that signs in each time: its own oldest one ends', async () => {
    const send = await test.as('carol')
    const { tokens } = (await (await send('/api/tokens')).json()) as { tokens: Issued[] }
    await send(`/api/tokens/${tokens[0]?.id}`, { method: 'DELETE' })
    const signIn = async () => (await (await test.send('/api/auth/token', { json: carol })).json()) as Issued
    const first = await signIn()
    const second = await signIn()
    expect(await statusOf(by(first), '/api/models')).toBe(401)
    expect(await statusOf(by(second), '/api/models')).toBe(200)
  })
})
