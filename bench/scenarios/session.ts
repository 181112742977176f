/** What finding out who is signed in costs a page: the same answer with a session's cookie and without, by the server's CPU. */
import type { Figure } from '../figures.ts'
import { fetchWhole, keepAlive } from '../http.ts'
import { cpuMs } from '../processes.ts'
import { type SignedIn, startSignedIn, startUpstream, type Upstream } from '../server.ts'
import { startRedis } from '../../src/test/services/redis.ts'

const ROUNDS = 5
const REQUESTS = 4_000
const CONNECTIONS = 8
/** an address where nothing is: the way through all of the middleware, and the same few words for everybody */
const PATH = '/nothing-here'

/** CPU of one request, ms. */
async function cost({ pid, port }: SignedIn, cookie: Record<string, string>): Promise<number> {
  const agent = keepAlive()
  const headers = { accept: 'application/json', ...cookie }
  let left = REQUESTS
  const askOn = async (): Promise<void> => {
    while (left-- > 0) {
      const { status } = await fetchWhole(agent, { port, path: PATH, headers })
      if (status !== 404) throw new Error(`${PATH} answered ${status}`)
    }
  }
  const before = cpuMs(pid)
  await Promise.all(Array.from({ length: CONNECTIONS }, askOn))
  agent.destroy()
  return (cpuMs(pid) - before) / REQUESTS
}

async function expectSignedIn({ port, cookie }: SignedIn): Promise<void> {
  const agent = keepAlive()
  const { status } = await fetchWhole(agent, { port, path: '/api/auth/me', headers: cookie })
  agent.destroy()
  if (status !== 200) throw new Error(`the session is not known: ${status}`)
}

async function measure(what: string, upstream: Upstream, env: Record<string, string>): Promise<Figure[]> {
  const server = await startSignedIn(upstream, { env })
  await expectSignedIn(server)
  const [visitor, checks]: [number[], number[]] = [[], []]
  for (let round = 0; round <= ROUNDS; round++) {
    const without = await cost(server, {})
    const check = (await cost(server, server.cookie)) - without
    if (round === 0) continue
    visitor.push(without)
    checks.push(check)
  }
  await server.stop()
  return [
    { what: `session check, ${what}: CPU of each`, unit: 'ms', most: 0.3, rounds: checks },
    { what: `the same answer to a visitor, ${what}: CPU of each`, unit: 'ms', rounds: visitor },
  ]
}

export async function run(): Promise<Figure[]> {
  const upstream = await startUpstream()
  const redis = await startRedis()
  try {
    const alone = await measure('SQLite and memory', upstream, {})
    return redis === null ? alone : [...alone, ...(await measure('SQLite and Redis', upstream, { REDIS_URL: redis.url }))]
  } finally {
    await redis?.stop()
    await upstream.stop()
  }
}
