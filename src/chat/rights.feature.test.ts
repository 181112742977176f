import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { updateUser } from '../auth/queries.ts'
import { FrameReader, toChatFrame } from '../test/frames.ts'
import { ADMIN, makeApp, type Send, type TestApp } from '../test/makeApp.ts'
import type { FakeCall } from '../test/upstream/call.ts'

let test: TestApp
let other: TestApp
let call: FakeCall
let count = 0

beforeAll(async () => {
  test = await makeApp()
  other = await makeApp({ beside: test })
})
afterAll(async () => {
  await other.close()
  await test.close()
})
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
})
afterEach(async () => {
  vi.useRealTimers()
  await call.finish()
})

type Following = { name: string; send: Send; id: string; path: string; stream: FrameReader }

/** A new user who follows an answer that is being written. */
async function follow(): Promise<Following> {
  const name = `reader${++count}`
  const send = await test.as(name)
  test.upstream.script({ manual: true })
  const response = await send('/api/chat', { json: { message: 'Count' } })
  call = await test.upstream.nextCall()
  const stream = new FrameReader(response)
  const id = toChatFrame((await stream.next())!).message_id ?? ''
  return { name, send, id, path: `/api/messages/${id}/stream`, stream }
}

const expectCutOff = (stream: FrameReader): Promise<void> => expect(stream.all()).rejects.toThrow('cut off')
const userId = async (name: string): Promise<string> =>
  (await test.db.db.select().from(test.db.t.users)).find(({ username }) => username === name)?.id ?? ''
const tokenOf = async (name: string): Promise<string> => {
  const response = await test.send('/api/auth/token', { json: { username: name, password: `${name} has a long password` } })
  return ((await response.json()) as { token: string }).token
}
const withToken = (token: string) => ({ headers: { Authorization: `Bearer ${token}` } })

describe('what is read ends with the right to read it', () => {
  it('signing out ends the streams of this session at once, and of no other', async () => {
    const { name, send, path, stream } = await follow()
    const elsewhere = new FrameReader(await (await test.as(name))(path))
    await send('/logout', { form: {} })
    await expectCutOff(stream)
    await elsewhere.next()
    await call.finish()
    expect((await elsewhere.all()).length).toBeGreaterThan(0)
  })

  it('a token that is revoked ends its own at once', async () => {
    const { name, path, stream } = await follow()
    const token = await tokenOf(name)
    const byToken = new FrameReader(await test.send(path, withToken(token)))
    await test.send('/api/auth/token', { method: 'DELETE', ...withToken(token) })
    await expectCutOff(byToken)
    await call.finish()
    expect((await stream.all()).length).toBeGreaterThan(0)
  })

  it('an answer that is waited for as a whole is not given to who may not read it any more', async () => {
    const { name, id, path } = await follow()
    const token = await tokenOf(name)
    const watch = vi.spyOn(test.turns.find(id)!.log, 'watch')
    const waiting = Promise.all(['application/json', 'text/plain'].map((accept) => test.send(path, { accept, ...withToken(token) })))
    await vi.waitFor(() => expect(watch).toHaveBeenCalledTimes(2))
    await test.send('/api/auth/token', { method: 'DELETE', ...withToken(token) })
    expect((await waiting).map(({ status }) => status)).toEqual([401, 401])
  })

  it.each([
    ['is disabled', { active: false }],
    ['has other rights or another password', { epoch: 1 }],
  ])('within five seconds in every process where the user %s', async (_name, change) => {
    const { name, send, path, stream } = await follow()
    const [page, byToken] = [
      new FrameReader(await send(path.replace('/api', '').concat('?from=0'))),
      new FrameReader(await other.send(path, withToken(await tokenOf(name)))),
    ]
    await updateUser(test.db, await userId(name), change)
    await vi.advanceTimersByTimeAsync(5_000)
    await Promise.all([expectCutOff(stream), expectCutOff(page), expectCutOff(byToken)])
  })

  it.each([
    ['disables the user', { active: false }],
    ['gives other rights', { role: 'admin' }],
    ['sets another password', { password: 'set by the administrator' }],
  ])('an administrator who %s ends all that is read, on both processes', async (_name, change) => {
    const { name, path, stream } = await follow()
    const byToken = new FrameReader(await other.send(path, withToken(await tokenOf(name))))
    const admin = await test.as(ADMIN.username)
    expect((await admin(`/api/admin/users/${await userId(name)}`, { method: 'PATCH', json: change })).status).toBe(200)
    await vi.advanceTimersByTimeAsync(5_000)
    await Promise.all([expectCutOff(stream), expectCutOff(byToken)])
  })

  it('who changes the password reads on nowhere but where it was changed', async () => {
    const { name, send, path, stream } = await follow()
    const elsewhere = new FrameReader(await other.send(path, withToken(await tokenOf(name))))
    const current = `${name} has a long password`
    const changed = await send('/api/account/password', {
      method: 'PUT',
      json: { current_password: current, new_password: 'quite another one' },
    })
    expect(changed.status).toBe(200)
    await vi.advanceTimersByTimeAsync(5_000)
    await Promise.all([expectCutOff(stream), expectCutOff(elsewhere)])
    const cookie = changed.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    const again = new FrameReader(await test.send(path, { headers: { Cookie: cookie } }))
    await call.finish()
    expect((await again.all()).length).toBeGreaterThan(0)
  })

  it('a session that has run out ends its own', async () => {
    const { stream } = await follow()
    test.clock.now += test.config.sessionTtl + 1
    await vi.advanceTimersByTimeAsync(5_000)
    await expectCutOff(stream)
    test.clock.now -= test.config.sessionTtl + 1
  })
})
