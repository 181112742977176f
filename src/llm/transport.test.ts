import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { collect } from '../test/upstream/collect.ts'
import { startFakeUpstream } from '../test/upstream/upstream.ts'
import { createTransport } from './transport.ts'

const ANSWER = 'data: {"choices":[{"delta":{"content":"hi"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'
const RESPONSE = `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: ${ANSWER.length}\r\n\r\n${ANSWER}`

let server: Server | undefined
let clock = 0
/** A transport whose connections look idle for a minute between two calls. */
const idling = () => createTransport({ now: () => (clock += 400) })
const idle = () => (clock += 60_000)
afterEach(() => server?.close())

/** A server that is told of each request: its number on its connection, and the connection's. */
async function serve(
  onRequest: (socket: Socket, nth: number, connection: number) => void,
): Promise<{ url: string; requests: () => number }> {
  let connections = 0
  let requests = 0
  server = createServer((socket) => {
    const connection = ++connections
    let nth = 0
    socket.on('error', () => {})
    socket.on('data', (bytes) => {
      if (!bytes.includes('POST ')) return
      requests++
      onRequest(socket, ++nth, connection)
    })
  })
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server!.address() as { port: number }).port}`, requests: () => requests }
}

describe('a kept connection that the server has closed', () => {
  it('is replaced by a fresh one without anybody noticing', async () => {
    const transport = idling()
    const upstream = await serve((socket, nth) => void (nth === 1 ? socket.write(RESPONSE) : socket.resetAndDestroy()))
    expect((await collect(upstream, { transport })).content).toBe('hi')
    idle()
    expect((await collect(upstream, { transport })).content).toBe('hi')
    expect(upstream.requests()).toBe(3)
  })

  it('is replaced once, not for ever', async () => {
    const transport = idling()
    const upstream = await serve((socket, nth, connection) => {
      if (nth === 1 && connection === 1) socket.write(RESPONSE)
      else socket.resetAndDestroy()
    })
    await collect(upstream, { transport })
    idle()
    expect((await collect(upstream, { transport })).failure).toMatchObject({ errorClass: 'reset', retryable: true })
    expect(upstream.requests()).toBe(3)
  })

  it('is not replaced when it was in use just now: the server may have had the request', async () => {
    const transport = idling()
    const upstream = await serve((socket, nth) => void (nth === 1 ? socket.write(RESPONSE) : socket.resetAndDestroy()))
    await collect(upstream, { transport })
    expect((await collect(upstream, { transport })).failure).toMatchObject({ errorClass: 'reset' })
    expect(upstream.requests()).toBe(2)
  })

  it('is not replaced once a byte of the response is here', async () => {
    const transport = idling()
    const upstream = await serve((socket, nth) => {
      if (nth === 1) socket.write(RESPONSE)
      else socket.write('HTTP/1.1 2', () => socket.end())
    })
    await collect(upstream, { transport })
    idle()
    expect((await collect(upstream, { transport })).failure).not.toBeNull()
    expect(upstream.requests()).toBe(2)
  })
})

describe('the transport', () => {
  it('does not repeat a call whose fresh connection breaks', async () => {
    const upstream = await serve((socket) => void socket.resetAndDestroy())
    expect((await collect(upstream, { transport: createTransport() })).failure).toMatchObject({ errorClass: 'reset', delivered: false })
    expect(upstream.requests()).toBe(1)
  })

  it('says connect when TLS is spoken to a server that has none', async () => {
    const upstream = await serve(() => {})
    const server = upstream.url.replace('http:', 'https:')
    const closing = collect({ url: server }, { transport: createTransport(), limits: { headersMs: 200 } })
    expect((await closing).failure!.reason).toMatch(/^upstream_(unreachable|timeout)$/)
  })

  it('asks the lookup that it was given', async () => {
    const fake = await startFakeUpstream({ script: { content: ['found'] } })
    const asked: string[] = []
    const transport = createTransport({
      lookup: (host, _options, answer) => {
        asked.push(host)
        answer(null, [{ address: '127.0.0.1', family: 4 }])
      },
    })
    expect((await collect({ url: `http://model.test:${fake.port}/v1` }, { transport })).content).toBe('found')
    const refusing = createTransport({ lookup: (_host, _options, answer) => answer(new Error('private address'), '') })
    expect((await collect({ url: `http://model.test:${fake.port}/v1` }, { transport: refusing })).failure).toMatchObject({
      errorClass: 'connect',
    })
    await fake.stop()
    expect(asked).toEqual(['model.test'])
  })
})

describe('an answer that is broken in the same packet as its head', () => {
  const GARBLED = 'transfer-encoding: chunked\r\n\r\nzz\r\nno chunk\r\n'

  it.each([
    ['200 OK', 'text/event-stream', 'malformed'],
    ['500 Oops', 'text/plain', 'http_500'],
  ])('is over at once (%s)', async (status, type, errorClass) => {
    const upstream = await serve((socket) => void socket.end(`HTTP/1.1 ${status}\r\ncontent-type: ${type}\r\n${GARBLED}`))
    expect((await collect(upstream)).failure).toMatchObject({ errorClass })
  })
})
