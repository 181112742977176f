import { setTimeout as wait } from 'node:timers/promises'
import type { Client } from '../clients/client.ts'
import { EventClient } from '../clients/events.ts'
import { type Crowd, gather } from '../crowd.ts'
import { countsOf, judge } from '../judge.ts'
import type { Limits } from '../limits.ts'
import type { Report } from '../report.ts'
import { createRandom, type Random } from '../world/random.ts'
import { deathsIn, type World } from '../world/world.ts'
import { type Blow, killAndRestart, restartRedis } from './blows.ts'

export type DisconnectsOptions = {
  seed: number
  /** connections that are cut in all */
  cuts: number
  /** turns that run at a time */
  atATime: number
  /** the longest answer, in tokens */
  most: number
  /** how long it goes on cutting, s */
  seconds: number
  limits: Limits
}

/** how long the last answers have after the last cut, s */
const END_SECONDS = 35
/** and those who come later, ms */
const AGAIN_MS = 10_000
/** of ended turns, how many are asked for again */
const ASKED_AGAIN = 40

/**
 * Two servers without sticky sessions, readers that are cut at random and come back anywhere, one server killed in the middle
 * and started again, and Redis killed and started again, empty.
 */
export async function disconnects(world: World, { seed, cuts, atATime, most, seconds, limits }: DisconnectsOptions): Promise<Report> {
  const random = createRandom(seed)
  const patience = new AbortController()
  const crowd = gather(world, random, patience.signal)
  const cutting = cutConnections(world, crowd, random, { cuts, pauseMs: (seconds * 1_000) / cuts, limits })
  const crowding = keepBusy(crowd, random, { atATime, most }, cutting)
  const blow = await cutting
  const timer = setTimeout(() => patience.abort(), END_SECONDS * 1_000)
  await crowding
  await crowd.ended()
  clearTimeout(timer)
  return reportOf(world, crowd, blow)
}

type Business = Pick<DisconnectsOptions, 'atATime' | 'most'>

async function keepBusy(crowd: Crowd, random: Random, { atATime, most }: Business, until: Promise<unknown>): Promise<void> {
  let isOver = false
  void until.finally(() => (isOver = true)).catch(() => {})
  while (!isOver) {
    const shape = { tokens: random.between(20, most), tps: random.between(8, 25), ttft: random.between(0, 1_000) }
    if (crowd.running < atATime) crowd.start(shape, 3)
    else await wait(20)
  }
}

async function cutConnections(
  world: World,
  { around: { connections } }: Crowd,
  random: Random,
  { cuts, pauseMs, limits }: { cuts: number; pauseMs: number; limits: Limits },
): Promise<Blow> {
  const blows: Promise<unknown>[] = []
  let killing: Promise<Blow> | null = null
  let due = performance.now()
  for (let cut = 1; cut <= cuts; cut++) {
    due += random.next() * 2 * pauseMs
    await wait(Math.max(0, due - performance.now()))
    connections.cutOne(random)
    if (cut === Math.round(cuts * 0.35)) blows.push((killing = killAndRestart(random.pick(world.instances), limits)))
    if (cut === Math.round(cuts * 0.7)) blows.push(restartRedis(world))
  }
  await Promise.all(blows)
  return (await killing)!
}

async function reportOf(world: World, crowd: Crowd, { kill, readyMs, faults }: Blow): Promise<Report> {
  const { turns, around } = crowd
  const again = await askAgain(turns.slice(-ASKED_AGAIN), around)
  const { evidence, violations, lostMs } = await judge(turns, world, [kill])
  const clients = turns.flatMap((turn) => turn.clients)
  const ofKind = (kind: string) => clients.filter((client) => client.kind === kind).length
  return {
    counts: [
      ['connections cut', around.connections.cuts],
      ['readers: askers', ofKind('the asker')],
      ['readers: events', ofKind('events') - again],
      ['readers: text', ofKind('text')],
      ['readers: one object', ofKind('object')],
      ['readers: pages', ofKind('page')],
      ['followed again after the end', again],
      ['told to begin anew', clients.reduce((sum, client) => sum + (client instanceof EventClient ? client.restarts : 0), 0)],
      ...countsOf(evidence),
      ['questions sent more than once', turns.filter(({ tries }) => tries > 1).length],
      ['most that the kill cost, ms', lostMs],
      ['ready after the kill, ms', readyMs],
      ...crowd.refusals(),
    ],
    violations: [...violations, ...deathsIn(world), ...faults],
  }
}

/** Everybody who comes after the end gets the same, from every server. */
async function askAgain(turns: Crowd['turns'], around: Crowd['around']): Promise<number> {
  const known = turns.filter(({ messageId }) => messageId !== null)
  const signal = AbortSignal.timeout(AGAIN_MS)
  const readers: Client[] = []
  for (const turn of known)
    for (const instance of around.instances) {
      const reader = new EventClient(turn, { ...around, signal, instances: [instance] })
      turn.clients.push(reader)
      readers.push(reader)
    }
  await Promise.all(readers.map((reader) => reader.run()))
  return readers.length
}
