import { setTimeout as wait } from 'node:timers/promises'
import { gather } from '../crowd.ts'
import { countsOf, judge } from '../judge.ts'
import type { Limits } from '../limits.ts'
import type { Report } from '../report.ts'
import { createRandom } from '../world/random.ts'
import { deathsIn, type World } from '../world/world.ts'
import { type Blow, killAndRestart } from './blows.ts'

export type KillOptions = { seed: number; rounds: number; limits: Limits }

const STREAMS = 8
/** how long a round may take, s */
const ROUND_SECONDS = 45

/** One server, killed again and again in the middle of eight answers: what had come is kept, and the server is useful at once. */
export async function kill(world: World, { seed, rounds, limits }: KillOptions): Promise<Report> {
  const random = createRandom(seed)
  const crowd = gather(world, random, AbortSignal.timeout(rounds * ROUND_SECONDS * 1_000))
  const blows: Blow[] = []
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < STREAMS; i++) crowd.start({ tokens: random.between(20, 200), tps: random.between(10, 40), ttft: 0 }, 1)
    await wait(random.between(2_000, 4_000))
    blows.push(await killAndRestart(world.instances[0]!, limits))
    await crowd.ended()
  }
  const kills = blows.map((blow) => blow.kill)
  const { evidence, violations, lostMs } = await judge(crowd.turns, world, kills)
  return {
    counts: [
      ['kills', kills.length],
      ...countsOf(evidence),
      ['most that a kill cost, ms', lostMs],
      ['slowest to be ready, ms', Math.max(...blows.map(({ readyMs }) => readyMs))],
    ],
    violations: [...violations, ...blows.flatMap(({ faults }) => faults), ...deathsIn(world)],
  }
}
