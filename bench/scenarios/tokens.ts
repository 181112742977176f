/** CPU of passing tokens on, beside that of a bare pipe which looks at nothing. */
import { setTimeout as wait } from 'node:timers/promises'
import type { Figure } from '../figures.ts'
import type { Request } from '../http.ts'
import { startPipe } from '../crowd.ts'
import { cpuMs } from '../processes.ts'
import { directQuestion, question, startSignedIn, startUpstream } from '../server.ts'
import { openStreams } from '../streams.ts'

const ROUNDS = 3
const STREAMS = 50
const TOKENS = 100
const WATCHED_MS = 3_500
const SETTINGS = `tokens=${TOKENS}&tps=20`

/** CPU ms per 1,000 tokens: while all streams run, and of everything from the questions to the saved answers. */
type Cost = { running: number; whole: number }

async function costOf(pid: number, request: Request): Promise<Cost> {
  const before = cpuMs(pid)
  const streams = await openStreams(request, STREAMS)
  const [cpuAtFirst, eventsAtFirst] = [cpuMs(pid), await streams.count()]
  await wait(WATCHED_MS)
  const running = (cpuMs(pid) - cpuAtFirst) / (await streams.count().then((events) => events - eventsAtFirst))
  await streams.ended
  return { running: running * 1_000, whole: ((cpuMs(pid) - before) / (STREAMS * TOKENS)) * 1_000 }
}

export async function run(): Promise<Figure[]> {
  const upstream = await startUpstream()
  const server = await startSignedIn(upstream)
  const pipe = await startPipe(upstream.port)
  const app: Cost[] = []
  const bare: Cost[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    const through = await costOf(pipe.pid, directQuestion(pipe.port, SETTINGS))
    const asked = await costOf(server.pid, question(server, SETTINGS))
    if (round === 0) continue
    bare.push(through)
    app.push(asked)
  }
  for (const process of [server, pipe, upstream]) await process.stop()
  const unit = 'CPU ms per 1,000'
  const ratios = (part: keyof Cost) => app.map((cost, round) => cost[part] / bare[round]![part])
  return [
    { what: 'tokens, streams running: a bare pipe', unit, rounds: bare.map(({ running }) => running) },
    { what: 'tokens, streams running: the app', unit, rounds: app.map(({ running }) => running) },
    { what: 'tokens, streams running: app to pipe', unit: '×', rounds: ratios('running') },
    { what: `tokens, whole turns of ${TOKENS}: a bare pipe`, unit, rounds: bare.map(({ whole }) => whole) },
    { what: `tokens, whole turns of ${TOKENS}: the app`, unit, rounds: app.map(({ whole }) => whole) },
    { what: `tokens, whole turns of ${TOKENS}: app to pipe`, unit: '×', rounds: ratios('whole') },
  ]
}
