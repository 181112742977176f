import { setTimeout as wait } from 'node:timers/promises'
import { gather } from '../crowd.ts'
import { countsOf, judge } from '../judge.ts'
import type { Report } from '../report.ts'
import type { Instance } from '../world/instance.ts'
import { createRandom } from '../world/random.ts'
import { deathsIn, type World } from '../world/world.ts'

/** Something that keeps the database from being written, for a while. */
export type Trouble = { begin(): unknown; end(): unknown }

export type TroubleOptions = {
  seed: number
  turns: number
  /** the longest answer, in tokens */
  most: number
  awayMs: number
}

const SECONDS = 75
/** in which time readiness has to follow, ms */
const NOTICED_MS = 5_000

/** Answers go on while the database cannot be written, and are saved when it can be again. */
export async function goThrough(world: World, trouble: Trouble, { seed, turns, most, awayMs }: TroubleOptions): Promise<Report> {
  const random = createRandom(seed)
  const crowd = gather(world, random, AbortSignal.timeout(SECONDS * 1_000))
  for (let i = 0; i < turns; i++) crowd.start({ tokens: random.between(20, most), tps: 12, ttft: 0 }, 1)
  await Promise.all(crowd.turns.map(({ known }) => known))
  await wait(1_500)
  const began = Date.now()
  await trouble.begin()
  const noticedMs = await untilReadiness(world.instances, 503)
  const alive = await Promise.all(world.instances.map(({ url }) => statusOf(`${url}/healthz`)))
  const asked = await Promise.all(world.instances.map((instance) => askInVain(instance, world)))
  await wait(Math.max(0, awayMs - (Date.now() - began)))
  const endedMeanwhile = (await world.upstream.calls()).filter(({ completed }) => completed).length
  await trouble.end()
  const backMs = await untilReadiness(world.instances, 200)
  await crowd.ended()
  const { evidence, violations } = await judge(crowd.turns, world, [])
  const refusals = crowd.refusals()
  return {
    counts: [
      ...countsOf(evidence),
      ['calls that ended while it was away', endedMeanwhile],
      ['not ready after, ms', noticedMs],
      ['ready again after, ms', backMs],
      ...refusals,
    ],
    violations: [
      ...violations,
      ...alive.filter((status) => status !== 200).map((status) => `/healthz answered ${status}`),
      ...asked.filter((status) => status !== 503).map((status) => `a question was answered by ${status}`),
      ...refusals.filter(([said]) => !said.startsWith('refused: 503')).map(([said]) => `a reader was ${said}`),
      ...[noticedMs, backMs].filter((ms) => ms > NOTICED_MS).map((ms) => `/readyz took ${ms} ms to change`),
      ...deathsIn(world),
    ],
  }
}

const statusOf = (url: string, options?: RequestInit): Promise<number> =>
  fetch(url, options).then(
    async (response) => {
      await response.body?.cancel()
      return response.status
    },
    () => 0,
  )

const askInVain = ({ url }: Instance, { user }: World): Promise<number> =>
  statusOf(`${url}/api/chat`, { method: 'POST', headers: user.bearer, body: new URLSearchParams({ message: 'In vain [[fake:tokens=1]]' }) })

/** How long it took until all say so, ms. */
async function untilReadiness(instances: readonly Instance[], wanted: number): Promise<number> {
  const began = Date.now()
  while (Date.now() - began < 2 * NOTICED_MS) {
    const said = await Promise.all(instances.map(({ url }) => statusOf(`${url}/readyz`)))
    if (said.every((status) => status === wanted)) break
    await wait(50)
  }
  return Date.now() - began
}
