import { once } from 'node:events'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { get, type IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { contentOf, FrameReader, toChatFrame } from '../src/test/frames.ts'
import { type RedisService, startRedis } from '../src/test/services/redis.ts'
import { type FakeUpstream, startFakeUpstream } from '../src/test/upstream/upstream.ts'
import { ADMIN } from './browser.ts'
import { newDataDir, removeDataDir, type RunningServer, startServer } from './server.ts'

let upstream: FakeUpstream
let redis: RedisService
let dataDir: string
let server: RunningServer
let headers: Record<string, string>

beforeAll(async () => {
  upstream = await startFakeUpstream({ models: ['fake'], script: { manual: true } })
  redis = (await startRedis())!
  dataDir = await newDataDir()
  server = await startServer({
    dataDir,
    env: {
      WORKERS: '3',
      REDIS_URL: redis.url,
      DEEPSEEK_BASE_URL: upstream.url,
      ADMIN_USERNAME: ADMIN.username,
      ADMIN_PASSWORD: ADMIN.password,
    },
  })
  await vi.waitFor(() => expect(server.output()).toContain('all 3 processes serve'), { timeout: 20_000, interval: 50 })
  const response = await fetch(`${server.url}/api/auth/token`, { method: 'POST', body: new URLSearchParams(ADMIN) })
  headers = { Authorization: `Bearer ${((await response.json()) as { token: string }).token}` }
})
afterAll(async () => {
  await server.stop('SIGKILL')
  await upstream.stop()
  await redis.stop()
  await removeDataDir(dataDir)
})

async function ask(message: string) {
  const taken = upstream.nextCall()
  const reader = new FrameReader(await fetch(`${server.url}/api/chat`, { method: 'POST', body: new URLSearchParams({ message }), headers }))
  const opening = toChatFrame((await reader.next())!)
  return { call: await taken, reader, opening, messageId: String(opening.message_id) }
}

/** A connection of its own: one process after the other takes the next. */
async function connect(path: string): Promise<Response> {
  const request = get(`${server.url}${path}`, { agent: false, headers })
  const [answer] = (await once(request, 'response')) as [IncomingMessage]
  return new Response(Readable.toWeb(answer) as ReadableStream<Uint8Array>, { status: answer.statusCode ?? 0 })
}

async function follow(messageId: string) {
  const reader = new FrameReader(await connect(`/api/messages/${messageId}/stream`))
  const seen = [toChatFrame((await reader.next())!)]
  return {
    next: async () => seen.push(toChatFrame((await reader.next())!)),
    all: async () => [...seen, ...(await reader.all()).map(toChatFrame)],
  }
}

const processesOf = (pid: number): number[] => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number)

const ESTABLISHED = '01'

/** Whether this process has the connection that begins at this port (proc(5)). */
function hasConnectionFrom(pid: number, port: number): boolean {
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const lines = readFileSync(`/proc/${pid}/net/tcp`, 'utf8').split('\n')
  const socket = lines.map((line) => line.trim().split(/\s+/)).find(([, from, , state]) => from?.endsWith(local) && state === ESTABLISHED)
  return readdirSync(`/proc/${pid}/fd`).some((file) => readlinkSync(`/proc/${pid}/fd/${file}`) === `socket:[${socket?.[9]}]`)
}

describe('several processes on one port', () => {
  it('are one server: whichever is asked, the same answer under the same ids', async () => {
    const { call, reader, opening, messageId } = await ask('Together')
    const others = await Promise.all(Array.from({ length: 6 }, () => follow(messageId)))
    for (let n = 0; n < 20; n++) await call.send(`${n} `)
    await call.finish()
    const all = [opening, ...(await reader.all()).map(toChatFrame)]
    for (const other of others) expect(await other.all()).toEqual(all)
    expect(upstream.calls).toHaveLength(1)
  })

  it('go on when one of them is killed: its answer ends as far as it came, and another takes its place', async () => {
    const before = processesOf(server.pid)
    const { call, reader, messageId } = await ask('Killed')
    const others = await Promise.all(Array.from({ length: before.length }, () => follow(messageId)))
    await call.send('so far')
    expect(toChatFrame((await reader.next())!)).toMatchObject({ content: 'so far' })
    await Promise.all(others.map((other) => other.next()))
    const writer = before.find((pid) => hasConnectionFrom(pid, call.response.socket?.remotePort ?? 0))
    if (writer === undefined) throw new Error('nobody calls the upstream')
    process.kill(writer, 'SIGKILL')
    const ends = await Promise.allSettled(others.map((other) => other.all()))
    const whole = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []))
    expect(whole.length).toBeGreaterThan(0)
    for (const frames of whole) {
      expect(frames.at(-1)).toMatchObject({ type: 'done', status: 'interrupted' })
      expect(contentOf(frames)).toBe('so far')
    }
    await vi.waitFor(() => expect(processesOf(server.pid)).toHaveLength(before.length), { timeout: 10_000, interval: 50 })
    expect(processesOf(server.pid)).not.toEqual(before)
    const next = await ask('And on')
    await next.call.finish()
    expect((await next.reader.all()).length).toBeGreaterThan(0)
  })

  it('say once where they listen, and end with code 0 when told to, with what was running', async () => {
    expect(server.output().match(/AIChat listens/g)).toHaveLength(1)
    const { call, reader } = await ask('Until the end')
    const stopped = server.stop('SIGTERM')
    await call.send('to its end')
    await call.finish()
    expect((await reader.all()).map(toChatFrame).at(-1)).toMatchObject({ type: 'done', status: 'complete' })
    expect(await stopped).toBe(0)
  })
})
