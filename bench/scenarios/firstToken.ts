/** How much later the first token comes through the app than straight from the upstream: each question is followed by its like. */
import type { Agent } from 'node:http'
import { type Figure, percentile } from '../figures.ts'
import { keepAlive, msToFirstToken } from '../http.ts'
import { directQuestion, question, type SignedIn, startSignedIn, startUpstream } from '../server.ts'
import { openStreams } from '../streams.ts'

const ROUNDS = 5
const QUESTIONS = 100
const WARM_UP = 200
const OPEN_STREAMS = 100
const SETTINGS = 'tokens=8'
const MOST_P99 = 10

type Delays = { bearer: number[]; cookie: number[] }

async function oneRound(agent: Agent, server: SignedIn, upstreamPort: number, questions: number): Promise<Delays> {
  const delays: Delays = { bearer: [], cookie: [] }
  for (let i = 0; i < questions; i++) {
    for (const as of ['bearer', 'cookie'] as const) {
      const direct = await msToFirstToken(agent, directQuestion(upstreamPort, SETTINGS))
      delays[as].push((await msToFirstToken(agent, question(server, SETTINGS, as))) - direct)
    }
  }
  return delays
}

function figuresOf(where: string, rounds: readonly Delays[], most: number): Figure[] {
  return (['bearer', 'cookie'] as const).flatMap((as) => {
    const at = (share: number) => rounds.map((delays) => percentile(delays[as], share))
    const what = `first token, later by, ${as}, ${where}`
    return [
      { what: `${what}: p50`, unit: 'ms', rounds: at(0.5), most },
      { what: `${what}: p99`, unit: 'ms', rounds: at(0.99), most: MOST_P99 },
    ]
  })
}

export async function run(): Promise<Figure[]> {
  const upstream = await startUpstream()
  const server = await startSignedIn(upstream)
  const agent = keepAlive()
  const rounds = async (): Promise<Delays[]> => {
    const all: Delays[] = []
    for (let round = 0; round < ROUNDS; round++) all.push(await oneRound(agent, server, upstream.port, QUESTIONS))
    return all
  }
  await oneRound(agent, server, upstream.port, WARM_UP)
  const alone = await rounds()
  const streams = await openStreams(question(server, 'tokens=2000&tps=20'), OPEN_STREAMS)
  const among = await rounds()
  for (const process of [streams, server, upstream]) await process.stop()
  agent.destroy()
  return [...figuresOf('1 stream', alone, 1.5), ...figuresOf(`beside ${OPEN_STREAMS} streams`, among, 2.5)]
}
