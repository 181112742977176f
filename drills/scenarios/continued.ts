import { setTimeout as wait } from 'node:timers/promises'
import { textOf } from '../../src/test/upstream/texts.ts'
import type { Report } from '../report.ts'
import { createRandom } from '../world/random.ts'
import { deathsIn, type World } from '../world/world.ts'
import { begin, told, until } from './asking.ts'

export type ContinuedOptions = { seed: number; turns: number }

/** how long the other server may take to find out that nobody writes these answers */
const FOUND_OUT_MS = 60_000
/** for what the first writer still has to save when all has ended */
const LAST_WORDS_MS = 3_000

/**
 * A server hangs, the other ends its answers, and they are gone on with while it wakes up: half of them at the other, half at itself,
 * where their first turns still run. What those have to say changes nothing any more.
 */
export async function continued(world: World, { seed, turns }: ContinuedOptions): Promise<Report> {
  const random = createRandom(seed)
  const [first, second] = world.instances as [World['instances'][0], World['instances'][0]]
  const asked = await Promise.all(
    Array.from({ length: turns }, async (_, i) => {
      const tokens = random.between(150, 450)
      const message = `Continued ${seed}, ${i} [[fake:text=numbers&tokens=${tokens}&tps=15]]`
      return { ...(await begin(first, world, '/api/chat', { message })), wanted: textOf('numbers', tokens) }
    }),
  )
  await wait(2_500)
  first.freeze()
  const recordOf = async (id: string) => (await world.records.answers()).find((answer) => answer.id === id)
  const allHaveEnded = async () => (await world.records.answers()).every(({ status }) => status !== 'streaming')
  const foundOutMs = await until(allHaveEnded, FOUND_OUT_MS)
  const kept = await Promise.all(asked.map(async ({ messageId }) => (await recordOf(messageId))?.content ?? ''))
  const goOn = (i: number) => begin(i % 2 === 0 ? first : second, world, `/api/messages/${asked[i]!.messageId}/continue`, {})
  const continuing = asked.map((_, i) => goOn(i))
  await wait(500)
  first.thaw()
  const heard = await Promise.all(continuing.map(async (reading) => told(await reading)))
  await wait(LAST_WORDS_MS)
  const usage = await world.records.usage()
  const faults = await Promise.all(
    asked.map(async ({ messageId, wanted }, i) => {
      const whole = kept[i]! + wanted
      const [saved, reader] = [await recordOf(messageId), heard[i]!]
      const calls = usage.filter((row) => row.messageId === messageId)
      const said = calls.map(({ status, settled }) => `${status}${settled ? '' : ' (open)'}`).toSorted()
      return [
        ...(saved?.status === 'complete' && saved.content === whole
          ? []
          : [`saved: ${saved?.status}, ${saved?.content.length} of ${whole.length}`]),
        ...(reader.ending === 'complete' && reader.content === whole
          ? []
          : [`told: ${reader.ending}, ${reader.content.length} of ${whole.length}`]),
        ...(said.join() === 'complete,interrupted' ? [] : [`usage: ${said.join()}`]),
      ].map((fault) => `answer ${i}, continued at ${i % 2 === 0 ? 'its first server' : 'the other'}: ${fault}`)
    }),
  )
  const calls = (await world.upstream.calls()).length
  return {
    counts: [
      ['answers', turns],
      ['ended by the other after, ms', foundOutMs],
      ['characters kept', kept.reduce((sum, { length }) => sum + length, 0)],
      ['upstream calls', calls],
    ],
    violations: [...faults.flat(), ...(calls === 2 * turns ? [] : [`${calls} upstream calls`]), ...deathsIn(world)],
  }
}
