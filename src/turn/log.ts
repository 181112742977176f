import { isLast, type TurnEvent } from './events.ts'

/** The events of one turn as they come: read from any id by a `Cursor`, watched by any number. */
export interface TurnLog {
  /** grows; where the log is made anew it is another array */
  readonly events: readonly TurnEvent[]
  /** id of the first entry: each further one is one higher */
  readonly firstId: number
  /** so many entries are those of the process that runs the turn, under its ids; the rest was made anew from the database */
  readonly exact: number
  readonly ended: boolean
  /** Calls `listener` after events were added, once for all that came together. Returns how to stop watching. */
  watch(listener: () => void): () => void
}

export interface WritableTurnLog extends TurnLog {
  append(event: TurnEvent): void
}

/**
 * A log in this process. Watchers are called in a microtask: the deltas of one read from the upstream
 * reach a follower as one write.
 */
export function createMemoryLog(firstId = 1): WritableTurnLog {
  const events: TurnEvent[] = []
  const watchers = new Set<() => void>()
  let ended = false
  let waking = false

  const wake = () => {
    waking = false
    for (const watcher of watchers) watcher()
  }

  return {
    events,
    firstId,
    exact: Infinity,
    get ended() {
      return ended
    },
    append(event) {
      if (ended) return
      events.push(event)
      ended = isLast(event)
      if (waking) return
      waking = true
      queueMicrotask(wake)
    },
    watch(listener) {
      const watcher = () => listener()
      watchers.add(watcher)
      return () => void watchers.delete(watcher)
    },
  }
}

/** A log that is over: an answer read back from the database. */
export function endedLog(events: readonly TurnEvent[]): TurnLog {
  return { events, firstId: 1, exact: 0, ended: true, watch: () => () => {} }
}

/** Resolves when the turn has ended, or when `signal` says that nobody waits any more. */
export function untilEnded(log: TurnLog, signal?: AbortSignal): Promise<void> {
  if (log.ended) return Promise.resolve()
  return new Promise((resolve) => {
    const finish = () => {
      unwatch()
      signal?.removeEventListener('abort', finish)
      resolve()
    }
    const unwatch = log.watch(() => log.ended && finish())
    signal?.addEventListener('abort', finish)
  })
}
