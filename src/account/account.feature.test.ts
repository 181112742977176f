import { eq } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { newId } from '../ids.ts'
import { FrameReader, readTurn, toChatFrame } from '../test/frames.ts'
import { ADMIN, makeApp, type Send, type TestApp } from '../test/makeApp.ts'
import type { FakeCall } from '../test/upstream/call.ts'

let test: TestApp
let other: TestApp
let count = 0
let call: FakeCall | null = null

beforeAll(async () => {
  test = await makeApp()
  other = await makeApp({ beside: test })
})
afterEach(async () => {
  await call?.finish()
  call = null
})
afterAll(async () => {
  await other.close()
  await test.close()
})

type Person = { name: string; password: string; send: Send; id: string }

/** One an hour registers: so many come from one address as from anybody. */
async function person(): Promise<Person> {
  test.clock.now += 3_600_001
  const name = `person${++count}`
  const send = await test.as(name)
  const { id } = (await (await send('/api/auth/me')).json()) as { id: string }
  return { name, password: `${name} has a long password`, send, id }
}

const ask = async (send: Send, message: string): Promise<void> => {
  test.upstream.script({ content: ['An answer with "quotes" and 汉字'] })
  await readTurn(await send('/api/chat', { json: { message } }))
}

async function begin(send: Send): Promise<{ call: FakeCall; stream: FrameReader; messageId: string }> {
  test.upstream.script({ manual: true })
  const taken = test.upstream.nextCall()
  const stream = new FrameReader(await send('/api/chat', { json: { message: 'Count' } }))
  call = await taken
  return { call, stream, messageId: toChatFrame((await stream.next())!).message_id ?? '' }
}

const leave = ({ send, name, password }: Person, fields: Record<string, string> = {}) =>
  send('/settings/deletion', { form: { removal_username: name, removal_password: password, ...fields } })
const usage = async (messageId: string) =>
  (await test.db.db.select().from(test.db.t.tokenUsage).where(eq(test.db.t.tokenUsage.messageId, messageId)))[0]
const rowsOf = async (userId: string): Promise<number[]> => {
  const { db, t } = test.db
  const tables = [t.sessions, t.apiTokens, t.conversations, t.messages, t.tokenUsage] as const
  const counts = tables.map((table) => db.$count(table, eq(table.userId, userId)))
  return Promise.all([...counts, db.$count(t.users, eq(t.users.id, userId))])
}

describe('an account that is left', () => {
  it('goes with all in it; usage stays without a name, and the audit log tells of it', async () => {
    const alice = await person()
    await ask(alice.send, 'What is left of me?')
    await test.send('/api/auth/token', { json: { username: alice.name, password: alice.password } })
    expect(await rowsOf(alice.id)).toEqual([1, 1, 1, 2, 1, 1])
    const total = await test.db.db.$count(test.db.t.tokenUsage)
    const response = await leave(alice)
    expect([response.status, response.headers.get('Location')]).toEqual([303, '/gone'])
    expect(response.headers.getSetCookie()[0]).toContain('Max-Age=0')
    expect(response.headers.get('Clear-Site-Data')).toBe('"storage"')
    expect(await rowsOf(alice.id)).toEqual([0, 0, 0, 0, 0, 0])
    expect(await test.db.db.$count(test.db.t.tokenUsage)).toBe(total)
    expect((await alice.send('/api/auth/me')).status).toBe(401)
    expect(await (await test.send('/gone')).text()).toContain('Your account is deleted')
    const audit = await test.db.db.select().from(test.db.t.auditLog).where(eq(test.db.t.auditLog.actorId, alice.id))
    expect(audit.filter(({ action }) => action.startsWith('account.'))).toMatchObject([
      { action: 'account.delete', target: alice.name, before: { role: 'user' } },
    ])
    expect((await test.send('/login', { form: { username: alice.name, password: alice.password } })).status).toBe(401)
    expect(
      (await test.send('/register', { form: { username: alice.name, password: alice.password, password_confirm: alice.password } })).status,
    ).toBe(303)
  })

  it.each(['here', 'in another process'])('stops the answer that is being written, and its call is counted: left %s', async (where) => {
    const alice = await person()
    const { call, stream, messageId } = await begin(alice.send)
    await call.send('one two three')
    await stream.next()
    const send = where === 'here' ? alice.send : await other.as(alice.name)
    expect((await leave({ ...alice, send })).status).toBe(303)
    const stopped = { userId: null, status: expect.stringMatching(/^(stopped|interrupted)$/), reservedTokens: 0 }
    await vi.waitFor(async () => expect(await usage(messageId)).toMatchObject(stopped), { timeout: 5_000 })
    expect(test.turns.running).toBe(0)
    await stream.cancel().catch(() => undefined)
  })

  it.each([
    ['another name is typed', { removal_username: 'somebody' }, 400, 'removal_username'],
    ['the password is wrong', { removal_password: 'wrong password' }, 403, 'removal_password'],
    ['no password is given', { removal_password: '' }, 403, 'removal_password'],
  ])('stays where %s', async (_name, fields, status, field) => {
    const alice = await person()
    const response = await leave(alice, fields)
    const html = await response.text()
    expect(response.status).toBe(status)
    expect(html).toContain(`id="${field}-e"`)
    expect(html).toContain('<details open')
    expect(html).not.toContain(alice.password)
    expect((await alice.send('/api/auth/me')).status).toBe(200)
  })

  it('may be typed in another spelling, and left over the API', async () => {
    const alice = await person()
    const json = { username: alice.name.toUpperCase(), password: alice.password }
    expect((await alice.send('/api/account', { method: 'DELETE', json: { ...json, password: 'no' } })).status).toBe(403)
    expect((await alice.send('/api/account', { method: 'DELETE', json })).status).toBe(200)
    expect(await rowsOf(alice.id)).toEqual([0, 0, 0, 0, 0, 0])
  })

  it('leaves those of others as they are', async () => {
    const [alice, bob] = [await person(), await person()]
    await ask(bob.send, 'I stay')
    await leave(alice)
    expect(await rowsOf(bob.id)).toEqual([1, 0, 1, 2, 1, 1])
  })
})

