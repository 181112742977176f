/** From the start of the bundle to its first good answer, and the memory that it holds when it has nothing to do. */
import { setTimeout as wait } from 'node:timers/promises'
import type { Figure } from '../figures.ts'
import { cpuMs, rssMb } from '../processes.ts'
import { startServer, temporaryFolder } from '../server.ts'

const ROUNDS = 5
const IDLE_MS = 3_000

type Start = { ms: number; cpuSeconds: number; rss: number }

async function startOnce(dataDir: string): Promise<Start> {
  const server = await startServer({ dataDir })
  const cpuSeconds = cpuMs(server.pid) / 1_000
  await wait(IDLE_MS)
  const rss = rssMb(server.pid)
  await server.stop('SIGTERM')
  return { ms: server.startMs, cpuSeconds, rss }
}

export async function run(): Promise<Figure[]> {
  const folder = temporaryFolder()
  const empty: Start[] = []
  const warm: Start[] = []
  await startOnce(folder)
  for (let round = 0; round < ROUNDS; round++) {
    empty.push(await startOnce(temporaryFolder()))
    warm.push(await startOnce(folder))
  }
  return [
    { what: 'start: to the first answer', unit: 'ms', most: 200, rounds: warm.map(({ ms }) => ms) },
    { what: 'start: CPU until then', unit: 's', most: 0.2, rounds: warm.map(({ cpuSeconds }) => cpuSeconds) },
    { what: 'start: idle memory after 3 s', unit: 'MB', most: 85, rounds: warm.map(({ rss }) => rss) },
    { what: 'start, first of all: to the first answer', unit: 'ms', rounds: empty.map(({ ms }) => ms) },
    { what: 'start, first of all: CPU until then', unit: 's', rounds: empty.map(({ cpuSeconds }) => cpuSeconds) },
    { what: 'start, first of all: idle memory after 3 s', unit: 'MB', rounds: empty.map(({ rss }) => rss) },
  ]
}
