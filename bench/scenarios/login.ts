/** The login page: how many a second, what each costs, and how many bytes it is without its script. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Figure } from '../figures.ts'
import { fetchWhole, keepAlive } from '../http.ts'
import { cpuMs } from '../processes.ts'
import { type Server, startSignedIn, startUpstream } from '../server.ts'

const ROUNDS = 3
const SECONDS = 3
const WARM_UP_SECONDS = 4
const CONNECTIONS = 32

const execute = promisify(execFile)

/** Requests a second, by wrk where it is installed. */
async function rate(url: string, seconds: number): Promise<number> {
  const args = ['-t1', `-c${CONNECTIONS}`, `-d${seconds}`, '-H', 'Accept-Encoding: gzip, deflate, br', url]
  const own = [join(import.meta.dirname, '../hammer.ts'), url, String(CONNECTIONS), String(seconds)]
  const { stdout } = await execute('wrk', args).catch(() => execute(process.execPath, own))
  if (/Non-2xx/.test(stdout)) throw new Error(`the login page was refused:\n${stdout}`)
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1])
}

type Rate = { perSecond: number; cpuMicroseconds: number }

async function measure({ pid, port }: Server, seconds: number): Promise<Rate> {
  const before = cpuMs(pid)
  const perSecond = await rate(`http://127.0.0.1:${port}/login`, seconds)
  return { perSecond, cpuMicroseconds: ((cpuMs(pid) - before) * 1_000) / (perSecond * seconds) }
}

/** Bytes of bodies as a browser gets them. */
async function weight(port: number): Promise<number> {
  const agent = keepAlive()
  const get = (path: string, encoding: string) => fetchWhole(agent, { port, path, headers: { 'accept-encoding': encoding } })
  const plain = (await get('/login', 'identity')).body.toString()
  const sheets = [...plain.matchAll(/<link[^>]+rel="stylesheet"[^>]*>/g)].map(([tag]) => /href="([^"]+)"/.exec(tag)?.[1] ?? '')
  const answers = await Promise.all(['/login', ...sheets].map((path) => get(path, 'br')))
  agent.destroy()
  if (answers.some(({ status, headers }) => status !== 200 || headers['content-encoding'] !== 'br'))
    throw new Error('not compressed by brotli')
  return answers.reduce((sum, { body }) => sum + body.length, 0) / 1_000
}

export async function run(): Promise<Figure[]> {
  const upstream = await startUpstream()
  const quiet = await startSignedIn(upstream)
  const telling = await startSignedIn(upstream, { env: { LOG_LEVEL: 'info' } })
  const rates = { quiet: [] as Rate[], telling: [] as Rate[] }
  for (let round = 0; round <= ROUNDS; round++) {
    const seconds = round === 0 ? WARM_UP_SECONDS : SECONDS
    const [one, other] = [await measure(quiet, seconds), await measure(telling, seconds)]
    if (round === 0) continue
    rates.quiet.push(one)
    rates.telling.push(other)
  }
  const kB = await weight(quiet.port)
  for (const process of [quiet, telling, upstream]) await process.stop()
  const perSecond = (of: readonly Rate[]) => of.map((one) => one.perSecond)
  const cpu = (of: readonly Rate[]) => of.map((one) => one.cpuMicroseconds)
  return [
    { what: 'login page, LOG_LEVEL=warn', unit: 'requests/s', least: 10_000, rounds: perSecond(rates.quiet) },
    { what: 'login page, LOG_LEVEL=warn: CPU of each', unit: 'µs', rounds: cpu(rates.quiet) },
    { what: 'login page, LOG_LEVEL=info', unit: 'requests/s', rounds: perSecond(rates.telling) },
    { what: 'login page, LOG_LEVEL=info: CPU of each', unit: 'µs', rounds: cpu(rates.telling) },
    { what: 'login page: HTML and CSS by brotli', unit: 'kB', most: 8, rounds: [kB] },
  ]
}
