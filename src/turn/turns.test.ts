import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { AppError } from '../errors.ts'
import type { CallOutcome, OnDelta } from '../llm/llm.ts'
import { silentLog } from '../log.ts'
import { lastEvent, type TurnEvent } from './events.ts'
import { untilEnded } from './log.ts'
import type { Begun, Settlement, Snapshot } from './turn.ts'
import { createTurns } from './turns.ts'

const outcome: CallOutcome = {
  httpStatus: 200,
  ttftMs: 1,
  durationMs: 2,
  bytesIn: 3,
  bytesOut: 4,
  usage: null,
  finishReason: 'stop',
  model: null,
}
const usage: TurnEvent = { type: 'session_title', title: 'saved' }

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Turns whose upstream is played by hand. */
const saved = (settlement: Settlement) => Promise.resolve([usage, lastEvent(settlement)])

function setup(settle: (settlement: Settlement) => Promise<readonly TurnEvent[]> = saved) {
  const snapshots: Snapshot[][] = []
  const settled: Settlement[] = []
  const checkpoint = vi.fn((taken: readonly Snapshot[]) => {
    snapshots.push([...taken])
    return Promise.resolve<string[]>([])
  })
  const touch = vi.fn(() => Promise.resolve())
  const stopsAskedFor = vi.fn<() => Promise<string[]>>().mockResolvedValue([])
  const turns = createTurns({ checkpoint, touch, stopsAskedFor, log: silentLog(), now: Date.now })
  const play = (id = 'a', begun?: Begun) => {
    const call = Promise.withResolvers<CallOutcome>()
    let send: OnDelta = () => {}
    const turn = turns.start({
      id,
      writer: `writer of ${id}`,
      userId: 'u',
      opening: [],
      ...(begun ? { begun } : {}),
      work(onDelta, signal) {
        send = onDelta
        signal.addEventListener('abort', () => call.reject(new Error('aborted')))
        return call.promise
      },
      settle(settlement) {
        settled.push(settlement)
        return settle(settlement)
      },
    })
    return { turn, send: (text: string) => send('content', text), think: (text: string) => send('reasoning', text), ...call }
  }
  return { turns, play, snapshots, settled, checkpoint, touch, stopsAskedFor }
}

describe('a turn', () => {
  it('goes on when nobody follows, and ends with what was saved and the end', async () => {
    const { play, settled } = setup()
    const { turn, send, resolve } = play()
    send('Hel')
    send('lo')
    resolve(outcome)
    await untilEnded(turn.log)
    expect(settled).toMatchObject([{ id: 'a', content: 'Hello', status: 'complete', finishReason: 'stop' }])
    expect(turn.log.events).toEqual([
      { type: 'content', content: 'Hel' },
      { type: 'content', content: 'lo' },
      usage,
      { type: 'done', finish_reason: 'stop', status: 'complete' },
    ])
  })

  it('goes on with an answer: followers get its text first, and what is new is told apart', async () => {
    const { play, settled } = setup()
    const { turn, send, resolve } = play('a', { content: 'Hel', reasoning: 'Hm', reasoningMs: 7 })
    send('lo')
    resolve(outcome)
    await untilEnded(turn.log)
    expect(settled).toMatchObject([
      { content: 'Hello', reasoning: 'Hm', reasoningMs: 7, written: { content: 'lo', reasoning: '' }, status: 'complete' },
    ])
    expect(turn.log.events.slice(0, 3)).toEqual([
      { type: 'reasoning', content: 'Hm' },
      { type: 'content', content: 'Hel' },
      { type: 'content', content: 'lo' },
    ])
  })

  it('keeps what came before a stop, and says so', async () => {
    const { turns, play, settled } = setup()
    const { turn, send } = play()
    send('part')
    expect(turns.stop('a', 'user')).toBe(true)
    await untilEnded(turn.log)
    expect(settled).toMatchObject([{ content: 'part', status: 'stopped', finishReason: 'stopped', failure: null }])
    expect(turns.stop('a', 'user')).toBe(false)
  })

  it('keeps what came before a failure, with its reason', async () => {
    const { play, settled } = setup()
    const { turn, send, reject } = play()
    send('part')
    reject(new AppError('upstream_timeout'))
    await untilEnded(turn.log)
    expect(settled).toMatchObject([{ content: 'part', status: 'failed', failure: { reason: 'upstream_timeout' } }])
    expect(turn.log.events.at(-1)).toEqual({ type: 'error', reason: 'upstream_timeout', detail: {} })
  })

  it('shows nothing of an unexpected error', async () => {
    const { play } = setup()
    const { turn, reject } = play()
    reject(new TypeError('secret detail'))
    await untilEnded(turn.log)
    expect(turn.log.events.at(-1)).toEqual({ type: 'error', reason: 'internal', detail: {} })
  })

  it('measures how long it thought before it answered', async () => {
    const { play, settled } = setup()
    const { turn, think, send, resolve } = play()
    think('hm')
    await vi.advanceTimersByTimeAsync(1_500)
    send('yes')
    resolve(outcome)
    await untilEnded(turn.log)
    expect(settled).toMatchObject([{ reasoning: 'hm', reasoningMs: 1_500 }])
  })

  it('that is gone on with while it still runs here ends, and leaves the next one alone', async () => {
    const { turns, play, snapshots } = setup()
    const first = play()
    first.send('half ')
    const second = play('a', { content: 'half ', reasoning: '', reasoningMs: null })
    await untilEnded(first.turn.log)
    expect(first.turn.log.events.at(-1)).toMatchObject({ status: 'interrupted' })
    expect([turns.find('a'), turns.running]).toEqual([second.turn, 1])
    second.send('and half')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(snapshots.at(-1)).toMatchObject([{ content: 'half and half' }])
    second.resolve(outcome)
    await untilEnded(second.turn.log)
    expect(turns.running).toBe(0)
  })

  it('can be followed for a while after its end, and then not from its log', async () => {
    const { turns, play } = setup()
    const { turn, resolve } = play()
    resolve(outcome)
    await untilEnded(turn.log)
    expect(turns.find('a')).toBe(turn)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(turns.find('a')).toBeNull()
  })
})

