import type { TurnEvent } from './events.ts'
import type { TurnLog } from './log.ts'

/** Ids of events that were made anew from the database lie above this: they mean nothing in the log that they were made from. */
export const MADE_ANEW = 1_000_000_000

/** How far apart the ids of two turns of one answer are (it may be gone on with): more than any log has entries. */
export const ID_SPAN = 10_000_000
/** after so many the ids begin again */
const TURNS = MADE_ANEW / ID_SPAN - 1

/** The first id of the n-th turn of an answer, counted from 1. */
export const firstIdOf = (turn: number): number => ((turn - 1) % TURNS) * ID_SPAN + 1

/** The turn that an id is of. */
export const turnOf = (id: number): number => Math.floor((id - 1) / ID_SPAN) + 1

/**
 * A place in a log, from which a follower reads on. Where what it has read is not what the log says any more, it begins
 * again: the first event then says `restarted`, and what the follower had before is to be dropped.
 */
export class Cursor {
  readonly #log: TurnLog
  #events: readonly TurnEvent[]
  /** index of the next entry */
  #place = 0
  /** how many entries the follower has under the ids of the process that runs the turn */
  #relied = 0
  #restarted = false
  /** id of the entry that was read last */
  id = 0

  /** `lastEventId`: what the follower has read before, from this log or another of the same answer; 0: nothing. */
  constructor(log: TurnLog, lastEventId = 0) {
    this.#log = log
    this.#events = log.events
    if (lastEventId === 0) return
    const place = lastEventId - log.firstId + 1
    if (lastEventId >= MADE_ANEW || place <= 0 || place >= ID_SPAN) this.#restarted = true
    else this.#place = this.#relied = place
    this.#stayBeforeEnd()
  }

  /** The next entry; undefined where there is none yet. */
  next(): TurnEvent | undefined {
    if (this.#isLost()) this.#restart()
    if (this.#place > this.#events.length) this.#stayBeforeEnd()
    const event = this.#events[this.#place]
    if (event === undefined) return undefined
    const isExact = this.#place < this.#log.exact
    this.id = (isExact ? 0 : MADE_ANEW) + this.#log.firstId + this.#place
    this.#place++
    if (isExact) this.#relied = this.#place
    return this.#restarted && this.#place === 1 && event.type === 'session_id' ? { ...event, restarted: true } : event
  }

  /** There is something to be read now. */
  get hasMore(): boolean {
    return this.#isLost() || this.#place < this.#events.length
  }

  /** Nothing will come after what was read. */
  get ended(): boolean {
    return this.#log.ended && !this.#isLost() && this.#place === this.#events.length
  }

  /** Who has it all is told the end once more: a stream that says nothing would be asked for again. */
  #stayBeforeEnd(): void {
    if (this.#log.ended && !this.#isLost()) this.#place = Math.min(this.#place, this.#events.length - 1)
  }

  #isLost(): boolean {
    return this.#log.events !== this.#events || this.#relied > this.#log.exact
  }

  #restart(): void {
    this.#events = this.#log.events
    this.#place = 0
    this.#relied = 0
    this.#restarted = true
  }
}
