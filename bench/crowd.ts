import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { freePort } from '../src/test/services/freePort.ts'
import type { ReadersOrder, ReadersReport } from './crowdReaders.ts'
import { cpuMs, type Process, rssMb, startNode } from './processes.ts'
import { directQuestion, question, type SignedIn, type Upstream } from './server.ts'

const IPC = ['ignore', 'ignore', 'inherit', 'ipc'] as const

/** what the upstream has done so far, for everybody */
type Counted = { answers: number; tokens: number }
export type CrowdUpstream = Upstream & { counted(): Promise<Counted> }

/** An upstream that is cheap enough to feed thousands. */
export async function startCrowdUpstream(): Promise<CrowdUpstream> {
  const port = await freePort()
  const upstream = startNode([join(import.meta.dirname, 'crowdUpstream.ts'), String(port)], {}, [...IPC])
  await once(upstream.child, 'message')
  return {
    ...upstream,
    port,
    url: `http://127.0.0.1:${port}/v1`,
    async counted() {
      const answer = once(upstream.child, 'message')
      upstream.child.send('count')
      return (await answer)[0] as Counted
    },
  }
}

export type Pipe = Process & { port: number }

export async function startPipe(upstreamPort: number): Promise<Pipe> {
  const port = await freePort()
  const pipe = startNode([join(import.meta.dirname, 'pipe.ts'), String(port), String(upstreamPort)], {}, ['ignore', 'pipe', 'inherit'])
  await once(pipe.child.stdout!, 'data')
  return { ...pipe, port }
}

/** So many streams at once, of so many tokens each. */
export type Load = { streams: number; tokens: number; tps: number; rampMs: number }

const settingsOf = ({ tokens, tps }: Load): string => `tokens=${tokens}&tps=${tps}`

const raw = (path: string, headers: object, body: string): string => {
  const lines = Object.entries({ host: 'bench', ...headers, 'content-length': Buffer.byteLength(body) }).map((entry) => entry.join(': '))
  return `POST ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`
}

const inEvents = (load: Load) => ({ marker: '"content":"', count: load.tokens })

/** Straight through the pipe, whose role and last events say `"content":""`. */
export function throughPipe(pipe: Pipe, load: Load): ReadersOrder {
  const { path, headers, body } = directQuestion(pipe.port, settingsOf(load))
  const counted = { marker: '"content":"', count: load.tokens + 1 }
  return { ...load, port: pipe.port, request: raw(path, headers!, body!), first: '"content":"', done: '[DONE]', counted }
}

export type Kind = 'events' | 'text' | 'object' | 'page'

/** A turn of its own for each stream, followed in the form that `kind` names. */
export function throughApp(app: SignedIn, load: Load, kind: Kind): ReadersOrder {
  if (kind === 'page') return pageReaders(app, load)
  const accept = { events: 'text/event-stream', text: 'text/plain', object: 'application/json' }[kind]
  const { path, headers, body } = question(app, settingsOf(load), 'cookie')
  const order = { ...load, port: app.port, request: raw(path, { ...headers, accept }, body!) }
  if (kind === 'events') return { ...order, first: '"type":"content"', done: '"type":"done"', counted: inEvents(load) }
  if (kind === 'object') return { ...order, first: '{', done: '"finish_reason":"stop"', isWhole: true }
  return { ...order, first: '\r\n\r\n', done: '' }
}

/** Of ten pages one reads plain Chinese, of which each token can be seen: of Markdown nothing is shown for some tokens, and that is the text's doing. */
const PLAIN_EVERY = 10

function pageReaders(app: SignedIn, load: Load): ReadersOrder {
  const form = { ...app.cookie, 'content-type': 'application/x-www-form-urlencoded', 'hx-request': 'true' }
  const ask = (settings: string) =>
    raw('/chat', form, new URLSearchParams({ message: `Explain server-sent events. [[fake:${settings}]]` }).toString())
  const headers = Object.entries({ host: 'bench', ...app.cookie }).map((entry) => entry.join(': '))
  const thenGet = { path: '/messages/[^"]*/stream', headers: headers.join('\r\n') }
  const timed = { every: PLAIN_EVERY, request: ask(`${settingsOf(load)}&text=cjk`) }
  return { ...load, port: app.port, request: ask(settingsOf(load)), timed, thenGet, first: 'hx-partial', done: 'event: done' }
}

export type CrowdFigures = ReadersReport & {
  /** CPU ms per 1,000 tokens: while all streams run, and of everything from the questions to the saved answers */
  running: number
  whole: number
  kibPerStream: number
  /** all that the server holds while all run, millions of bytes */
  rssMb: number
  /** tokens a second, over all */
  rate: number
}

const WATCHED_MS = 3_000
const LOOK_MS = 100

/** Resolves when so many more answers have begun, or would be over if they had: asking costs far more than a token, and is not to be counted as one. */
async function untilAllRun(upstream: CrowdUpstream, { answers }: Counted, { streams, tokens, tps, rampMs }: Load): Promise<void> {
  const until = performance.now() + rampMs + (tps > 0 ? (tokens / tps) * 1_000 : 0)
  while (performance.now() < until && (await upstream.counted()).answers < answers + streams) await wait(LOOK_MS)
}

/** Lets readers in and measures the server `pid` while they read. */
export async function measureCrowd(pid: number, upstream: CrowdUpstream, order: ReadersOrder, load: Load): Promise<CrowdFigures> {
  const before = { cpu: cpuMs(pid), rss: rssMb(pid), ...(await upstream.counted()) }
  const readers = startNode([join(import.meta.dirname, 'crowdReaders.ts'), JSON.stringify(order)], {}, [...IPC])
  const report = new Promise<ReadersReport>((resolve, reject) => {
    readers.child.once('message', (message) => resolve(message as ReadersReport))
    readers.child.once('exit', (code) => reject(new Error(`the readers broke off with ${code}`)))
  })
  await untilAllRun(upstream, before, load)
  await wait(500)
  const from = { cpu: cpuMs(pid), ...(await upstream.counted()) }
  await wait(WATCHED_MS)
  const to = { cpu: cpuMs(pid), rss: rssMb(pid), ...(await upstream.counted()) }
  const seen = await report
  await wait(300)
  return {
    ...seen,
    rssMb: to.rss,
    running: ((to.cpu - from.cpu) / (to.tokens - from.tokens)) * 1_000,
    whole: ((cpuMs(pid) - before.cpu) / (load.streams * load.tokens)) * 1_000,
    kibPerStream: ((to.rss - before.rss) * 1e6) / 1024 / load.streams,
    rate: (load.streams * load.tokens) / (seen.ms / 1_000),
  }
}
