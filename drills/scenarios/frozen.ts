import { setTimeout as wait } from 'node:timers/promises'
import { gather } from '../crowd.ts'
import { countsOf, judge } from '../judge.ts'
import type { Report } from '../report.ts'
import { createRandom } from '../world/random.ts'
import { deathsIn, type World } from '../world/world.ts'

export type FrozenOptions = { seed: number; turns: number; frozenMs: number }

const SECONDS = 80
/** connections that are cut while it hangs, so that some readers go to the other server */
const CUT_EVERY_MS = 1_000

/**
 * A server that hangs for so long that the other takes it for dead and ends its answers; then it wakes up in the middle of them.
 * What it still has to say changes nothing any more.
 */
export async function frozen(world: World, { seed, turns, frozenMs }: FrozenOptions): Promise<Report> {
  const random = createRandom(seed)
  const crowd = gather(world, random, AbortSignal.timeout(SECONDS * 1_000))
  for (let i = 0; i < turns; i++) crowd.start({ tokens: random.between(60, 500), tps: 15, ttft: 0 }, 2)
  await Promise.all(crowd.turns.map(({ known }) => known))
  await wait(2_500)
  const [instance] = world.instances
  const at = Date.now()
  instance!.freeze()
  while (Date.now() - at < frozenMs) {
    await wait(CUT_EVERY_MS)
    crowd.around.connections.cutOne(random)
  }
  instance!.thaw()
  await crowd.ended()
  const { evidence, violations, lostMs } = await judge(crowd.turns, world, [{ at, keptUntil: at - 1_000, instance: instance! }])
  return {
    counts: [...countsOf(evidence), ['most that it cost, ms', lostMs], ...crowd.refusals()],
    violations: [...violations, ...deathsIn(world)],
  }
}