describe('what is saved while turns run', () => {
  it('is the text of all that grew, once a second, in one go', async () => {
    const { play, snapshots } = setup()
    const a = play('a')
    const b = play('b')
    play('silent')
    a.send('1')
    b.send('2')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(snapshots).toMatchObject([
      [
        { id: 'a', content: '1' },
        { id: 'b', content: '2' },
      ],
    ])
    await vi.advanceTimersByTimeAsync(5_000)
    expect(snapshots).toHaveLength(1)
  })

  it('shows the others that it is written, also while it does not grow', async () => {
    const { play, touch } = setup()
    const { resolve } = play()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(touch.mock.calls.length).toBeGreaterThanOrEqual(2)
    resolve(outcome)
    await vi.advanceTimersByTimeAsync(1_000)
    const before = touch.mock.calls.length
    await vi.advanceTimersByTimeAsync(60_000)
    expect(touch).toHaveBeenCalledTimes(before)
  })

  it('that somebody else has ended costs no more', async () => {
    const { play, settled, checkpoint } = setup()
    checkpoint.mockResolvedValueOnce(['writer of a'])
    const { turn, send } = play()
    send('taken over')
    await vi.advanceTimersByTimeAsync(1_000)
    await untilEnded(turn.log)
    expect(settled).toMatchObject([{ content: 'taken over', status: 'interrupted' }])
  })

  it('is tried again when it failed', async () => {
    const { play, checkpoint, snapshots } = setup()
    checkpoint.mockRejectedValueOnce(new Error('database away'))
    play().send('kept')
    await vi.advanceTimersByTimeAsync(2_000)
    expect(snapshots).toMatchObject([[{ content: 'kept' }]])
  })

  it('is settled later when the database comes back', async () => {
    let away = 3
    const { play } = setup((settlement) => (away-- > 0 ? Promise.reject(new Error('away')) : saved(settlement)))
    const { turn, resolve } = play()
    resolve(outcome)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(turn.log.events).toEqual([usage, { type: 'done', finish_reason: 'stop', status: 'complete' }])
  })

  it('is said to be not saved when the database stays away', async () => {
    const { play } = setup(() => Promise.reject(new Error('away')))
    const { turn, send, resolve } = play()
    send('still here')
    resolve(outcome)
    await vi.advanceTimersByTimeAsync(40_000)
    expect(turn.log.events.at(-1)).toEqual({ type: 'error', reason: 'not_saved', detail: {} })
  })

  it('is not said to be unsaved because the process slept while it was saved', async () => {
    let hangs = true
    const { play } = setup((settlement) => (hangs ? new Promise(() => {}) : saved(settlement)))
    const { turn, resolve } = play()
    resolve(outcome)
    await vi.advanceTimersByTimeAsync(0)
    vi.setSystemTime(Date.now() + 32_000)
    hangs = false
    await vi.advanceTimersByTimeAsync(11_000)
    expect(turn.log.events.at(-1)).toMatchObject({ type: 'done', status: 'complete' })
  })

  it('is known to be lost when the database stays away for good', async () => {
    const { turns, play } = setup(() => Promise.reject(new Error('away')))
    play().resolve(outcome)
    await vi.advanceTimersByTimeAsync(120_000)
    expect(turns.lost('a')).toBe(false)
    await vi.advanceTimersByTimeAsync(600_000)
    expect([turns.holds('a'), turns.lost('a'), turns.lost('b')]).toEqual([false, true, false])
  })

  it('is saved after all when the database comes back later', async () => {
    let away = true
    const { turns, play, settled } = setup((settlement) => (away ? Promise.reject(new Error('away')) : saved(settlement)))
    const { send, resolve } = play()
    send('still here')
    resolve(outcome)
    await vi.advanceTimersByTimeAsync(120_000)
    expect([turns.running, turns.find('a'), turns.holds('a')]).toEqual([0, null, true])
    away = false
    await vi.advanceTimersByTimeAsync(5_000)
    expect([turns.holds('a'), turns.lost('a')]).toEqual([false, false])
    expect(settled.at(-1)).toMatchObject({ content: 'still here', status: 'complete' })
  })

  it('is tried again when the database hangs', async () => {
    let hangs = true
    const { play } = setup((settlement) => (hangs ? new Promise(() => {}) : saved(settlement)))
    const { turn, resolve } = play()
    resolve(outcome)
    await vi.advanceTimersByTimeAsync(5_000)
    hangs = false
    await vi.advanceTimersByTimeAsync(6_000)
    expect(turn.log.events.at(-1)).toEqual({ type: 'done', finish_reason: 'stop', status: 'complete' })
  })
})

