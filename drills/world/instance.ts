import { openSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Process, startNode } from '../../bench/processes.ts'

/** the server as it is delivered */
export const bundle = join(import.meta.dirname, '../../dist/server.js')
const START_MS = 30_000

/** One process of the server, on a port that it keeps over its restarts. */
export type Instance = {
  readonly name: string
  readonly port: number
  readonly url: string
  /** how it ended, each time that nobody had told it to */
  readonly deaths: readonly string[]
  /** Starts it; resolves with the milliseconds until it was ready. */
  start(): Promise<number>
  /** Resolves with the exit code; null: killed. */
  stop(signal: NodeJS.Signals): Promise<number | null>
  /** It hangs, as on a machine that sleeps: connections stay open and nothing answers. */
  freeze(): void
  thaw(): void
}

export type InstanceOptions = { name: string; port: number; folder: string; env: Readonly<Record<string, string>> }

export function createInstance({ name, port, folder, env }: InstanceOptions): Instance {
  const url = `http://127.0.0.1:${port}`
  const deaths: string[] = []
  let running: Process | null = null
  const given = { LOG_LEVEL: 'warn', HOST: '127.0.0.1', PORT: String(port), DATA_DIR: folder, ...env }

  async function untilReady({ child }: Process, began: number): Promise<number> {
    while (performance.now() - began < START_MS && child.exitCode === null) {
      const answer = await fetch(`${url}/readyz`).catch(() => null)
      await answer?.body?.cancel()
      if (answer?.status === 200) return Math.round(performance.now() - began)
      await wait(20)
    }
    throw new Error(`${name} did not get ready; see ${folder}/output.log`)
  }

  return {
    name,
    port,
    url,
    deaths,
    start() {
      const began = performance.now()
      const output = openSync(join(folder, 'output.log'), 'a')
      const started = startNode([bundle], given, ['ignore', output, output])
      running = started
      started.child.once('exit', (code, signal) => {
        if (running === started) deaths.push(`${name} ended by itself: ${signal ?? code}`)
      })
      return untilReady(started, began)
    },
    freeze: () => void running?.child.kill('SIGSTOP'),
    thaw: () => void running?.child.kill('SIGCONT'),
    async stop(signal) {
      const ending = running
      running = null
      await ending?.stop(signal)
      return ending?.child.exitCode ?? null
    },
  }
}
