import cluster, { type Worker } from 'node:cluster'
import { constants } from 'node:os'
import type { Logger } from './log.ts'

/** ms until a process that ended by itself is started again: the first time, at most, and after how long a life it counts anew */
const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 30_000
const STEADY_MS = 60_000

const STOP = 'stop'

/**
 * Runs `count` processes that share the port. The first begins alone, so that the database is brought up to date once; where it cannot
 * start, nothing does. One that ends by itself is started again. Answers what stops them all: told twice, at once.
 */
export function runWorkers(count: number, log: Logger): () => void {
  let stopping = false
  let wait = FIRST_WAIT_MS
  let listening = 0

  function start(onListening = () => {}): void {
    const startedAt = Date.now()
    const worker = cluster.fork()
    let hasStarted = false
    worker.once('listening', () => {
      hasStarted = true
      if (++listening === count) log.info(`all ${count} processes serve`)
      onListening()
    })
    worker.once('exit', (code: number | null, signal: NodeJS.Signals | null) => {
      if (stopping) return void (others().length === 0 && process.exit(0))
      if (!hasStarted && others().length === 0) process.exit(code ?? 128 + constants.signals[signal ?? 'SIGKILL'])
      if (Date.now() - startedAt > STEADY_MS) wait = FIRST_WAIT_MS
      log.error({ pid: worker.process.pid, code, signal }, `a process has ended; another starts in ${wait} ms`)
      setTimeout(() => stopping || start(), wait)
      wait = Math.min(wait * 2, LONGEST_WAIT_MS)
    })
  }

  start(() => {
    for (let more = 1; more < count; more++) start()
  })
  return () => {
    if (stopping) process.exit(1)
    stopping = true
    if (others().length === 0) process.exit(0)
    for (const worker of others()) if (worker.isConnected()) worker.send(STOP)
  }
}

const others = (): Worker[] => Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined && !worker.isDead()) as Worker[]

/** Calls `stop` when the first process says so, or is gone. The signals of a terminal reach all of them: they are its business. */
export function onStopOfAll(stop: () => void): void {
  process.on('message', (message) => message === STOP && stop())
  process.once('disconnect', stop)
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => {})
}

export const isFirstProcess = (): boolean => cluster.isPrimary
/** Whether this is the process that speaks for all: that which started first. */
export const speaksForAll = (): boolean => cluster.worker?.id === 1
