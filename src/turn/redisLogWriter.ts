import type { RedisClient } from '../kv/redisClient.ts'
import { packEvents } from './entries.ts'
import type { TurnLog } from './log.ts'

/** ms from an event to its writing: while somebody elsewhere follows, and while nobody does */
const FOLLOWED_MS = 25
const ALONE_MS = 250
/** for so long a log counts as followed after it was said to be */
const FOLLOWED_FOR_MS = 15_000
/** how long a log stays after it was written to; renewed once a minute */
const KEEP_MS = 600_000
const RENEW_MS = 60_000
/** how long the end of a log is tried to be written; after that it is in the database alone */
const END_MS = 30_000
const LONGEST_MS = 4_000
/** logs in one round trip */
const AT_ONCE = 200

type Shared = {
  id: string
  log: TurnLog
  unwatch: () => void
  /** entries that are written */
  written: number
  /** what is there is not known, or was lost: all is written again */
  anew: boolean
  dueAt: number
  followedUntil: number
  renewAt: number
  endedAt: number | null
  /** how often in a row it could not be written */
  failures: number
}

/**
 * Writes the logs of this process into streams, one each: an entry holds what came since the last, under the id of its last event.
 * Many logs go in one round trip. What could not be written is written again from its beginning.
 */
export class RedisLogWriter {
  readonly #client: RedisClient
  readonly #keyOf: (id: string) => string
  readonly #now: () => number
  readonly #shared = new Map<string, Shared>()
  #timer: NodeJS.Timeout | null = null
  #timerAt = Infinity
  #writing = false

  constructor(client: RedisClient, keyOf: (id: string) => string, now: () => number) {
    this.#client = client
    this.#keyOf = keyOf
    this.#now = now
    client.on('ready', () => this.#writeAllAnew())
  }

  share(id: string, log: TurnLog): void {
    this.#shared.get(id)?.unwatch()
    const unwatch = log.watch(() => this.#want(entry))
    const entry: Shared = {
      id,
      log,
      unwatch,
      written: 0,
      anew: true,
      dueAt: Infinity,
      followedUntil: 0,
      renewAt: 0,
      endedAt: null,
      failures: 0,
    }
    this.#shared.set(id, entry)
    // at once, so that a reader who turns up elsewhere finds it
    entry.dueAt = this.#now()
    this.#wakeAt(entry.dueAt)
  }

  /** Somebody follows these logs from elsewhere. */
  hurry(ids: readonly string[]): void {
    for (const id of ids) {
      const entry = this.#shared.get(id)
      if (!entry) continue
      entry.followedUntil = this.#now() + FOLLOWED_FOR_MS
      if (entry.written < entry.log.events.length) this.#want(entry, 0)
    }
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer)
    for (const { unwatch } of this.#shared.values()) unwatch()
    this.#shared.clear()
  }

  /** Writes everything that waits, now. */
  async flush(): Promise<void> {
    const waiting = [...this.#shared.values()].filter(({ dueAt }) => dueAt !== Infinity)
    for (const entry of waiting) entry.dueAt = Infinity
    for (let from = 0; from < waiting.length; from += AT_ONCE) await this.#writeEntries(waiting.slice(from, from + AT_ONCE), this.#now())
  }

  #want(entry: Shared, ms = this.#delayOf(entry)): void {
    const at = this.#now() + ms
    if (at >= entry.dueAt) return
    entry.dueAt = at
    this.#wakeAt(at)
  }

  #delayOf({ log, followedUntil }: Shared): number {
    return log.ended || followedUntil > this.#now() ? FOLLOWED_MS : ALONE_MS
  }

  #wakeAt(at: number): void {
    if (at >= this.#timerAt) return
    if (this.#timer) clearTimeout(this.#timer)
    this.#timerAt = at
    this.#timer = setTimeout(() => void this.#write(), Math.max(0, at - this.#now())).unref()
  }

  async #write(): Promise<void> {
    // the clock may have been set back since
    const now = Math.max(this.#timerAt, this.#now())
    this.#timer = null
    this.#timerAt = Infinity
    if (this.#writing) return
    this.#writing = true
    const due = [...this.#shared.values()].filter(({ dueAt }) => dueAt <= now).slice(0, AT_ONCE)
    for (const entry of due) entry.dueAt = Infinity
    try {
      await this.#writeEntries(due, now)
    } finally {
      this.#writing = false
    }
    for (const { dueAt } of this.#shared.values()) this.#wakeAt(dueAt)
  }

  async #writeEntries(due: readonly Shared[], now: number): Promise<void> {
    if (due.length === 0) return
    if (this.#client.status !== 'ready') return this.#fail(due)
    const pipeline = this.#client.pipeline()
    const parts = due.map((entry) => {
      const first = pipeline.length
      return { entry, first, written: this.#add(pipeline, entry, now), end: pipeline.length }
    })
    const results = (await pipeline.exec().catch(() => null)) ?? []
    for (const { entry, first, written, end } of parts) {
      const own = results.slice(first, end)
      if (own.length === end - first && own.every(([error]) => error === null)) this.#wrote(entry, written)
      else this.#fail([entry])
    }
  }

  /** The commands for one log; answers how many entries are written when they have gone through. */
  #add(pipeline: ReturnType<RedisClient['pipeline']>, entry: Shared, now: number): number {
    const { log, anew } = entry
    const key = this.#keyOf(entry.id)
    const from = anew ? 0 : entry.written
    const events = log.events.slice(from)
    // all or nothing: a store that is full would take the old log away and refuse the new one
    if (anew) pipeline.call('MULTI').del(key)
    if (events.length > 0) pipeline.xadd(key, `${log.firstId + log.events.length - 1}-0`, 'f', log.firstId + from, 'e', packEvents(events))
    if (anew) pipeline.call('EXEC')
    if (anew || log.ended || entry.renewAt <= now) {
      pipeline.pexpire(key, KEEP_MS)
      entry.renewAt = now + RENEW_MS
    }
    return log.events.length
  }

  #wrote(entry: Shared, written: number): void {
    entry.written = written
    entry.anew = false
    entry.failures = 0
    if (entry.log.ended && written === entry.log.events.length) this.#forget(entry)
  }

  #fail(due: readonly Shared[]): void {
    const now = this.#now()
    for (const entry of due) {
      entry.anew = true
      // all of a log is much to send to a store that is full or slow
      entry.dueAt = now + Math.min(ALONE_MS * 2 ** entry.failures++, LONGEST_MS)
      if (entry.log.ended) entry.endedAt ??= now
      if (entry.endedAt !== null && now - entry.endedAt > END_MS) this.#forget(entry)
    }
  }

  #forget(entry: Shared): void {
    entry.unwatch()
    if (this.#shared.get(entry.id) === entry) this.#shared.delete(entry.id)
  }

  /** A store that was away may have lost what it held. */
  #writeAllAnew(): void {
    for (const entry of this.#shared.values()) {
      entry.anew = true
      this.#want(entry, FOLLOWED_MS)
    }
  }
}
