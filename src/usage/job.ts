import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '../log.ts'

/** Work in small steps, each whole by itself. */
export type Job = {
  name: string
  everyMs: number
  /** between two steps, for everybody else */
  pauseMs: number
  /** Answers whether there is more to do now. */
  step(): Promise<boolean>
}

/**
 * Does what there is to do, now and every so often. Every process does so: steps take what nobody else has. Answers how to stop it, which
 * resolves when it touches nothing any more.
 */
export function startJob(log: Logger, { name, everyMs, pauseMs, step }: Job): () => Promise<void> {
  let isStopped = false
  let running: Promise<void> | null = null

  async function work(): Promise<void> {
    try {
      while (!isStopped && (await step())) await sleep(pauseMs)
    } catch (error) {
      if (!isStopped) log.warn({ err: error, job: name }, 'work in the background has failed; it is tried again')
    }
  }
  const begin = () => {
    running ??= work().finally(() => (running = null))
  }

  begin()
  const timer = setInterval(begin, everyMs).unref()
  return async () => {
    isStopped = true
    clearInterval(timer)
    await running
  }
}
