import { type IncomingMessage, request } from 'node:https'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ADMIN } from '../e2e/browser.ts'
import { newDataDir, removeDataDir, type RunningServer, startServer } from '../e2e/server.ts'
import { freePort } from '../src/test/services/freePort.ts'
import { type NginxService, startNginx } from '../src/test/services/nginx.ts'
import { type RedisService, startRedis } from '../src/test/services/redis.ts'
import { textOf } from '../src/test/upstream/texts.ts'
import { type FakeUpstream, startFakeUpstream } from '../src/test/upstream/upstream.ts'

const STREAMS = 50
const TOKENS = 120
const QUESTION = `[[fake:text=numbers&tokens=${TOKENS}&tps=30]]`

let upstream: FakeUpstream
let redis: RedisService | null
let dataDir: string
let ports: number[]
let servers: RunningServer[]
let nginx: NginxService
let token: string

beforeAll(async () => {
  upstream = await startFakeUpstream()
  redis = await startRedis()
  dataDir = await newDataDir()
  ports = [await freePort(), await freePort()]
  servers = []
  for (const port of ports) servers.push(await startOn(port))
  nginx = await startNginx(ports)
  const { body } = await send('POST', '/api/auth/token', { body: JSON.stringify(ADMIN) })
  token = (JSON.parse(await wholeOf(body)) as { token: string }).token
})

afterAll(async () => {
  await nginx?.stop()
  await Promise.all(servers.map((server) => server.stop('SIGKILL')))
  await redis?.stop()
  await upstream.stop()
  await removeDataDir(dataDir)
})

function startOn(port: number): Promise<RunningServer> {
  const key = { DEEPSEEK_API_KEY: 'sk-rolling', DEEPSEEK_BASE_URL: upstream.url }
  const admin = { ADMIN_USERNAME: ADMIN.username, ADMIN_PASSWORD: ADMIN.password }
  return startServer({ dataDir, env: { ...key, ...admin, PORT: String(port), REDIS_URL: redis?.url ?? '', TRUST_PROXY: '1' } })
}

type Sent = { status: number; body: IncomingMessage }

function send(method: string, path: string, { body, headers = {} }: { body?: string; headers?: Record<string, string> }): Promise<Sent> {
  const known = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const all = { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', ...known, ...headers }
  return new Promise((resolve, reject) => {
    const sending = request({ host: '127.0.0.1', port: nginx.https, method, path, headers: all, rejectUnauthorized: false }, (response) =>
      resolve({ status: response.statusCode ?? 0, body: response }),
    )
    sending.on('error', reject).end(body)
  })
}

async function wholeOf(body: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of body.setEncoding('utf8')) text += chunk as string
  return text
}

/** What a client knows of one answer: it asks again until the answer has ended, from the last event that it got. */
class Client {
  content = ''
  status = ''
  #messageId = ''
  #lastId = ''
  readonly #body: string
  readonly #cutAfter: number

  constructor(index: number) {
    this.#body = JSON.stringify({ message: QUESTION, client_id: `client-${index}` })
    // each leaves once, somewhere in the middle
    this.#cutAfter = 1 + ((index * 37) % (TOKENS - 1))
  }

  async run(): Promise<this> {
    while (this.status === '') await this.#once().catch(() => new Promise((resolve) => setTimeout(resolve, 50)))
    return this
  }

  async #once(): Promise<void> {
    const known = this.#messageId !== ''
    const { status, body } = known
      ? await send('GET', `/api/messages/${this.#messageId}/stream`, { headers: { 'last-event-id': this.#lastId } })
      : await send('POST', '/api/chat', { body: this.#body })
    if (status !== 200) throw new Error(`${status}: ${await wholeOf(body)}`)
    let text = ''
    for await (const chunk of body.setEncoding('utf8')) {
      text += chunk as string
      const end = text.lastIndexOf('\n\n') + 2
      for (const frame of text.slice(0, end).split('\n\n')) this.#take(frame)
      text = text.slice(end)
      if (!known && Number(this.#lastId) > this.#cutAfter) return void body.destroy()
    }
  }

  #take(frame: string): void {
    const [, id, data] = /^id: (\d+)\ndata: (.*)$/.exec(frame) ?? []
    if (id === undefined || data === undefined) return
    const event = JSON.parse(data) as { type: string; content?: string; status?: string; message_id?: string; restarted?: true }
    this.#lastId = id
    if (event.message_id) this.#messageId = event.message_id
    if (event.restarted) this.content = ''
    if (event.type === 'content') this.content += event.content
    if (event.type === 'done' || event.type === 'error') this.status = event.status ?? event.type
  }
}

async function restart(index: number): Promise<void> {
  expect(await servers[index]?.stop('SIGTERM')).toBe(0)
  servers[index] = await startOn(ports[index] ?? 0)
}

it('loses no answer while nginx reloads and both apps are restarted, one after the other', async () => {
  const clients = Array.from({ length: STREAMS }, (_, index) => new Client(index).run())
  await upstream.waitForCall(STREAMS)
  nginx.reload()
  await restart(0)
  await restart(1)
  const wanted = textOf('numbers', TOKENS)
  for (const { content, status } of await Promise.all(clients)) expect({ content, status }).toEqual({ content: wanted, status: 'complete' })
  expect(upstream.calls).toHaveLength(STREAMS)
})
