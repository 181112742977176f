import { createServer } from 'node:net'
import { Readable } from 'node:stream'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { contentOf, FrameReader, readTurn, toChatFrame } from '../src/test/frames.ts'
import { type FakeUpstream, startFakeUpstream } from '../src/test/upstream/upstream.ts'
import { ADMIN } from './browser.ts'
import { newDataDir, removeDataDir, type RunningServer, runToEnd, startServer } from './server.ts'

const SECRET = 'a secret of the tests, 32 characters or more'

let upstream: FakeUpstream
let dataDir: string
const servers: RunningServer[] = []

beforeAll(async () => {
  upstream = await startFakeUpstream({ models: ['fake'], script: { manual: true } })
  dataDir = await newDataDir()
})
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop('SIGKILL')))
})
afterAll(async () => {
  await upstream.stop()
  await removeDataDir(dataDir)
})

async function start(env: Record<string, string> = {}): Promise<RunningServer> {
  const admin = { ADMIN_USERNAME: ADMIN.username, ADMIN_PASSWORD: ADMIN.password }
  const server = await startServer({
    dataDir,
    env: { DEEPSEEK_API_KEY: 'sk-planted-1234', DEEPSEEK_BASE_URL: upstream.url, ...admin, ...env },
  })
  servers.push(server)
  return server
}

async function tokenOf({ url }: RunningServer): Promise<string> {
  const response = await fetch(`${url}/api/auth/token`, { method: 'POST', body: new URLSearchParams(ADMIN) })
  return ((await response.json()) as { token: string }).token
}

async function cookieOf({ url }: RunningServer): Promise<string> {
  const response = await fetch(`${url}/login`, { method: 'POST', body: new URLSearchParams(ADMIN), redirect: 'manual' })
  return response.headers.getSetCookie()[0]?.split(';')[0] ?? ''
}

async function ask({ url }: RunningServer, token: string, message: string, fields: Record<string, string> = {}) {
  const taken = upstream.nextCall()
  const response = await fetch(`${url}/api/chat`, {
    method: 'POST',
    body: new URLSearchParams({ message, ...fields }),
    headers: { Authorization: `Bearer ${token}` },
  })
  const reader = new FrameReader(response)
  const first = await reader.next()
  return { call: await taken, reader, opening: toChatFrame(first ?? { id: 0, event: null, data: '{}' }) }
}

const followed = ({ url }: RunningServer, token: string, messageId: string | undefined) =>
  fetch(`${url}/api/messages/${messageId}/stream`, { headers: { Authorization: `Bearer ${token}` } }).then(readTurn)

