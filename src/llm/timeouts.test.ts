import { PassThrough } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Collected, collect } from '../test/upstream/collect.ts'
import { startFakeUpstream } from '../test/upstream/upstream.ts'
import { nodeTransport, type Transport } from './transport.ts'

const fake = await startFakeUpstream()
afterAll(() => fake.stop())

const seconds = (count: number) => vi.advanceTimersByTime(count * 1000)

describe('a silent upstream', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
  afterEach(() => void vi.useRealTimers())

  /** Starts a call; `arrived` resolves when its first delta is here. */
  function ask(transport?: Transport) {
    const first = Promise.withResolvers<void>()
    const next = fake.nextCall()
    const asking = collect(fake, { onDelta: () => first.resolve(), ...(transport && { transport }) })
    return { asking, next, arrived: first.promise }
  }

  async function expectEnd(asking: Promise<Collected>, errorClass: string, content = '') {
    const failure = { errorClass, reason: 'upstream_timeout', retryable: content === '' }
    expect(await asking).toMatchObject({ content, outcome: null, failure })
    expect(vi.getTimerCount()).toBe(0)
  }

  it('that sends no headers is given up after 30 s, and its connection closed', async () => {
    const { asking, next } = ask()
    const call = await next
    seconds(30)
    await expectEnd(asking, 'headers_timeout')
    await call.closed
    expect(call.aborted).toBe(true)
  })

  it('that sends headers and no token is given up after 60 s, and its connection closed', async () => {
    const headers = Promise.withResolvers<void>()
    const { asking, next } = ask(async (target, signal) => {
      const response = await nodeTransport(target, signal)
      headers.resolve()
      return response
    })
    const call = await next
    call.response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
    await headers.promise
    await nextTurn()
    seconds(60)
    await expectEnd(asking, 'first_token_timeout')
    await call.closed
    expect(call.aborted).toBe(true)
  })

  it('that stops after some tokens is given up after 30 s, and its connection closed', async () => {
    const { asking, next, arrived } = ask()
    const call = await next
    await call.send('part')
    await arrived
    seconds(30)
    await expectEnd(asking, 'stall', 'part')
    await call.closed
    expect(call.aborted).toBe(true)
  })

  it.each([': keep-alive\n\n', 'data: {"choices":[{"delta":{"content":""}}]}\n\n'])(
    'that sends %j for ever is given up after 120 s',
    async (sign) => {
      const body = new PassThrough()
      const transport: Transport = (_, signal) => {
        signal.addEventListener('abort', () => body.destroy())
        return Promise.resolve({ status: 200, headers: {}, body })
      }
      const asking = collect(fake, { transport })
      for (let second = 0; second < 120; second += 10) {
        body.write(sign)
        await nextTurn()
        expect(body.destroyed).toBe(false)
        seconds(10)
      }
      await expectEnd(asking, 'keepalive_only')
      expect(body.destroyed).toBe(true)
    },
  )

  it('after the finish reason leaves a whole answer', async () => {
    const { asking, next, arrived } = ask()
    const call = await next
    await call.data('{"choices":[{"delta":{"content":"done"},"finish_reason":"length"}]}')
    await arrived
    seconds(5)
    expect(await asking).toMatchObject({ content: 'done', outcome: { finishReason: 'length' } })
    await call.closed
  })
})

describe('an abort', () => {
  it('before the call makes no call', async () => {
    const before = fake.calls.length
    const got = await collect(fake, { signal: AbortSignal.abort() })
    expect(got).toMatchObject({ outcome: null, failure: null, aborted: { delivered: false } })
    expect(fake.calls.length).toBe(before)
  })

  it('before the headers closes the connection', async () => {
    const stop = new AbortController()
    const next = fake.nextCall()
    const asking = collect(fake, { signal: stop.signal })
    const call = await next
    stop.abort()
    expect((await asking).aborted).toMatchObject({ delivered: false, report: { httpStatus: null } })
    await call.closed
    expect(call.aborted).toBe(true)
  })

  it.each([0, 1])('in the middle keeps what arrived and closes the connection (gzip: %i)', async (gzip) => {
    fake.script({ gzip })
    const stop = new AbortController()
    const next = fake.nextCall()
    const asking = collect(fake, { signal: stop.signal, onDelta: () => stop.abort() })
    const call = await next
    await call.send('part')
    const got = await asking
    expect(got).toMatchObject({ content: 'part', failure: null, aborted: { delivered: true, report: { httpStatus: 200 } } })
    await call.closed
    expect(call.aborted).toBe(true)
  })

  it('while a refusal is read is an abort', async () => {
    const stop = new AbortController()
    const next = fake.nextCall()
    const asking = collect(fake, { signal: stop.signal })
    const call = await next
    call.response.writeHead(500).flushHeaders()
    stop.abort()
    expect((await asking).aborted).not.toBeNull()
  })
})
