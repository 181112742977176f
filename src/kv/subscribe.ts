import type { Kv } from './kv.ts'

const RETRY_MS = 2_000

/** Subscribes, as often as it takes: a store that is away at first is heard when it comes. Returns how to stop. */
export function subscribeForGood(kv: Kv, channel: string, listener: (message: string) => void): () => void {
  let leave: (() => Promise<void>) | null = null
  let stopped = false

  async function attempt(): Promise<void> {
    try {
      leave = await kv.subscribe(channel, listener)
      if (stopped) await leave()
    } catch {
      if (!stopped) setTimeout(() => void attempt(), RETRY_MS).unref()
    }
  }

  void attempt()
  return () => {
    stopped = true
    void leave?.().catch(() => {})
  }
}
