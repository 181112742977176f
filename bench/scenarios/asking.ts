/** What a question costs, from `POST /api/chat` to the saved end of its answer: each a new conversation, its answer two tokens. */
import type { Agent } from 'node:http'
import { startCrowdUpstream } from '../crowd.ts'
import type { Figure } from '../figures.ts'
import { fetchWhole, keepAlive } from '../http.ts'
import { cpuMs } from '../processes.ts'
import { question, type SignedIn, startSignedIn } from '../server.ts'

const ROUNDS = 5
const QUESTIONS = 1_000
const WARM_UP = 2_000
const CLIENTS = 50
const SETTINGS = 'tokens=2&tps=0'
const MOST_MS = 0.7

/** CPU ms of the server for each of so many questions, asked by clients who ask one after the other. */
async function costOf(agent: Agent, server: SignedIn, as: 'bearer' | 'cookie', questions: number): Promise<number> {
  const before = cpuMs(server.pid)
  const ask = async (): Promise<void> => {
    for (let asked = 0; asked < questions / CLIENTS; asked++) {
      const { status } = await fetchWhole(agent, question(server, SETTINGS, as))
      if (status !== 200) throw new Error(`a question was refused: ${status}`)
    }
  }
  await Promise.all(Array.from({ length: CLIENTS }, ask))
  return (cpuMs(server.pid) - before) / questions
}

export async function run(): Promise<Figure[]> {
  const upstream = await startCrowdUpstream()
  const server = await startSignedIn(upstream)
  const agent = keepAlive()
  const costs = { bearer: [] as number[], cookie: [] as number[] }
  await costOf(agent, server, 'cookie', WARM_UP)
  for (let round = 0; round < ROUNDS; round++) {
    for (const as of ['bearer', 'cookie'] as const) costs[as].push(await costOf(agent, server, as, QUESTIONS))
  }
  for (const process of [server, upstream]) await process.stop()
  agent.destroy()
  return (['bearer', 'cookie'] as const).map((as) => ({
    what: `a question with its end, ${as}`,
    unit: 'CPU ms',
    rounds: costs[as],
    most: MOST_MS,
  }))
}
