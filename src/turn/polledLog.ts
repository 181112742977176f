import type { TurnEvent } from './events.ts'
import { createMemoryLog, type TurnLog } from './log.ts'

/** The text of an answer so far; `closing` when it has ended. */
export type Progress = { content: string; reasoning: string; closing: readonly TurnEvent[] | null }

/**
 * The log of a turn that another process runs, as far as that saves it: read every `everyMs` while somebody watches.
 * `read` answers null when the answer is gone, and may reject: it is asked again.
 */
export function polledLog(opening: TurnEvent, read: () => Promise<Progress | null>, everyMs: number): TurnLog {
  const log = createMemoryLog()
  let known = { content: '', reasoning: '' }
  let watchers = 0
  let timer: NodeJS.Timeout | null = null
  let polling = false
  log.append(opening)

  function grow(kind: 'content' | 'reasoning', text: string): void {
    if (text.length > known[kind].length) log.append({ type: kind, content: text.slice(known[kind].length) })
  }

  async function poll(): Promise<void> {
    if (polling) return
    polling = true
    const progress = await read().catch(() => undefined)
    if (progress === null) log.append({ type: 'error', reason: 'not_found', detail: {} })
    if (progress) {
      grow('reasoning', progress.reasoning)
      grow('content', progress.content)
      known = progress
      for (const event of progress.closing ?? []) log.append(event)
    }
    polling = false
    if (!log.ended && watchers > 0) timer = setTimeout(() => void poll(), everyMs)
  }

  return {
    events: log.events,
    get ended() {
      return log.ended
    },
    watch(listener) {
      const unwatch = log.watch(listener)
      if (++watchers === 1) void poll()
      return () => {
        unwatch()
        if (--watchers === 0 && timer) clearTimeout(timer)
      }
    },
  }
}
