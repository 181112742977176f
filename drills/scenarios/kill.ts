import { setTimeout as wait } from 'node:timers/promises'
import { gather } from '../crowd.ts'
import { countOf, judge, type Kill } from '../judge.ts'
import type { Report } from '../report.ts'
import { createRandom } from '../world/random.ts'
import { startWorld, type WorldOptions } from '../world/world.ts'
import { killAndRestart, lateness } from './blows.ts'

export type KillOptions = Required<Pick<WorldOptions, 'on'>> & { seed: number; rounds: number }

const STREAMS = 8
/** how long a round may take, s */
const ROUND_SECONDS = 45

/** One server, killed again and again in the middle of eight answers: what had come is kept, and the server is useful at once. */
export async function kill({ seed, rounds, on }: KillOptions): Promise<Report> {
  const random = createRandom(seed)
  const world = await startWorld({ on, instances: 1 })
  const [instance] = world.instances
  try {
    const crowd = gather(world, random, AbortSignal.timeout(rounds * ROUND_SECONDS * 1_000))
    const kills: Kill[] = []
    const readyMs: number[] = []
    for (let round = 0; round < rounds; round++) {
      for (let i = 0; i < STREAMS; i++) crowd.start({ tokens: random.between(20, 200), tps: random.between(10, 40), ttft: 0 }, 1)
      await wait(random.between(2_000, 4_000))
      const blow = await killAndRestart(instance!)
      kills.push(blow.kill)
      readyMs.push(blow.readyMs)
      await crowd.ended()
    }
    const { evidence, violations, lostMs } = await judge(crowd.turns, world, kills)
    return {
      counts: [
        ['kills', kills.length],
        ['turns', evidence.length],
        ['  complete', countOf(evidence, 'complete')],
        ['  interrupted', countOf(evidence, 'interrupted')],
        ['upstream calls', evidence.reduce((sum, { calls }) => sum + calls.length, 0)],
        ['usage rows', evidence.reduce((sum, { usage }) => sum + usage.length, 0)],
        ['most that a kill cost, ms', lostMs],
        ['slowest to be ready, ms', Math.max(...readyMs)],
      ],
      violations: [...violations, ...readyMs.flatMap(lateness), ...world.instances.flatMap(({ deaths }) => deaths)],
    }
  } finally {
    await world.stop()
  }
}
