import { setTimeout as wait } from 'node:timers/promises'
import { ObjectClient, TextClient } from './clients/bare.ts'
import { type Client, type Surroundings } from './clients/client.ts'
import { Connections } from './clients/connections.ts'
import { Asker, EventClient } from './clients/events.ts'
import { PageClient } from './clients/page.ts'
import { Turn, type TurnShape } from './turn.ts'
import type { Random } from './world/random.ts'
import type { World } from './world/world.ts'

/** latest that somebody comes to an answer that is being written, ms */
const LATE_MS = 2_500
/** who reads along, and how often of all */
const READERS = [EventClient, EventClient, TextClient, ObjectClient, PageClient, PageClient]

/** Turns that are asked and read until all of them have ended. */
export type Crowd = {
  turns: readonly Turn[]
  around: Surroundings
  /** turns that somebody still waits for */
  readonly running: number
  /** Asks one more question, with up to `readers` who read along. */
  start(shape: TurnShape, readers: number): Turn
  /** What was answered in place of a stream, and how often. */
  refusals(): (readonly [string, number])[]
  /** Resolves when nobody waits any more. */
  ended(): Promise<void>
}

export function gather({ instances, user }: World, random: Random, signal: AbortSignal): Crowd {
  const around: Surroundings = { instances, user, connections: new Connections(), random, refusals: new Map(), signal }
  const turns: Turn[] = []
  const waiting = new Set<Promise<void>>()
  let running = 0

  async function joinLater(client: Client): Promise<void> {
    await wait(random.between(0, LATE_MS))
    await client.run()
  }

  async function follow(turn: Turn, asker: Asker, readers: Client[]): Promise<void> {
    const asking = asker.run()
    await Promise.race([turn.known, asking])
    await Promise.all([asking, ...readers.map(joinLater)])
    running--
  }

  return {
    turns,
    around,
    get running() {
      return running
    },
    start(shape, most) {
      const turn = new Turn(random.seed, turns.length, shape)
      const asker = new Asker(turn, around)
      const readers = Array.from({ length: random.between(0, most) }, () => new (random.pick(READERS))(turn, around))
      turns.push(turn)
      turn.clients.push(asker, ...readers)
      running++
      const following = follow(turn, asker, readers).finally(() => waiting.delete(following))
      waiting.add(following)
      return turn
    },
    refusals: () => [...around.refusals].map(([said, times]) => [`refused: ${said}`, times] as const),
    async ended() {
      while (waiting.size > 0) await Promise.all(waiting)
    },
  }
}
