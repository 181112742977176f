import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DEFAULT_LIMITS } from './limits.ts'
import { Watch } from './watch.ts'

const now = () => performance.now()
const seconds = (count: number) => vi.advanceTimersByTime(count * 1000)

function start() {
  const onTimeout = vi.fn<(errorClass: string) => void>()
  const watch = new Watch(now, DEFAULT_LIMITS, (errorClass) => {
    watch.stop()
    onTimeout(errorClass)
  })
  return { watch, onTimeout }
}

describe('the watch over a call', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
  afterEach(() => void vi.useRealTimers())

  it('waits 30 s for headers', () => {
    const { onTimeout } = start()
    seconds(29.9)
    expect(onTimeout).not.toHaveBeenCalled()
    seconds(0.1)
    expect(onTimeout).toHaveBeenCalledExactlyOnceWith('headers_timeout')
  })

  it('waits 60 s for the first token', () => {
    const { watch, onTimeout } = start()
    seconds(20)
    watch.headers(true)
    seconds(59.9)
    expect(onTimeout).not.toHaveBeenCalled()
    seconds(0.1)
    expect(onTimeout).toHaveBeenCalledExactlyOnceWith('first_token_timeout')
  })

  it('waits 30 s between tokens', () => {
    const { watch, onTimeout } = start()
    watch.headers(true)
    for (let i = 0; i < 20; i++) {
      seconds(29)
      watch.token(now())
    }
    expect(onTimeout).not.toHaveBeenCalled()
    seconds(30)
    expect(onTimeout).toHaveBeenCalledExactlyOnceWith('stall')
  })

  it.each(['before the first token', 'after a token'])('gives up on comments alone after 120 s %s', (when) => {
    const { watch, onTimeout } = start()
    watch.headers(true)
    if (when === 'after a token') watch.token(now())
    for (let i = 0; i < 11; i++) {
      seconds(10)
      watch.sign(now())
    }
    expect(onTimeout).not.toHaveBeenCalled()
    seconds(10)
    expect(onTimeout).toHaveBeenCalledExactlyOnceWith('keepalive_only')
  })

  it('counts the silence anew after a comment', () => {
    const { watch, onTimeout } = start()
    watch.headers(true)
    seconds(50)
    watch.sign(now())
    seconds(59)
    expect(onTimeout).not.toHaveBeenCalled()
    seconds(1)
    expect(onTimeout).toHaveBeenCalledExactlyOnceWith('first_token_timeout')
  })

  it('waits 5 s after the finish reason, whatever comes', () => {
    const { watch, onTimeout } = start()
    watch.headers(true)
    watch.token(now())
    watch.finished(now())
    seconds(4)
    watch.sign(now())
    watch.finished(now())
    seconds(1)
    expect(onTimeout).toHaveBeenCalledOnce()
  })

  it('does not take a sleep of its own for silence: what came meanwhile is not read yet', () => {
    let clock = 0
    const onTimeout = vi.fn<(errorClass: string) => void>()
    const watch = new Watch(() => clock, DEFAULT_LIMITS, onTimeout)
    watch.headers(true)
    watch.token(clock)
    clock = 45_000
    seconds(30)
    expect(onTimeout).not.toHaveBeenCalled()
    clock = 75_000
    seconds(30)
    expect(onTimeout).toHaveBeenCalledExactlyOnceWith('stall')
    watch.stop()
  })

  it('sets no timer for a token', () => {
    const { watch } = start()
    watch.headers(true)
    watch.token(now())
    const set = vi.spyOn(globalThis, 'setTimeout')
    for (let i = 0; i < 1000; i++) watch.token(now())
    expect(set).not.toHaveBeenCalled()
    set.mockRestore()
  })

  it('leaves no timer behind', () => {
    start().watch.stop()
    expect(vi.getTimerCount()).toBe(0)
  })
})
