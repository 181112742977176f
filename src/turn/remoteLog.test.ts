import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Cursor, MADE_ANEW } from './cursor.ts'
import type { TurnEvent } from './events.ts'
import type { Progress } from './progress.ts'
import { createRemoteTurns } from './remoteTurns.ts'
import type { Entries, EntriesListener, SharedLogs } from './sharedLogs.ts'

const opening: TurnEvent = { type: 'session_id', session_id: 's', user_message_id: 'q', message_id: 'a', model: 'm' }
const done: TurnEvent = { type: 'done', finish_reason: 'stop', status: 'complete' }
const interrupted: TurnEvent = { type: 'done', finish_reason: 'interrupted', status: 'interrupted' }
const word = (content: string): TurnEvent => ({ type: 'content', content })
const saved = (content: string, closing: TurnEvent[] | null = null): Progress => ({ content, reasoning: '', closing })

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A store of logs that is played by hand. */
function fakeShared(start: TurnEvent[] | null) {
  let entries: Entries | null = start && { firstId: 1, events: start }
  let away = false
  let listener: EntriesListener | null = null
  const shared: SharedLogs = {
    share: () => {},
    read: () => (away ? Promise.reject(new Error('away')) : Promise.resolve(entries)),
    follow(_, __, given) {
      listener = given
      return () => void (listener = null)
    },
    close: () => Promise.resolve(),
  }
  return {
    shared,
    has: (...events: TurnEvent[]) => void (entries = { firstId: 1, events }),
    hasFrom: (firstId: number, ...events: TurnEvent[]) => void (entries = { firstId, events }),
    more: (firstId: number, ...events: TurnEvent[]) => listener?.more({ firstId, events }),
    isFollowed: () => listener !== null,
    lose() {
      away = true
      listener?.lost()
    },
    back: () => void (away = false),
  }
}

async function setup(start: TurnEvent[] | null, database: Progress | null = saved('')) {
  const store = fakeShared(start)
  const read = vi.fn(() => Promise.resolve(database))
  const remotes = createRemoteTurns(store.shared)
  const log = await remotes.open({ id: 'a', opening, read, progress: database ?? saved('') })
  const heard = vi.fn()
  const unwatch = log.watch(heard)
  await vi.advanceTimersByTimeAsync(0)
  return { store, log, read, heard, unwatch, remotes, database: (progress: Progress | null) => void (database = progress) }
}

const texts = (events: readonly TurnEvent[]) => events.map((event) => (event.type === 'content' ? event.content : event.type))

