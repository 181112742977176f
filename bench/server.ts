import { once } from 'node:events'
import { mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fetchWhole, keepAlive, type Request } from './http.ts'
import { freePort } from '../src/test/services/freePort.ts'
import { type Process, startNode } from './processes.ts'

const root = join(import.meta.dirname, '..')

/** as scripts/start.mjs gives them, where there are 4 GB of memory or more */
const FLAGS = ['--max-semi-space-size=8', '--max-old-space-size=1024']
const ADMIN = { username: 'bench', password: 'correct horse battery staple' }
const START_MS = 15_000

export type Upstream = Process & { port: number; url: string }

/** The fake upstream, in a process of its own. */
export async function startUpstream(): Promise<Upstream> {
  const port = await freePort()
  const script = join(root, 'scripts/fakeUpstream.ts')
  const upstream = startNode([script, '--port', String(port), '--defaults', 'tokens=8'], {}, ['ignore', 'pipe', 'inherit'])
  await once(upstream.child.stdout!, 'data')
  return { ...upstream, port, url: `http://127.0.0.1:${port}/v1` }
}

export type Server = Process & { port: number; startMs: number }
export type ServerOptions = { dataDir: string; env?: Record<string, string> }

const folders: string[] = []

process.on('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** A folder that is removed at the end of the run. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'aichat-bench-'))
  folders.push(folder)
  return folder
}

/** Starts the bundle as `npm start` does and waits for its first good answer, which is the login page. */
export async function startServer({ dataDir, env = {} }: ServerOptions): Promise<Server> {
  const port = await freePort()
  const agent = keepAlive()
  const output = openSync(join(dataDir, 'output.log'), 'a')
  const given = {
    MALLOC_ARENA_MAX: '1',
    HOST: '127.0.0.1',
    PORT: String(port),
    DATA_DIR: dataDir,
    RATE_LIMITS: 'off',
    LOG_LEVEL: 'warn',
    ...env,
  }
  const start = performance.now()
  const server = startNode([...FLAGS, join(root, 'dist/server.js')], given, ['ignore', output, output])
  while (performance.now() - start < START_MS && server.child.exitCode === null) {
    const answer = await fetchWhole(agent, { port, path: '/login' }).catch(() => null)
    if (answer?.status === 200) {
      agent.destroy()
      return { ...server, port, startMs: performance.now() - start }
    }
    await wait(3)
  }
  throw new Error(`the server did not start; see ${join(dataDir, 'output.log')}`)
}

export type SignedIn = Server & { bearer: Record<string, string>; cookie: Record<string, string> }

/** A server with the fake upstream behind it, and an administrator signed in by token and by cookie. */
export async function startSignedIn(upstream: Upstream, options: Partial<ServerOptions> = {}): Promise<SignedIn> {
  const { dataDir = temporaryFolder(), env = {} } = options
  const admin = { ADMIN_USERNAME: ADMIN.username, ADMIN_PASSWORD: ADMIN.password }
  const key = { DEEPSEEK_API_KEY: 'bench', DEEPSEEK_BASE_URL: upstream.url }
  const server = await startServer({ dataDir, env: { ...admin, ...key, ...env } })
  const agent = keepAlive()
  const asJson = { port: server.port, headers: { 'content-type': 'application/json' }, body: JSON.stringify(ADMIN) }
  const token = await fetchWhole(agent, { ...asJson, path: '/api/auth/token' })
  agent.destroy()
  if (token.status !== 200) throw new Error(`signing in failed: ${token.status}`)
  const { token: bearer } = JSON.parse(token.body.toString()) as { token: string }
  return { ...server, bearer: { authorization: `Bearer ${bearer}` }, cookie: await signIn(server, ADMIN) }
}

/** Signs in as a browser does, and answers what it sends from then on. */
export async function signIn(
  { port }: Pick<Server, 'port'>,
  account: { username: string; password: string },
): Promise<Record<string, string>> {
  const agent = keepAlive()
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' }
  const login = await fetchWhole(agent, { port, path: '/login', headers, body: new URLSearchParams(account).toString() })
  agent.destroy()
  const cookie = login.headers['set-cookie']?.[0]?.split(';')[0]
  if (!cookie) throw new Error(`signing in failed: ${login.status}`)
  return { cookie, 'sec-fetch-site': 'same-origin' }
}

/** A question to the app. `settings` tells the fake upstream how to answer. */
export function question(server: SignedIn, settings: string, as: 'bearer' | 'cookie' = 'bearer', more: object = {}): Request {
  const headers = { ...server[as], 'content-type': 'application/json', accept: 'text/event-stream' }
  const message = `Explain server-sent events. [[fake:${settings}]]`
  return { port: server.port, path: '/api/chat', headers, body: JSON.stringify({ message, ...more }) }
}

/** The same question straight to an OpenAI-compatible server. */
export function directQuestion(port: number, settings: string): Request {
  const messages = [{ role: 'user', content: `Explain server-sent events. [[fake:${settings}]]` }]
  const body = JSON.stringify({ model: 'fake', stream: true, stream_options: { include_usage: true }, messages })
  return { port, path: '/v1/chat/completions', headers: { 'content-type': 'application/json', authorization: 'Bearer bench' }, body }
}
