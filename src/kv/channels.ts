import type { Logger } from '../log.ts'

export type Listener = (message: string) => void

/** Who in this process listens to what. A listener that throws is logged and disturbs nobody else. */
export class Channels {
  readonly #listeners = new Map<string, Set<Listener>>()
  readonly #log: Logger

  constructor(log: Logger) {
    this.#log = log
  }

  names(): string[] {
    return [...this.#listeners.keys()]
  }

  has(channel: string): boolean {
    return this.#listeners.has(channel)
  }

  /** The returned function ends this one subscription, also when the same function listens twice. */
  add(channel: string, listener: Listener): () => void {
    const own: Listener = (message) => listener(message)
    const listeners = this.#listeners.get(channel) ?? new Set()
    this.#listeners.set(channel, listeners.add(own))
    return () => {
      listeners.delete(own)
      if (listeners.size === 0 && this.#listeners.get(channel) === listeners) this.#listeners.delete(channel)
    }
  }

  deliver(channel: string, message: string): void {
    for (const listener of this.#listeners.get(channel) ?? []) {
      try {
        listener(message)
      } catch (error) {
        this.#log.error({ err: error, channel }, 'A listener failed on a message')
      }
    }
  }

  clear(): void {
    this.#listeners.clear()
  }
}
