type Entry<V> = { value: V; expiresMs: number }

/** The share of entries that makes room at once when the map is full, so that a full map stays fast. */
const EVICTED_SHARE = 1 / 16

/** A map whose entries run out, of at most `maxEntries`: when it is full those go that would run out first. */
export class ExpiringMap<V> {
  readonly #entries = new Map<string, Entry<V>>()
  readonly #now: () => number
  readonly #maxEntries: number

  constructor(now: () => number, maxEntries: number) {
    this.#now = now
    this.#maxEntries = maxEntries
  }

  get size(): number {
    return this.#entries.size
  }

  get(key: string): V | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined) return undefined
    if (entry.expiresMs > this.#now()) return entry.value
    this.#entries.delete(key)
    return undefined
  }

  set(key: string, value: V, ttlMs: number): void {
    if (this.#entries.size >= this.#maxEntries && !this.#entries.has(key)) this.#makeRoom()
    this.#entries.set(key, { value, expiresMs: this.#now() + ttlMs })
  }

  delete(key: string): void {
    this.#entries.delete(key)
  }

  clear(): void {
    this.#entries.clear()
  }

  sweep(): void {
    this.#deleteUntil(this.#now(), Infinity)
  }

  #makeRoom(): void {
    this.sweep()
    if (this.#entries.size < this.#maxEntries) return
    const count = Math.ceil(this.#maxEntries * EVICTED_SHARE)
    const expiries = new Float64Array(this.#entries.size)
    let i = 0
    for (const { expiresMs } of this.#entries.values()) expiries[i++] = expiresMs
    this.#deleteUntil(expiries.sort()[count - 1] ?? Infinity, count)
  }

  /** Deletes up to `count` entries that run out at `lastMs` or before. */
  #deleteUntil(lastMs: number, count: number): void {
    let left = count
    for (const [key, { expiresMs }] of this.#entries) {
      if (expiresMs > lastMs) continue
      if (left-- <= 0) return
      this.#entries.delete(key)
    }
  }
}
