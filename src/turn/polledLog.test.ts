import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { TurnEvent } from './events.ts'
import { type Progress, polledLog } from './polledLog.ts'

const opening: TurnEvent = { type: 'session_id', session_id: 's', user_message_id: 'q', message_id: 'a', model: 'm' }
const done: TurnEvent = { type: 'done', finish_reason: 'stop', status: 'complete' }

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('an answer that another process writes', () => {
  it('is followed as far as it is saved, without a gap or a repeat', async () => {
    let progress: Progress = { content: 'one ', reasoning: '', closing: null }
    const log = polledLog(opening, () => Promise.resolve(progress), 1_000)
    log.watch(() => {})
    await vi.advanceTimersByTimeAsync(0)
    progress = { content: 'one two ', reasoning: '', closing: null }
    await vi.advanceTimersByTimeAsync(1_000)
    progress = { content: 'one two three', reasoning: '', closing: [done] }
    await vi.advanceTimersByTimeAsync(1_000)
    expect(log.events.slice(1)).toEqual([
      { type: 'content', content: 'one ' },
      { type: 'content', content: 'two ' },
      { type: 'content', content: 'three' },
      done,
    ])
    expect(log.ended).toBe(true)
  })

  it('is asked for again when the database does not answer, and not while nobody looks', async () => {
    const read = vi.fn<() => Promise<Progress | null>>().mockRejectedValue(new Error('away'))
    const unwatch = polledLog(opening, read, 1_000).watch(() => {})
    await vi.advanceTimersByTimeAsync(2_000)
    expect(read).toHaveBeenCalledTimes(3)
    unwatch()
    await vi.advanceTimersByTimeAsync(5_000)
    expect(read).toHaveBeenCalledTimes(3)
  })

  it('ends when the answer is gone', async () => {
    const log = polledLog(opening, () => Promise.resolve(null), 1_000)
    log.watch(() => {})
    await vi.advanceTimersByTimeAsync(0)
    expect(log.events.at(-1)).toEqual({ type: 'error', reason: 'not_found', detail: {} })
  })
})
