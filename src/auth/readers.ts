import type { Logger } from '../log.ts'
import type { SignedIn } from '../web/context.ts'
import type { Reader } from '../web/sse.ts'

/** So many streams of one reader are kept: tabs and devices enough for anybody. */
export const MOST_STREAMS = 10

/** how often the database is asked who may still read, ms: with the time that it takes, a stream ends within five seconds */
const CHECK_MS = 3_000

/** By what right somebody reads. It may end while he does. */
export type Access = Pick<SignedIn, 'id' | 'epoch' | 'sessionId' | 'tokenId'>

/** Which of these accesses still stand. */
export type FindStanding = (accesses: readonly Access[]) => Promise<(access: Access) => boolean>

export type Readers = {
  /** Who reads a stream. `countedAs`: where the number of a reader's streams is bounded, by what name they are counted. */
  of(access: Access, countedAs: string | null): Reader
  /** A session has ended: so do its streams, at once. */
  endSession(idHash: string): void
  /** A user has changed: of his streams those end that he may not read any more. */
  recheck(userId: string): void
  /** How many streams are read. */
  readonly size: number
}

type Stream = { access: Access; cutOff: () => void }

/**
 * Who reads streams in this process, and by what right. One question for all of them, again and again, finds out whose right has
 * ended elsewhere: no message has to reach every process for that.
 */
export function createReaders({ findStanding, log }: { findStanding: FindStanding; log: Logger }): Readers {
  const streams = new Set<Stream>()
  const counted = new Map<string, Set<Stream>>()
  let timer: NodeJS.Timeout | null = null
  let isBlind = false

  /** What begins while the answer is on its way was not asked about. */
  async function check(asked: readonly Stream[]): Promise<void> {
    if (asked.length === 0) return
    try {
      const stands = await findStanding(asked.map(({ access }) => access))
      for (const { access, cutOff } of asked) if (!stands(access)) cutOff()
      isBlind = false
    } catch (error) {
      if (!isBlind) log.warn({ err: error }, 'who may still read cannot be told: streams go on until the database answers')
      isBlind = true
    }
  }

  let checking = false
  async function checkAll(): Promise<void> {
    if (checking) return
    checking = true
    await check([...streams])
    checking = false
  }

  function count(name: string, stream: Stream): () => void {
    const own = counted.get(name) ?? new Set()
    counted.set(name, own.add(stream))
    const [oldest] = own
    if (own.size > MOST_STREAMS) oldest?.cutOff()
    return () => {
      own.delete(stream)
      if (own.size === 0 && counted.get(name) === own) counted.delete(name)
    }
  }

  function enter(stream: Stream, countedAs: string | null): () => void {
    streams.add(stream)
    timer ??= setInterval(() => void checkAll(), CHECK_MS).unref()
    const uncount = countedAs === null ? null : count(countedAs, stream)
    return () => {
      uncount?.()
      streams.delete(stream)
      if (streams.size > 0 || timer === null) return
      clearInterval(timer)
      timer = null
    }
  }

  const readBy = (mine: (access: Access) => boolean): Stream[] => [...streams].filter(({ access }) => mine(access))

  return {
    of: (access, countedAs) => ({ enter: (cutOff) => enter({ access, cutOff }, countedAs) }),
    endSession(idHash) {
      for (const { cutOff } of readBy(({ sessionId }) => sessionId === idHash)) cutOff()
    },
    recheck: (userId) => void check(readBy(({ id }) => id === userId)),
    get size() {
      return streams.size
    },
  }
}