describe('the process', () => {
  it('refuses a bad configuration with all its faults and code 78', async () => {
    const { code, output } = await runToEnd({ PORT: 'http', REGISTRATION: 'maybe', DATA_DIR: dataDir })
    expect(code).toBe(78)
    expect(output).toContain('PORT')
    expect(output).toContain('REGISTRATION')
  })

  it('says in one line that its port is taken, with code 1', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => taken.once('listening', resolve))
    const { port } = taken.address() as AddressInfo
    const { code, output } = await runToEnd({ PORT: String(port), DATA_DIR: dataDir })
    taken.close()
    expect(code).toBe(1)
    expect(output.trim().split('\n').at(-1)).toContain(`Port ${port} is taken`)
  })

  it('says in one line that its database cannot be opened, with code 1', async () => {
    const { code, output } = await runToEnd({ PORT: '0', DATA_DIR: dataDir, DATABASE_URL: 'file:/proc/aichat.db', APP_SECRET: SECRET })
    expect(code).toBe(1)
    expect(output.trim().split('\n')).toEqual([expect.stringMatching(/^The database at \/proc\/aichat\.db cannot be used: \S/)])
  })

  it('refuses to open stored keys with another secret', async () => {
    const server = await start()
    await server.stop()
    const { code, output } = await runToEnd({ PORT: '0', DATA_DIR: dataDir, APP_SECRET: 'another secret, of 32 characters or more' })
    expect(code).toBe(78)
    expect(output).toContain('APP_SECRET')
  })

  it('lets a running answer end when told to stop, and takes no new one', async () => {
    const server = await start()
    const token = await tokenOf(server)
    const { call, reader } = await ask(server, token, 'Finish before you go')
    const waiting = upstream.nextCall()
    const object = fetch(`${server.url}/api/chat`, {
      method: 'POST',
      body: new URLSearchParams({ message: 'As one object' }),
      headers: { Authorization: `Bearer ${token}`, Accept: 'application/json' },
    })
    const second = await waiting
    const stopped = server.stop('SIGTERM')
    await expect.poll(() => server.output()).toContain('stopping')
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow()
    await call.send('whole')
    await second.send('object')
    await Promise.all([call.finish(), second.finish()])
    expect(await (await object).json()).toMatchObject({ content: 'object', status: 'complete' })
    const frames = (await reader.all()).map(toChatFrame)
    expect(contentOf(frames)).toBe('whole')
    expect(frames.at(-1)).toMatchObject({ status: 'complete' })
    expect(await stopped).toBe(0)
  })

  it('killed in the middle keeps the question and what was saved, and marks the answer as interrupted at the next start', async () => {
    const first = await start()
    const token = await tokenOf(first)
    const { call, opening } = await ask(first, token, 'Survive this')
    await call.send('some text')
    await expect.poll(() => followedContent(first, token, opening.session_id), { timeout: 5_000 }).toBe('some text')
    await first.stop('SIGKILL')
    await call.closed
    const second = await start()
    const frames = await followed(second, token, opening.message_id)
    expect(contentOf(frames)).toBe('some text')
    expect(frames.at(-1)).toMatchObject({ type: 'done', finish_reason: 'interrupted', status: 'interrupted' })
    expect(frames.find(({ type }) => type === 'usage')?.usage).toMatchObject({ estimated: true })
    expect(upstream.calls.filter(({ prompt }) => prompt === 'Survive this')).toHaveLength(1)
    const next = await ask(second, token, 'And now?', { session_id: opening.session_id ?? '' })
    expect(next.call.body.messages?.map(({ content }) => content).slice(-3)).toEqual(['Survive this', 'some text', 'And now?'])
    await next.call.send('It goes on')
    await next.call.finish()
    expect((await next.reader.all()).map(toChatFrame).at(-1)).toMatchObject({ status: 'complete' })
  })

  it('ends at once when told twice, and the answer is marked at the next start', async () => {
    const first = await start()
    const token = await tokenOf(first)
    const { call, opening } = await ask(first, token, 'No time for this')
    await call.send('too late')
    await expect.poll(() => followedContent(first, token, opening.session_id), { timeout: 5_000 }).toBe('too late')
    const stopped = first.stop('SIGTERM')
    await expect.poll(() => first.output()).toContain('stopping')
    await first.stop('SIGTERM')
    expect(await stopped).toBe(1)
    const second = await start()
    expect((await followed(second, token, opening.message_id)).at(-1)).toMatchObject({ type: 'done', status: 'interrupted' })
  })

  it('leaves alone what another process still writes, on the same folder', async () => {
    const first = await start()
    const token = await tokenOf(first)
    const { call, reader, opening } = await ask(first, token, 'While you take over')
    await call.send('first ')
    await reader.next()
    const stopped = first.stop('SIGTERM')
    await expect.poll(() => first.output()).toContain('stopping')
    const second = await start()
    await call.send('last')
    await call.finish()
    expect((await reader.all()).map(toChatFrame).at(-1)).toMatchObject({ status: 'complete' })
    expect(await stopped).toBe(0)
    expect(contentOf(await followed(second, token, opening.message_id))).toBe('first last')
  })

  it('keeps who is signed in over a restart, and writes no secret anywhere', async () => {
    const first = await start({ LOG_LEVEL: 'trace' })
    const token = await tokenOf(first)
    const cookie = await cookieOf(first)
    await first.stop()
    const second = await start({ LOG_LEVEL: 'trace' })
    const page = await fetch(`${second.url}/chat`, { headers: { Cookie: cookie }, redirect: 'manual' })
    expect(page.status).toBe(200)
    const me = await fetch(`${second.url}/api/auth/me`, { headers: { Authorization: `Bearer ${token}` } })
    expect(me.status).toBe(200)
    const { call, reader } = await ask(second, token, 'A private question')
    call.refuse(401, '{"error":{"message":"key sk-planted-1234 is wrong"}}')
    expect(JSON.stringify(await reader.all())).not.toContain('sk-planted')
    for (const written of [first.output(), second.output()]) {
      for (const secret of ['sk-planted-1234', token, cookie.split('=')[1], ADMIN.password, 'A private question'])
        expect(written).not.toContain(secret)
    }
  })

  it('refuses a body that is too large, said or not, and goes on', async () => {
    const server = await start()
    const pieces = () => Readable.toWeb(Readable.from(Array.from({ length: 30 }, () => new Uint8Array(1_000_000))))
    const said = await fetch(`${server.url}/api/auth/token`, {
      method: 'POST',
      body: new Uint8Array(30_000_000),
      headers: { 'Content-Type': 'application/json' },
    })
    expect(said.status).toBe(413)
    const unsaid = {
      method: 'POST',
      body: pieces(),
      duplex: 'half',
      headers: { 'Content-Type': 'application/json' },
    } as unknown as RequestInit
    expect((await fetch(`${server.url}/api/auth/token`, unsaid)).status).toBe(413)
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
  })

  it('serves under a path of its own', async () => {
    const server = await start({ BASE_PATH: '/ai' })
    const page = await fetch(`${server.url}/login`)
    const html = await page.text()
    expect(page.status).toBe(200)
    expect(
      [...html.matchAll(/(?:href|src|action)="(\/[^"]*)"/g)].map(([, path]) => path).filter((path) => !/^\/ai(\/|$)/.test(path ?? '')),
    ).toEqual([])
    for (const root of ['', '/']) expect((await fetch(server.url + root, { redirect: 'manual' })).status).toBe(302)
    const [, stylesheet] = /href="(\/ai\/static\/[^"]+\.css)"/.exec(html) ?? []
    expect((await fetch(new URL(stylesheet ?? '', server.url))).status).toBe(200)
  })
})

/** What the database knows of the answer so far. */
async function followedContent({ url }: RunningServer, token: string, sessionId: string | undefined): Promise<string> {
  const response = await fetch(`${url}/api/sessions/${sessionId}/messages`, { headers: { Authorization: `Bearer ${token}` } })
  const { messages } = (await response.json()) as { messages: { role: string; content: string }[] }
  return messages.at(-1)?.content ?? ''
}
