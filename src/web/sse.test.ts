import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FrameReader } from '../test/frames.ts'
import { createReaders, MOST_STREAMS } from '../auth/readers.ts'
import { silentLog } from '../log.ts'
import { openStreams, sendStream, sseEvent, type TextSource } from './sse.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A source that is fed by hand. */
function source() {
  const watchers = new Set<() => void>()
  let text = ''
  const state = { ended: false }
  const wake = () => watchers.forEach((watcher) => watcher())
  const fed: TextSource = {
    read(maxChars) {
      const piece = text.slice(0, maxChars)
      text = text.slice(piece.length)
      return piece
    },
    get ended() {
      return state.ended && text === ''
    },
    watch(listener) {
      watchers.add(listener)
      return () => void watchers.delete(listener)
    },
  }
  return {
    fed,
    watchers,
    add(more: string) {
      text += more
      wake()
    },
    end() {
      state.ended = true
      wake()
    },
  }
}

/** Node's outgoing response, as far as a stream needs it. */
function outgoing(full: { value: boolean }) {
  const listeners = new Map<string, () => void>()
  const response = {
    written: '',
    ended: false,
    destroyed: false,
    headers: {} as Record<string, string>,
    writeHead(_status: number, headers: Record<string, string>) {
      response.headers = headers
    },
    flushHeaders() {},
    write(text: string) {
      response.written += text
      return !full.value
    },
    end: () => void (response.ended = true),
    destroy: () => void (response.destroyed = true),
    on: (event: string, listener: () => void) => void listeners.set(event, listener),
    emit: (event: string) => listeners.get(event)?.(),
  }
  return response
}

describe('an event', () => {
  it('has its lines each behind `data:`, so that no text makes another event', () => {
    expect(sseEvent('a\nevent: evil\r\ndata: x\r\rid: 9', 7)).toBe(
      'id: 7\ndata: a\ndata: event: evil\ndata: data: x\ndata: \ndata: id: 9\n\n',
    )
    expect(sseEvent('{}', 1, 'done')).toBe('event: done\nid: 1\ndata: {}\n\n')
  })

  it('comes back whole where a client parses it', async () => {
    const text = 'blank\n\nline, event: x, U+2028 \u2028 and data: y'
    const { fed, add, end } = source()
    const response = sendStream(undefined, fed)
    add(sseEvent(text, 3))
    end()
    expect(await new FrameReader(response).all()).toEqual([{ id: 3, event: null, data: text }])
  })
})

describe('a stream over web streams', () => {
  it('gives out what comes, and ends with its source', async () => {
    const { fed, add, end, watchers } = source()
    const response = sendStream(undefined, fed, { headers: { 'X-Request-Id': 'r1' } })
    add('one')
    add('two')
    end()
    expect(await response.text()).toBe('onetwo')
    expect(watchers.size).toBe(0)
    expect(response.headers.get('X-Accel-Buffering')).toBe('no')
    expect(response.headers.get('X-Request-Id')).toBe('r1')
  })

  it('lets go of its source when the reader leaves', async () => {
    const { fed, watchers } = source()
    const response = sendStream(undefined, fed)
    expect(watchers.size).toBe(1)
    await response.body?.cancel()
    expect(watchers.size).toBe(0)
    expect(openStreams()).toBe(0)
  })
})

describe('a stream over Node', () => {
  const open = (full = { value: false }) => {
    const hand = source()
    const response = outgoing(full)
    sendStream({ outgoing: response } as never, hand.fed)
    return { ...hand, response, full }
  }

  it('writes at once what comes', () => {
    const { response, add, end } = open()
    add('one')
    expect(response.written).toBe('one')
    end()
    expect(response.ended).toBe(true)
  })

  it('is never silent for more than fifteen seconds', async () => {
    const { response, add, end } = open()
    await vi.advanceTimersByTimeAsync(4_900)
    add('one')
    await vi.advanceTimersByTimeAsync(15_000)
    expect(response.written).toBe('one: ping\n\n')
    await vi.advanceTimersByTimeAsync(15_000)
    expect(response.written.match(/: ping/g)?.length).toBeGreaterThanOrEqual(2)
    end()
  })

  it('holds no more than a piece for a slow reader, and goes on when it has caught up', () => {
    const { response, add, full, end } = open({ value: true })
    add('x'.repeat(1_000_000))
    expect(response.written.length).toBe(64 * 1024)
    full.value = false
    response.emit('drain')
    expect(response.written.length).toBe(1_000_000)
    end()
  })

  it('cuts off a reader that takes nothing for half a minute', async () => {
    const { response, add, watchers } = open({ value: true })
    add('x')
    await vi.advanceTimersByTimeAsync(45_000)
    expect(response.destroyed).toBe(true)
    expect(watchers.size).toBe(0)
  })

  it('keeps so many streams of one reader: the oldest makes room, and streams of others stay', () => {
    const readers = createReaders({ findStanding: async () => () => true, log: silentLog() })
    const openFor = (name: string | null) => {
      const reader = readers.of({ id: name ?? '', epoch: 0, sessionId: name, tokenId: null }, name)
      const response = outgoing({ value: false })
      const hand = source()
      sendStream({ outgoing: response } as never, hand.fed, { reader })
      return { response, ...hand }
    }
    const bob = openFor('bob')
    const nobody = openFor(null)
    const alice = Array.from({ length: MOST_STREAMS + 2 }, () => openFor('alice'))
    expect(alice.map(({ response }) => response.destroyed)).toEqual([true, true, ...Array.from({ length: MOST_STREAMS }, () => false)])
    expect(alice.map(({ watchers }) => watchers.size)).toEqual([0, 0, ...Array.from({ length: MOST_STREAMS }, () => 1)])
    alice[5]?.end()
    const another = openFor('alice')
    expect(alice.filter(({ response }) => response.destroyed)).toHaveLength(2)
    for (const stream of [bob, nobody, another, ...alice.slice(2)]) {
      expect(stream.response.destroyed).toBe(false)
      stream.end()
    }
    expect([openStreams(), readers.size]).toEqual([0, 0])
  })

  it('ends alone when its source fails', () => {
    const { response, fed, watchers, add } = open()
    fed.read = () => {
      throw new Error('no such block')
    }
    add('x')
    expect(response.destroyed).toBe(true)
    expect(watchers.size).toBe(0)
  })

  it('lets go of its source when the connection closes', () => {
    const { response, watchers } = open()
    response.emit('close')
    expect(watchers.size).toBe(0)
    expect(openStreams()).toBe(0)
  })
})
