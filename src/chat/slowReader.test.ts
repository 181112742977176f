import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { stringsFor } from '../../templates/i18n/index.ts'
import { createMemoryLog, type WritableTurnLog } from '../turn/log.ts'
import { openStreams, sendStream } from '../web/sse.ts'
import { createAnswerView } from './answerView.ts'
import { eventSource } from './frames.ts'
import { htmlSource } from './htmlStream.tsx'
import { renderOptions } from './views.ts'

const t = stringsFor('en')
/** what a reader may hold in this process: a piece, and what it is written as */
const MOST_HELD = 256 * 1024
const EVENTS = 4_000

/** Sixteen million characters, far more than any socket takes. */
function longLog(): WritableTurnLog {
  const log = createMemoryLog()
  for (let i = 1; i < EVENTS; i++) log.append({ type: 'content', content: `${i} `.padEnd(4_000, '.') })
  log.append({ type: 'done', finish_reason: 'stop', status: 'complete' })
  return log
}

let server: Server
let outgoing: ServerResponse

/** Sends the log over a real socket, from the `Last-Event-ID` of the request on. */
async function serve(log: WritableTurnLog): Promise<void> {
  server = createServer((incoming, response) => {
    outgoing = response
    sendStream({ incoming, outgoing }, eventSource(log, Number(incoming.headers['last-event-id'] ?? 0), t))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
}

async function ask(lastEventId = 0): Promise<Socket> {
  const { port } = server.address() as AddressInfo
  const socket = connect(port, '127.0.0.1')
  const request = once(server, 'request')
  socket.write(`GET / HTTP/1.1\r\nHost: x\r\n${lastEventId > 0 ? `Last-Event-ID: ${lastEventId}\r\n` : ''}\r\n`)
  await request
  return socket
}

/** Reads until the connection ends: the ids of the events that came whole, in order. */
async function idsUntilEnd(socket: Socket): Promise<number[]> {
  const parts: Buffer[] = []
  socket.on('data', (bytes: Buffer) => {
    parts.push(bytes)
    if (bytes.toString('latin1').endsWith('0\r\n\r\n')) socket.end()
  })
  socket.on('error', () => socket.destroy())
  await once(socket, 'close')
  const text = Buffer.concat(parts)
    .toString('latin1')
    .replaceAll(/\r\n[0-9a-f]+\r\n/g, '')
  return [...text.matchAll(/id: (\d+)\ndata: \{[^}]*\}\n\n/g)].map(([, id]) => Number(id))
}

/** The renderer is loaded when it is first needed, which takes longer than any fake timer. */
beforeAll(() => import('../markdown/markdown.ts'))
beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] }))
afterEach(() => {
  vi.useRealTimers()
  server?.closeAllConnections()
  server?.close()
})

describe('a reader that takes nothing', () => {
  it('holds little, is cut off after half a minute, and goes on by its event id without a gap', async () => {
    await serve(longLog())
    const socket = await ask()
    expect(outgoing.writableLength).toBeLessThan(MOST_HELD)
    await vi.advanceTimersByTimeAsync(25_000)
    expect(outgoing.destroyed).toBe(false)
    expect(outgoing.writableLength).toBeLessThan(MOST_HELD)
    await vi.advanceTimersByTimeAsync(15_000)
    expect(outgoing.destroyed).toBe(true)
    expect(openStreams()).toBe(0)

    const before = await idsUntilEnd(socket)
    const last = before.at(-1) ?? 0
    expect(last).toBeLessThan(EVENTS)
    const after = await idsUntilEnd(await ask(last))
    expect([...before, ...after]).toEqual(Array.from({ length: EVENTS }, (_, i) => i + 1))
  })

  it('does not hold up another, who gets all of it meanwhile', async () => {
    await serve(longLog())
    const stuck = await ask()
    const ids = await idsUntilEnd(await ask())
    expect(ids).toHaveLength(EVENTS)
    stuck.destroy()
  })
})

describe('a page that is slow', () => {
  it('is told in one frame what it was too slow for', async () => {
    vi.useFakeTimers()
    const log = createMemoryLog()
    const view = createAnswerView(log, renderOptions('1', t))
    const source = htmlSource({ t, messageId: '1', view, from: 0, final: () => Promise.reject(new Error('not asked for')) })
    const unwatch = source.watch(() => {})
    const say = async (word: string) => {
      log.append({ type: 'content', content: `${word} ` })
      await vi.advanceTimersByTimeAsync(100)
    }
    await say('first')
    expect(source.read(65_536)).toContain('first')
    const versionBefore = view.version
    for (let i = 0; i < 40; i++) await say(`word${i}`)
    expect(view.version - versionBefore).toBeGreaterThan(10)
    const frame = source.read(65_536)
    expect(frame.match(/^data: /gm)).toHaveLength(1)
    expect(frame.match(/word\d+/g)).toHaveLength(40)
    expect(frame).toContain('word39')
    expect(source.read(65_536)).toBe('')
    unwatch()
  })
})