describe('a stop that another process asks for', () => {
  it('is found with the next checkpoint', async () => {
    const { turns, play, settled, stopsAskedFor } = setup()
    const { turn, send } = play()
    send('so far')
    expect(turns.running).toBe(1)
    stopsAskedFor.mockResolvedValue(['a', 'unknown'])
    await vi.advanceTimersByTimeAsync(1_000)
    await untilEnded(turn.log)
    expect(settled).toMatchObject([{ content: 'so far', status: 'stopped' }])
    await vi.advanceTimersByTimeAsync(10_000)
    expect(stopsAskedFor).toHaveBeenCalledTimes(1)
  })
})

describe('draining', () => {
  it('lets answers end in time and interrupts the rest', async () => {
    const { turns, play, settled } = setup()
    const quick = play('quick')
    const slow = play('slow')
    slow.send('so far')
    const drained = turns.drain(25_000)
    quick.resolve(outcome)
    await vi.advanceTimersByTimeAsync(25_000)
    await drained
    expect(settled.map(({ id, status }) => [id, status])).toEqual([
      ['quick', 'complete'],
      ['slow', 'interrupted'],
    ])
    expect(turns.running).toBe(0)
  })

  it('does not wait for long for a database that is away', async () => {
    const { turns, play } = setup(() => Promise.reject(new Error('away')))
    const { turn, send } = play()
    send('so far')
    let drained = false
    void turns.drain(25_000).then(() => (drained = true))
    await vi.advanceTimersByTimeAsync(30_000)
    expect(drained).toBe(true)
    expect(turn.log.events.at(-1)).toEqual({ type: 'error', reason: 'not_saved', detail: {} })
  })
})

describe('followers', () => {
  it('are woken once for deltas that come together', async () => {
    const { play } = setup()
    const { turn, send } = play()
    const woken = vi.fn()
    const unwatch = turn.log.watch(woken)
    send('a')
    send('b')
    await Promise.resolve()
    expect(woken).toHaveBeenCalledTimes(1)
    unwatch()
    send('c')
    await Promise.resolve()
    expect(woken).toHaveBeenCalledTimes(1)
  })
})
