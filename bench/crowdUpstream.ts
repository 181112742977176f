/**
 * An upstream for thousands of streams, in a process of its own: raw sockets, events that were built before, one timer for all.
 * `[[fake:tokens=N&tps=R&text=cjk]]` in a request says how it is answered; Markdown where it names no text. Tells its parent how many answers it has begun, and tokens sent, when it is asked.
 * `crowdUpstream.ts PORT`
 */
import net from 'node:net'
import { deltaChunk, finalChunks } from '../src/test/upstream/chunks.ts'
import { settingsInPrompt } from '../src/test/upstream/settings.ts'
import { tokenAt } from '../src/test/upstream/texts.ts'

const TICK_MS = 4
const SLOTS = 16_384
/** events in one write where no pace is set */
const BATCH = 64
const MODEL = 'fake'

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n'
const LIST = JSON.stringify({ object: 'list', data: [{ id: MODEL, object: 'model', owned_by: 'fake' }] })
const LIST_ANSWER = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${LIST.length}\r\n\r\n${LIST}`

type Stream = { socket: net.Socket; text: string; tokens: number; sent: number; everyMs: number; due: number }

const counted = { answers: 0, tokens: 0 }
const built: Record<string, Buffer[]> = {}
const wheel: Stream[][] = Array.from({ length: SLOTS }, () => [])
const now = (): number => performance.now()
let lastTick = Math.floor(now() / TICK_MS)

const asChunk = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`
const asEvents = (all: readonly string[]): string => all.map((data) => `data: ${data}\n\n`).join('')
const eventOf = (text: string, index: number): Buffer =>
  ((built[text] ??= [])[index] ??= Buffer.from(asChunk(asEvents([deltaChunk(MODEL, { content: tokenAt(text, index) })]))))

function endOf({ tokens }: Stream): string {
  const counts = { prompt: 20, completion: tokens, reasoning: 0 }
  return `${asChunk(asEvents([...finalChunks(MODEL, counts, { finish: 'stop', usage: '1' }), '[DONE]']))}0\r\n\r\n`
}

function schedule(stream: Stream): void {
  const tick = Math.max(Math.ceil(stream.due / TICK_MS), lastTick + 1)
  wheel[Math.min(tick, lastTick + SLOTS - 1) % SLOTS]!.push(stream)
}

/** Sends what is due; the last token takes the end along. */
function step(stream: Stream): void {
  if (stream.socket.destroyed) return
  if (stream.due > now() + TICK_MS) return schedule(stream)
  const count = Math.min(stream.everyMs > 0 ? 1 : BATCH, stream.tokens - stream.sent)
  const events = Array.from({ length: count }, (_, i) => eventOf(stream.text, stream.sent + i))
  stream.sent += count
  counted.tokens += count
  const isLast = stream.sent === stream.tokens
  if (isLast) events.push(Buffer.from(endOf(stream)))
  const goesOn = stream.socket.write(events.length === 1 ? events[0]! : Buffer.concat(events))
  if (isLast) return
  stream.due += stream.everyMs
  if (stream.everyMs > 0) schedule(stream)
  else if (goesOn) setImmediate(step, stream)
  else stream.socket.once('drain', () => step(stream))
}

function answer(socket: net.Socket, head: string, body: string): void {
  if (head.startsWith('GET ')) return void socket.write(LIST_ANSWER)
  const { text = 'md', tokens = 8, tps = 0 } = settingsInPrompt(body)
  socket.write(HEAD)
  counted.answers++
  step({ socket, text, tokens, sent: 0, everyMs: tps > 0 ? 1_000 / tps : 0, due: now() })
}

setInterval(() => {
  const tick = Math.floor(now() / TICK_MS)
  while (lastTick < tick) {
    const due = wheel[++lastTick % SLOTS]!
    wheel[lastTick % SLOTS] = []
    due.forEach(step)
  }
}, TICK_MS)

net
  .createServer({ noDelay: true }, (socket) => {
    let received = ''
    socket.on('error', () => socket.destroy())
    socket.on('data', (bytes) => {
      received += bytes.toString('latin1')
      const end = received.indexOf('\r\n\r\n')
      if (end < 0) return
      const length = Number(/\r\ncontent-length: *(\d+)/i.exec(received.slice(0, end))?.[1] ?? 0)
      if (received.length < end + 4 + length) return
      const [head, body] = [received.slice(0, end), received.slice(end + 4, end + 4 + length)]
      received = ''
      answer(socket, head, body)
    })
  })
  .listen({ port: Number(process.argv[2]), host: '127.0.0.1', backlog: 4_096 }, () => process.send?.('ready'))

process.on('message', () => process.send?.(counted))
