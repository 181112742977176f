import { setTimeout as wait } from 'node:timers/promises'
import type { Kill } from '../judge.ts'
import type { Instance } from '../world/instance.ts'
import type { World } from '../world/world.ts'

const READY_MS = 5_000
const AWAY_MS = 1_500

export type Blow = { kill: Kill; readyMs: number }

export async function killAndRestart(instance: Instance): Promise<Blow> {
  const kill = { at: Date.now(), instance }
  await instance.stop('SIGKILL')
  await wait(AWAY_MS)
  return { kill, readyMs: await instance.start() }
}

/** Redis ends as in a crash, and comes back with nothing in it. */
export async function restartRedis({ services }: World): Promise<void> {
  await services?.redis.kill()
  await wait(AWAY_MS)
  await services?.redis.restart()
}

export const lateness = (readyMs: number): string[] => (readyMs > READY_MS ? [`ready only ${readyMs} ms after the start`] : [])