describe('the last administrator', () => {
  const leaveAsAdmin = (send: Send, username = ADMIN.username, password = ADMIN.password) =>
    send('/settings/deletion', { form: { removal_username: username, removal_password: password } })

  it('cannot leave, and is told why', async () => {
    const admin = await test.as(ADMIN.username)
    const response = await leaveAsAdmin(admin)
    expect(response.status).toBe(409)
    expect(await response.text()).toContain('administrator')
    expect((await admin('/api/auth/me')).status).toBe(200)
  })

  it('is one of two who leave at once', async () => {
    const second = await person()
    await test.db.db.update(test.db.t.users).set({ role: 'admin' }).where(eq(test.db.t.users.id, second.id))
    const admin = await test.as(ADMIN.username)
    const statuses = (await Promise.all([leaveAsAdmin(admin), leave(second)])).map(({ status }) => status)
    expect(statuses.toSorted((a, b) => a - b)).toEqual([303, 409])
    const { db, t } = test.db
    expect(await db.$count(t.users, eq(t.users.role, 'admin'))).toBe(1)
  })
})

describe('what is taken away', () => {
  type File = {
    profile: { username: string }
    sessions: { ip: string; user_agent: string }[]
    api_tokens: { name: string }[]
    identities: { provider: string; label: string }[]
    conversations: { title: string; messages: { role: string; content: string }[] }[]
    usage: { model: string; total_tokens: number }[]
  }

  it('is one JSON file with everything of mine and nothing that opens anything', async () => {
    const [alice, bob] = [await person(), await person()]
    await ask(alice.send, 'First "question"\nof mine')
    await ask(alice.send, '第二个问题')
    await ask(bob.send, 'A secret of bob')
    const response = await test.send('/api/auth/token', { json: { username: alice.name, password: alice.password, name: 'laptop' } })
    const { token } = (await response.json()) as { token: string }
    const at = new Date()
    const provider = { id: newId(), name: 'School', issuer: 'https://id.example', clientId: 'x', secret: 'sealed', scopes: 'openid' }
    await test.db.db.insert(test.db.t.identityProviders).values({ ...provider, createdAt: at, updatedAt: at })
    const identity = { providerId: provider.id, subject: 'subject-1', userId: alice.id, label: 'alice@school.example', createdAt: at }
    await test.db.db.insert(test.db.t.identities).values(identity)
    const download = await alice.send('/settings/download')
    expect(download.headers.get('Content-Disposition')).toMatch(/^attachment; filename="aichat-\d{4}-\d\d-\d\d\.json"$/)
    expect(download.headers.get('Content-Type')).toContain('application/json')
    const text = await download.text()
    const file = JSON.parse(text) as File
    expect(file.profile.username).toBe(alice.name)
    expect(file.api_tokens.map(({ name }) => name)).toEqual(['laptop'])
    expect(file.identities).toMatchObject([{ provider: 'School', label: 'alice@school.example' }])
    expect(file.sessions).toHaveLength(1)
    expect(file.usage).toHaveLength(2)
    const said = file.conversations.map(({ messages }) => messages.map(({ role, content }) => [role, content]))
    const answer = ['assistant', 'An answer with "quotes" and 汉字']
    expect(said).toEqual([
      [['user', 'First "question"\nof mine'], answer],
      [['user', '第二个问题'], answer],
    ])
    const { db, t } = test.db
    const [row] = await db.select().from(t.users).where(eq(t.users.id, alice.id))
    const sessions = await db.select().from(t.sessions).where(eq(t.sessions.userId, alice.id))
    for (const secret of [...token.split('.'), row?.passwordHash ?? '', sessions[0]?.idHash ?? '', 'secret of bob', bob.name])
      expect(text).not.toContain(secret)
  })

  it('is empty lists for who has just come, and the same over the API', async () => {
    const alice = await person()
    const file = (await (await alice.send('/api/account/download')).json()) as File
    expect([file.conversations, file.usage, file.api_tokens]).toEqual([[], [], []])
  })

  it('goes through all pages of a long history', async () => {
    const alice = await person()
    const at = new Date()
    const ids = Array.from({ length: 130 }, (_, n) => `0193c0de-0000-7000-8000-${String(count * 1_000 + n).padStart(12, '0')}`)
    const { db, t, d } = test.db
    const conversation = { userId: alice.id, titleSource: 'user' as const, createdAt: at, updatedAt: at }
    await d.insert(
      db,
      t.conversations,
      ids.map((id, n) => ({ ...conversation, id, title: `c${n}` })),
    )
    const message = {
      conversationId: ids[0] ?? '',
      userId: alice.id,
      role: 'user' as const,
      status: 'complete' as const,
      createdAt: at,
      updatedAt: at,
    }
    await d.insert(
      db,
      t.messages,
      ids.map((id, n) => ({ ...message, id, content: `m${n}` })),
    )
    const file = (await (await alice.send('/settings/download')).json()) as File
    expect(file.conversations.map(({ title }) => title)).toEqual(ids.map((_, n) => `c${n}`))
    expect(file.conversations[0]?.messages.map(({ content }) => content)).toEqual(ids.map((_, n) => `m${n}`))
  })

  it('breaks off when the session ends', async () => {
    const alice = await person()
    const download = await alice.send('/settings/download')
    await alice.send('/logout', { form: {} })
    await expect(download.text()).rejects.toThrow('cut off')
  })
})
