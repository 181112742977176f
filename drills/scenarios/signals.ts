import { gather } from '../crowd.ts'
import { countsOf, judge } from '../judge.ts'
import type { Report } from '../report.ts'
import { createRandom } from '../world/random.ts'
import type { World } from '../world/world.ts'

const DRAIN_MS = 30_000
const LAST_MOMENT_MS = 500

/** Told to end under answers that go on for minutes: before half a minute is over they are marked, with all that had come. */
export async function drained(world: World, { seed }: { seed: number }): Promise<Report> {
  const instance = world.instances[0]!
  const crowd = gather(world, createRandom(seed), AbortSignal.timeout(90_000))
  for (let i = 0; i < 5; i++) crowd.start({ tokens: 1_200, tps: 20, ttft: 0 }, 1)
  await Promise.all(crowd.turns.map(({ known }) => known))
  const began = Date.now()
  const code = await instance.stop('SIGTERM')
  const tookMs = Date.now() - began
  await instance.start()
  await crowd.ended()
  // a process that was told to end saves what it has, but for what was on its way in the last moment
  const { evidence, violations } = await judge(crowd.turns, world, [
    { at: began + tookMs, keptUntil: began + tookMs - LAST_MOMENT_MS, instance },
  ])
  const goingOn = evidence.filter(({ answers }) => answers[0]?.status !== 'interrupted')
  return {
    counts: [...countsOf(evidence), ['ended after, ms', tookMs], ['exit code', String(code)]],
    violations: [
      ...violations,
      ...(code === 0 ? [] : [`it ended with ${code}`]),
      ...(tookMs <= DRAIN_MS ? [] : [`it took ${tookMs} ms`]),
      ...goingOn.map(({ turn }) => `turn ${turn.index} was not interrupted`),
    ],
  }
}
