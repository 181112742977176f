import type { RedisClient } from '../kv/redisClient.ts'
import { unpackEvents } from './entries.ts'
import type { Entries, EntriesListener } from './sharedLogs.ts'

/** How long one look waits for news, ms: who comes to follow waits no longer for the next. */
const BLOCK_MS = 100

type Followed = { id: string; afterId: number; listener: EntriesListener }
/** An entry of a stream: its id, then names and values. */
type Reply = [id: string, fields: string[]]

/** Reads the logs of other processes: each whole, or all that are followed by one command that waits for news of any. */
export class RedisLogReader {
  readonly #client: RedisClient
  readonly #waiting: RedisClient
  readonly #keyOf: (id: string) => string
  readonly #followed = new Set<Followed>()
  #running = false

  /** `waiting`: a connection of its own, since a command that waits holds up those behind it */
  constructor(client: RedisClient, waiting: RedisClient, keyOf: (id: string) => string) {
    this.#client = client
    this.#waiting = waiting
    this.#keyOf = keyOf
  }

  async read(id: string): Promise<Entries | null> {
    return joined((await this.#client.xrange(this.#keyOf(id), '-', '+')) as Reply[])
  }

  follow(id: string, afterId: number, listener: EntriesListener): () => void {
    const followed = { id, afterId, listener }
    this.#followed.add(followed)
    if (!this.#running) void this.#run()
    return () => void this.#followed.delete(followed)
  }

  ids(): string[] {
    return [...this.#followed].map(({ id }) => id)
  }

  close(): void {
    this.#followed.clear()
    this.#waiting.disconnect()
  }

  async #run(): Promise<void> {
    this.#running = true
    while (this.#followed.size > 0) {
      const followed = [...this.#followed]
      try {
        this.#deliver(followed, await this.#news(followed))
      } catch {
        for (const one of followed) this.#lose(one)
      }
    }
    this.#running = false
  }

  async #news(followed: readonly Followed[]): Promise<Map<string, Reply[]>> {
    const keys = followed.map(({ id }) => this.#keyOf(id))
    const after = followed.map(({ afterId }) => `${afterId}-0`)
    const reply = (await this.#waiting.xread('BLOCK', BLOCK_MS, 'STREAMS', ...keys, ...after)) as [string, Reply[]][] | null
    return new Map(reply ?? [])
  }

  #deliver(followed: readonly Followed[], news: ReadonlyMap<string, Reply[]>): void {
    for (const one of followed) {
      const replies = news.get(this.#keyOf(one.id))
      if (!replies || !this.#followed.has(one)) continue
      const entries = joined(replies)
      if (!entries) {
        this.#lose(one)
        continue
      }
      one.afterId = entries.firstId + entries.events.length - 1
      one.listener.more(entries)
    }
  }

  #lose(one: Followed): void {
    if (this.#followed.delete(one)) one.listener.lost()
  }
}

/** Entries of a stream as one run of events; null without any, or where one is missing between them. */
function joined(replies: readonly Reply[]): Entries | null {
  const parts = replies.map(([, [, first = '', , packed = '[]']]) => ({ firstId: Number(first), events: unpackEvents(packed) }))
  const [head] = parts
  if (!head) return null
  const events = []
  for (const part of parts) {
    if (part.firstId !== head.firstId + events.length) return null
    events.push(...part.events)
  }
  return { firstId: head.firstId, events }
}
