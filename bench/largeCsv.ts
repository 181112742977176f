/** A download of all records: how long it takes, and how much larger the server gets, by a client as fast as it can be and by one that hardly reads. */
import { setTimeout as wait } from 'node:timers/promises'
import type { Figure } from './figures.ts'
import { fetchWhole, keepAlive, open } from './http.ts'
import { rssMb } from './processes.ts'
import type { Server } from './server.ts'
import { percentile } from './figures.ts'

const PATH = '/api/admin/usage?format=csv'
const LOOK_MS = 50
const SLOW_MS = 8_000
const PAUSE_MS = 250

/** Millions of bytes that a process grows by at most while `work` goes on. */
async function growthOf<T>(pid: number, work: Promise<T>): Promise<{ result: T; growth: number }> {
  const before = rssMb(pid)
  let most = before
  const looking = setInterval(() => (most = Math.max(most, rssMb(pid))), LOOK_MS)
  try {
    return { result: await work, growth: most - before }
  } finally {
    clearInterval(looking)
  }
}

async function readAll(server: Server, headers: Record<string, string>): Promise<{ lines: number; seconds: number }> {
  const agent = keepAlive()
  const began = performance.now()
  const response = await open(agent, { port: server.port, path: PATH, headers })
  let lines = 0
  for await (const chunk of response as AsyncIterable<Buffer>) for (const byte of chunk) if (byte === 10) lines++
  agent.destroy()
  return { lines, seconds: (performance.now() - began) / 1_000 }
}

/** Reads a little now and then, and goes away. */
async function readSlowly(server: Server, headers: Record<string, string>): Promise<void> {
  const agent = keepAlive()
  const response = await open(agent, { port: server.port, path: PATH, headers })
  for (let left = SLOW_MS / PAUSE_MS; left > 0; left--) {
    response.read(16_384)
    await wait(PAUSE_MS)
  }
  response.destroy()
  agent.destroy()
}

/** ms of another page while the download goes on. */
async function askBeside(server: Server, headers: Record<string, string>, until: Promise<unknown>): Promise<number[]> {
  const agent = keepAlive()
  const times: number[] = []
  let isOver = false
  void until.finally(() => (isOver = true))
  while (!isOver) {
    const began = performance.now()
    await fetchWhole(agent, { port: server.port, path: '/api/auth/me', headers })
    times.push(performance.now() - began)
    await wait(PAUSE_MS / 10)
  }
  agent.destroy()
  return times
}

export async function measureCsv(what: string, server: Server, headers: Record<string, string>, records: number): Promise<Figure[]> {
  const reading = readAll(server, headers)
  const beside = askBeside(server, headers, reading)
  const fast = await growthOf(server.pid, reading)
  if (fast.result.lines !== records + 1) throw new Error(`the CSV has ${fast.result.lines} lines, not ${records + 1}`)
  const slow = await growthOf(server.pid, readSlowly(server, headers))
  return [
    { what: `${what}, CSV of ${records.toLocaleString('en')} records`, unit: 's', most: 30, rounds: [fast.result.seconds] },
    { what: `${what}, CSV: growth of the server`, unit: 'MB', most: 50, rounds: [fast.growth] },
    { what: `${what}, CSV: who is signed in, asked beside it: p95`, unit: 'ms', rounds: [percentile(await beside, 0.95)] },
    { what: `${what}, CSV to who hardly reads: growth in ${SLOW_MS / 1_000} s`, unit: 'MB', most: 50, rounds: [slow.growth] },
  ]
}
