import { setTimeout as wait } from 'node:timers/promises'
import { textOf } from '../../src/test/upstream/texts.ts'
import type { Report } from '../report.ts'
import type { Instance } from '../world/instance.ts'
import { deathsIn, type World } from '../world/world.ts'
import { begin, type Reading, told, until } from './asking.ts'

export type FrozenDatabaseOptions = { turns: number }

const SHORT = 40
/** goes on for longer than a server that is told to end waits */
const LONG = 1_200
/** when an answer is said to be not saved, and how much later that may be told, ms */
const NOT_SAVED_MS = 30_000
const LATER_MS = 15_000
const NOTICED_MS = 5_000
const DRAIN_MS = 30_000
const PATIENCE_MS = 60_000

/**
 * MariaDB hangs: connections stay open and nothing answers. Answers go on from memory, are said to be not saved after half a minute, and
 * are saved when it wakes up. A server that is told to end meanwhile ends in time.
 */
export async function frozenDatabase(world: World, { turns }: FrozenDatabaseOptions): Promise<Report> {
  const instance = world.instances[0]!
  const first = await throughTheFrost(world, instance, turns)
  const second = await endInTheFrost(world, instance)
  return { counts: [...first.counts, ...second.counts], violations: [...first.violations, ...second.violations, ...deathsIn(world)] }
}

async function throughTheFrost(world: World, instance: Instance, turns: number): Promise<Report> {
  const wanted = textOf('numbers', SHORT)
  const asked = await Promise.all(Array.from({ length: turns }, (_, i) => ask(world, instance, `Frozen ${i}`, SHORT)))
  world.services?.mariadb.pause()
  const began = Date.now()
  const noticedMs = await until(async () => (await statusOf(instance, '/readyz')) === 503, PATIENCE_MS)
  const alive = await statusOf(instance, '/healthz')
  const heard = await Promise.all(asked.map(told))
  const toldMs = Date.now() - began
  world.services?.mariadb.resume()
  const backMs = await until(async () => (await statusOf(instance, '/readyz')) === 200, PATIENCE_MS)
  const savedMs = await until(async () => (await savedWhole(world, asked, wanted)) === turns, PATIENCE_MS)
  const usage = (await world.records.usage()).filter(({ status, settled }) => status === 'complete' && settled)
  const again = await told(await ask(world, instance, 'And now?', 5))
  return {
    counts: [
      ['answers', turns],
      ['not ready after, ms', noticedMs],
      ['said to be not saved after, ms', toldMs],
      ['ready again after, ms', backMs],
      ['all saved after, ms', savedMs],
    ],
    violations: [
      ...heard.flatMap(({ content }, i) =>
        content === wanted ? [] : [`reader ${i} has ${content.length} of ${wanted.length} characters`],
      ),
      ...heard.flatMap(({ ending }, i) => (ending === 'unavailable' ? [] : [`reader ${i} was told ${ending}`])),
      ...(alive === 200 ? [] : [`/healthz answered ${alive}`]),
      ...(toldMs >= NOT_SAVED_MS && toldMs < NOT_SAVED_MS + LATER_MS ? [] : [`"not saved" was told after ${toldMs} ms`]),
      ...[noticedMs, backMs].filter((ms) => ms > NOTICED_MS).map((ms) => `/readyz took ${ms} ms to change`),
      ...(savedMs < PATIENCE_MS ? [] : ['not all were saved in the end']),
      ...(usage.length === turns ? [] : [`${usage.length} calls are counted, ${turns} were made`]),
      ...(again.ending === 'complete' ? [] : [`a question after it ended as ${again.ending}`]),
    ],
  }
}

async function endInTheFrost(world: World, instance: Instance): Promise<Report> {
  const { messageId } = await ask(world, instance, 'To be ended', LONG)
  world.services?.mariadb.pause()
  const began = Date.now()
  const code = await instance.stop('SIGTERM')
  const tookMs = Date.now() - began
  world.services?.mariadb.resume()
  await instance.start()
  const statusOfIt = async () => (await world.records.answers()).find(({ id }) => id === messageId)?.status
  await until(async () => (await statusOfIt()) !== 'streaming', PATIENCE_MS)
  const status = await statusOfIt()
  return {
    counts: [
      ['ended after, ms', tookMs],
      ['exit code', String(code)],
    ],
    violations: [
      ...(tookMs <= DRAIN_MS + 1_000 ? [] : [`it took ${tookMs} ms to end`]),
      ...(code === 0 ? [] : [`it ended with ${code}`]),
      ...(status === 'interrupted' ? [] : [`its answer is ${status}`]),
    ],
  }
}

async function ask(world: World, instance: Instance, question: string, tokens: number): Promise<Reading> {
  const reading = await begin(instance, world, '/api/chat', { message: `${question} [[fake:text=numbers&tokens=${tokens}&tps=20]]` })
  // something of it is saved
  await wait(1_000)
  return reading
}

async function savedWhole(world: World, asked: readonly Reading[], wanted: string): Promise<number> {
  const ids = new Set(asked.map(({ messageId }) => messageId))
  const saved = await world.records.answers()
  return saved.filter(({ id, status, content }) => ids.has(id) && status === 'complete' && content === wanted).length
}

const statusOf = ({ url }: Instance, path: string): Promise<number> =>
  fetch(`${url}${path}`).then(
    async (response) => {
      await response.body?.cancel()
      return response.status
    },
    () => 0,
  )
