/** One sliding window: at most `limit` hits in any `windowMs` milliseconds. */
export type Window = { limit: number; windowMs: number }

/** How a hit on a set of windows went. `remaining` and `resetMs` are those of the tightest window. */
export type Verdict = {
  allowed: boolean
  limit: number
  remaining: number
  /** milliseconds until a refused hit would be allowed; 0 when it was allowed */
  retryAfterMs: number
  /** milliseconds until the tightest window is empty again */
  resetMs: number
}

export type SetOptions = {
  ttlMs: number
  /** `new`: only where there is nothing; `existing`: only where there is something (so that what was deleted stays so) */
  only?: 'new' | 'existing'
}

/** What the server keeps outside of its database: in this process, or in Redis for several. */
export interface Kv {
  get(key: string): Promise<string | null>
  /** Reads and, where there is something, starts its ttl anew: one round trip. */
  getAndTouch(key: string, ttlMs: number): Promise<string | null>
  /** False when `only` forbade it. */
  set(key: string, value: string, options: SetOptions): Promise<boolean>
  delete(key: string): Promise<void>
  /**
   * Counts one hit against all windows, atomically: refused by one is counted by none. Without windows everything passes,
   * with `limit` and `remaining` infinite. A key's time never goes back: an earlier `nowMs` counts as its newest hit's.
   */
  hit(key: string, windows: readonly Window[], nowMs: number): Promise<Verdict>
  /** A lease is one owner's until it runs out, is renewed by that owner, or given back by it; `acquire` is false while anyone holds it. */
  acquire(key: string, owner: string, ttlMs: number): Promise<boolean>
  renew(key: string, owner: string, ttlMs: number): Promise<boolean>
  /** Who holds the lease now. */
  holder(key: string): Promise<string | null>
  release(key: string, owner: string): Promise<boolean>
  /**
   * Takes one of `limit` places, or keeps the one that `owner` has, for `ttlMs` by the store's own clock; false while all are taken.
   * Whoever is in for longer enters again in time.
   */
  enter(key: string, owner: string, limit: number, ttlMs: number): Promise<boolean>
  leave(key: string, owner: string): Promise<void>
  publish(channel: string, message: string): Promise<void>
  /** Resolves when the subscription stands; the returned function ends it. */
  subscribe(channel: string, listener: (message: string) => void): Promise<() => Promise<void>>
  /** Rejects when the store cannot be reached. */
  ping(): Promise<void>
  close(): Promise<void>
}