describe('the log of a turn that another process runs', () => {
  it('says the same under the same ids, and goes on as it does', async () => {
    const { store, log, heard, database } = await setup([opening, word('one')])
    store.more(3, word('two'))
    await vi.advanceTimersByTimeAsync(0)
    expect(heard).toHaveBeenCalled()
    database(saved('one two three', [done]))
    store.more(2, word('one'), word('two'), word('three'), done)
    await vi.advanceTimersByTimeAsync(0)
    expect(texts(log.events)).toEqual(['session_id', 'one', 'two', 'three', 'done'])
    expect(log).toMatchObject({ firstId: 1, exact: Infinity, ended: true })
    expect(store.isFollowed()).toBe(false)
  })

  it('is waited for when it is not there yet', async () => {
    const { store, log } = await setup(null)
    expect(log.events).toEqual([])
    store.has(opening, word('here'))
    await vi.advanceTimersByTimeAsync(300)
    expect(texts(log.events)).toEqual(['session_id', 'here'])
    expect(log.exact).toBe(Infinity)
  })

  it('reads again where something is missing between', async () => {
    const { store, log } = await setup([opening])
    store.has(opening, word('one'), word('two'))
    store.more(3, word('two'))
    await vi.advanceTimersByTimeAsync(0)
    expect(texts(log.events)).toEqual(['session_id', 'one', 'two'])
    expect(store.isFollowed()).toBe(true)
  })

  it('goes on exactly when the store is back within moments', async () => {
    const { store, log, database } = await setup([opening, word('one')])
    store.lose()
    await vi.advanceTimersByTimeAsync(1_000)
    store.back()
    store.has(opening, word('one'), word('two'))
    await vi.advanceTimersByTimeAsync(300)
    database(saved('one two', [done]))
    store.more(4, done)
    await vi.advanceTimersByTimeAsync(0)
    expect(texts(log.events)).toEqual(['session_id', 'one', 'two', 'done'])
    expect(log.exact).toBe(Infinity)
  })

  it('grows as the database does when the store stays away, says so, and repeats nothing', async () => {
    const { store, log, database } = await setup([opening, word('one ')])
    store.lose()
    database(saved('on'))
    await vi.advanceTimersByTimeAsync(5_500)
    expect(texts(log.events)).toEqual(['session_id', 'one ', 'delayed'])
    database(saved('one two '))
    await vi.advanceTimersByTimeAsync(1_000)
    database(saved('one two three', [done]))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(texts(log.events)).toEqual(['session_id', 'one ', 'delayed', 'two ', 'three', 'done'])
    const cursor = new Cursor(log, 2)
    cursor.next()
    expect(cursor.id).toBe(MADE_ANEW + 3)
  })

  it('is live again when the store is back, under the ids that it has gone on with, and repeats nothing', async () => {
    const { store, log, read, database } = await setup([opening, word('one ')])
    store.lose()
    database(saved('one '))
    await vi.advanceTimersByTimeAsync(5_500)
    store.back()
    store.has(opening, word('one '), word('two '), word('three '))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(texts(log.events)).toEqual(['session_id', 'one ', 'delayed', 'two three ', 'in_time'])
    const reads = read.mock.calls.length
    store.more(5, word('four '))
    await vi.advanceTimersByTimeAsync(0)
    expect(texts(log.events).at(-1)).toBe('four ')
    expect(read).toHaveBeenCalledTimes(reads)
    database(saved('one two three four ', [done]))
    store.more(6, done)
    await vi.advanceTimersByTimeAsync(0)
    expect(texts(log.events)).toEqual(['session_id', 'one ', 'delayed', 'two three ', 'in_time', 'four ', 'done'])
    expect(log).toMatchObject({ exact: 2, ended: true })
    expect(store.isFollowed()).toBe(false)
  })

  it('is late again where the store goes a second time, and waits where it has less than was shown', async () => {
    const { store, log, database } = await setup([opening, word('one ')])
    store.lose()
    await vi.advanceTimersByTimeAsync(5_500)
    store.back()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(store.isFollowed()).toBe(true)
    store.lose()
    database(saved('one two '))
    await vi.advanceTimersByTimeAsync(1_000)
    store.back()
    await vi.advanceTimersByTimeAsync(2_000)
    expect(store.isFollowed()).toBe(false)
    database(saved('one two three', [done]))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(texts(log.events)).toEqual(['session_id', 'one ', 'delayed', 'in_time', 'delayed', 'two ', 'three', 'done'])
  })

  it('ends as the database says when its process died, with what was saved beyond', async () => {
    const { log, database } = await setup([opening, word('one ')])
    database(saved('one two', [interrupted]))
    await vi.advanceTimersByTimeAsync(2_100)
    expect(texts(log.events)).toEqual(['session_id', 'one ', 'two', 'done'])
    expect(log.exact).toBe(2)
  })

  it('begins again when less was saved than was shown', async () => {
    const { log, database } = await setup([opening, word('one '), word('two')])
    const cursor = new Cursor(log)
    while (cursor.next()) continue
    database(saved('one ', [interrupted]))
    await vi.advanceTimersByTimeAsync(2_100)
    expect(cursor.next()).toEqual({ ...opening, restarted: true })
    expect([cursor.next(), cursor.next(), cursor.next()]).toEqual([word('one '), interrupted, undefined])
    expect(cursor.ended).toBe(true)
  })

  it('is not that of an earlier turn of the same answer, which is gone on with', async () => {
    const { store, log, database } = await setup([opening, word('one')], saved('one'))
    const cursor = new Cursor(log)
    while (cursor.next()) continue
    const second = 10_000_001
    store.more(3, done)
    store.hasFrom(second, opening, word('one'), word(' two'))
    await vi.advanceTimersByTimeAsync(300)
    expect(texts(log.events)).toEqual(['session_id', 'one', ' two'])
    expect(cursor.next()).toMatchObject({ type: 'session_id', restarted: true })
    expect(cursor.id).toBe(second)
    database(saved('one two', [done]))
    store.more(second + 3, done)
    await vi.advanceTimersByTimeAsync(0)
    expect(log).toMatchObject({ ended: true, exact: Infinity, firstId: second })
  })

  it('ends when the answer is gone', async () => {
    const { log, database } = await setup([opening])
    database(null)
    await vi.advanceTimersByTimeAsync(2_100)
    expect(log.events.at(-1)).toEqual({ type: 'error', reason: 'not_found', detail: {} })
  })

  it('asks nobody while nobody watches, and goes on for the next who does', async () => {
    const { store, log, read, unwatch } = await setup([opening])
    unwatch()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(read).not.toHaveBeenCalled()
    expect(store.isFollowed()).toBe(false)
    store.has(opening, word('later'))
    log.watch(() => {})
    await vi.advanceTimersByTimeAsync(0)
    expect(texts(log.events)).toEqual(['session_id', 'later'])
  })

  it('is one for all who watch it', async () => {
    const { store, remotes, log, unwatch } = await setup([opening])
    const again = () => remotes.open({ id: 'a', opening, read: () => Promise.resolve(null), progress: saved('') })
    expect(await again()).toBe(log)
    store.lose()
    await vi.advanceTimersByTimeAsync(5_500)
    expect(await again()).not.toBe(log)
    unwatch()
    expect(await again()).not.toBe(log)
  })

  it('of a turn that ended a while ago is exact as far as it was shown', async () => {
    const { log } = await setup([opening, word('one '), word('two'), done], saved('one two', [done]))
    expect(log).toMatchObject({ ended: true, exact: Infinity })
    const cut = await setup([opening, word('one ')], saved('one two', [interrupted]))
    expect(cut.log).toMatchObject({ ended: true, exact: 2 })
    expect(texts(cut.log.events)).toEqual(['session_id', 'one ', 'two', 'done'])
    const earlier = await setup([opening, word('one '), done], saved('one two', [done]))
    expect(texts(earlier.log.events)).toEqual(['session_id', 'one two', 'done'])
    expect(earlier.log.exact).toBe(0)
  })
})

describe('without a store of logs', () => {
  it('a log grows as the database does, and asks again when that does not answer', async () => {
    const read = vi.fn<() => Promise<Progress | null>>().mockRejectedValueOnce(new Error('away')).mockResolvedValue(saved('one'))
    const log = await createRemoteTurns(null).open({ id: 'a', opening, read, progress: saved('') })
    const unwatch = log.watch(() => {})
    await vi.advanceTimersByTimeAsync(1_000)
    expect(texts(log.events)).toEqual(['session_id', 'one'])
    unwatch()
    await vi.advanceTimersByTimeAsync(5_000)
    expect(read).toHaveBeenCalledTimes(2)
  })
})
