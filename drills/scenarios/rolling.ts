import { gather } from '../crowd.ts'
import { countsOf, judge } from '../judge.ts'
import type { Report } from '../report.ts'
import { createRandom } from '../world/random.ts'
import { deathsIn, type World } from '../world/world.ts'

export type RollingOptions = {
  seed: number
  streams: number
  /** the longest answer, in tokens */
  most: number
}

/** how long all of it may take, s */
const SECONDS = 90

/** Servers that are told to end and started again one after the other, under running answers: each answer ends whole. */
export async function rolling(world: World, { seed, streams, most }: RollingOptions): Promise<Report> {
  const random = createRandom(seed)
  const crowd = gather(world, random, AbortSignal.timeout(SECONDS * 1_000))
  const ask = () => crowd.start({ tokens: random.between(20, most), tps: random.between(10, 25), ttft: 0 }, 1)
  for (let i = 0; i < streams; i++) ask()
  await Promise.all(crowd.turns.map(({ known }) => known))
  const wrong: string[] = []
  for (const instance of world.instances) {
    const ending = instance.stop('SIGTERM')
    // who asks while one is leaving is served by the other
    for (let i = 0; i < streams / 5; i++) ask()
    const code = await ending
    if (code !== 0) wrong.push(`${instance.name} ended with ${code}`)
    await instance.start()
  }
  await crowd.ended()
  const { evidence, violations } = await judge(crowd.turns, world, [])
  return {
    counts: [['servers restarted', world.instances.length], ...countsOf(evidence), ...crowd.refusals()],
    violations: [...violations, ...wrong, ...deathsIn(world)],
  }
}
