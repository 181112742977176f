import { setTimeout as wait } from 'node:timers/promises'
import type { Limits } from '../limits.ts'
import type { Kill } from '../judge.ts'
import type { Instance } from '../world/instance.ts'
import type { World } from '../world/world.ts'

const AWAY_MS = 1_500

/** A kill and what was wrong about coming back. */
export type Blow = { kill: Kill; readyMs: number; faults: string[] }

export async function killAndRestart(instance: Instance, limits: Limits): Promise<Blow> {
  const at = Date.now()
  await instance.stop('SIGKILL')
  await wait(AWAY_MS)
  const readyMs = await instance.start()
  const faults = readyMs > limits.readyMs ? [`${instance.name} was ready only ${readyMs} ms after its start`] : []
  return { kill: { at, keptUntil: at - limits.lostMs, instance }, readyMs, faults }
}

/** Redis ends as in a crash, and comes back with nothing in it. */
export async function restartRedis({ services }: World): Promise<void> {
  await services?.redis.kill()
  await wait(AWAY_MS)
  await services?.redis.restart()
}
