import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { ServerResponse } from 'node:http'

/** Text that a stream gives out, in pieces, as it comes. */
export interface TextSource {
  /** What is ready, at most about `maxChars`; '' when nothing is. */
  read(maxChars: number): string
  /** True when nothing will come after what was read. */
  readonly ended: boolean
  watch(listener: () => void): () => void
}

/** Who reads: may be told to leave while the stream goes on. */
export interface Reader {
  /** Begins to read; answers how to tell that the stream is over. */
  enter(cutOff: () => void): () => void
}

export type StreamOptions = {
  contentType?: string
  headers?: Readonly<Record<string, string>>
  /** sent when nothing else was, so that no proxy takes the silence for the end; '' for none */
  ping?: string
  /** who is cut off when his right to read ends, or his streams become too many: then he comes back by event id */
  reader?: Reader | null
}

/** characters given to a socket at once: a slow reader holds no more than this */
const PIECE = 64 * 1024
/** a stream is never silent for longer than PING_MS + TICK_MS, which is 15 s */
const PING_MS = 10_000
const TICK_MS = 5_000
/** a reader that takes nothing for so long is cut off; it comes back by event id */
const STUCK_MS = 30_000

interface Sink {
  /** False when the reader is behind; `step` is called again when it has caught up. */
  write(text: string): boolean
  end(): void
  destroy(): void
}

type Pumping = { ping: string; reader: Reader | null }

/** Pumps a source into a sink, as fast as both go. */
class Pump {
  #source: TextSource
  #sink: Sink
  #ping: string
  #unwatch: () => void
  #uncount: () => void
  #blockedSince: number | null = null
  #wroteAt = Date.now()
  closed = false

  constructor(source: TextSource, sink: Sink, { ping, reader }: Pumping) {
    this.#source = source
    this.#sink = sink
    this.#ping = ping
    this.#uncount = reader?.enter(() => this.#cutOff()) ?? (() => {})
    this.#unwatch = source.watch(() => this.step())
    pumps.add(this)
    startTicking()
  }

  step(): void {
    while (!this.closed && this.#blockedSince === null) {
      const text = this.#read()
      if (text === '') {
        if (!this.closed && this.#source.ended) this.#finish()
        return
      }
      this.#wroteAt = Date.now()
      if (!this.#sink.write(text)) this.#blockedSince = Date.now()
    }
  }

  /** A source that fails costs its own reader the stream, and nobody else anything. */
  #read(): string {
    try {
      return this.#source.read(PIECE)
    } catch {
      this.#cutOff()
      return ''
    }
  }

  drained(): void {
    this.#blockedSince = null
    this.step()
  }

  /** Called every TICK_MS. */
  tick(now: number): void {
    if (this.#blockedSince !== null) {
      if (now - this.#blockedSince >= STUCK_MS) this.#cutOff()
      return
    }
    if (this.#ping === '' || now - this.#wroteAt < PING_MS) return
    this.#wroteAt = now
    if (!this.#sink.write(this.#ping)) this.#blockedSince = now
  }

  close(): void {
    if (this.closed) return
    this.closed = true
    this.#unwatch()
    this.#uncount()
    pumps.delete(this)
    if (pumps.size === 0) stopTicking()
  }

  #finish(): void {
    this.close()
    this.#sink.end()
  }

  #cutOff(): void {
    this.close()
    this.#sink.destroy()
  }
}

const pumps = new Set<Pump>()
let ticking: NodeJS.Timeout | null = null

function startTicking(): void {
  ticking ??= setInterval(() => {
    const now = Date.now()
    for (const pump of pumps) pump.tick(now)
  }, TICK_MS).unref()
}

function stopTicking(): void {
  if (ticking) clearInterval(ticking)
  ticking = null
}

/** How many streams are open in this process. */
export const openStreams = (): number => pumps.size

/**
 * The one function that sends a stream. On Node it writes to the outgoing response itself, which costs half of a
 * web stream; anywhere else it answers with one.
 */
export function sendStream(env: Partial<HttpBindings> | undefined, source: TextSource, options: StreamOptions = {}): Response {
  const { contentType = 'text/event-stream; charset=utf-8', headers = {}, ping = ': ping\n\n', reader = null } = options
  const all = {
    'Content-Type': contentType,
    'Cache-Control': 'no-cache, no-transform',
    'X-Accel-Buffering': 'no',
    'X-Content-Type-Options': 'nosniff',
    ...headers,
  }
  // Hono answers HEAD as GET and then anew, which what is sent already does not survive
  if (env?.incoming?.method === 'HEAD') return new Response(null, { headers: all })
  const pumping = { ping, reader }
  return env?.outgoing ? sendToNode(env.outgoing as ServerResponse, source, all, pumping) : sendAsWebStream(source, all, pumping)
}

function sendToNode(outgoing: ServerResponse, source: TextSource, headers: Record<string, string>, pumping: Pumping): Response {
  let isSilent = true
  /** The first words take the headers along. */
  const write = (text: string): boolean => {
    if (!isSilent) return writeChunk(outgoing, text, () => pump.drained())
    isSilent = false
    return outgoing.write(text)
  }
  outgoing.writeHead(200, headers)
  const pump = new Pump(source, { write, end: () => outgoing.end(), destroy: () => outgoing.destroy() }, pumping)
  outgoing.on('drain', () => pump.drained())
  outgoing.on('close', () => pump.close())
  outgoing.on('error', () => pump.close())
  pump.step()
  // without any words the reader still learns at once that it is served
  if (isSilent) outgoing.flushHeaders()
  return RESPONSE_ALREADY_SENT
}

/**
 * One chunk of the body in one piece (RFC 9112 §7.1), which costs a third less than the four that Node's `write` makes of it.
 * The headers must be on their way.
 */
function writeChunk(outgoing: ServerResponse, text: string, onDrain: () => void): boolean {
  const { socket, chunkedEncoding } = outgoing
  if (!socket || !chunkedEncoding) return outgoing.write(text)
  const goesOn = socket.write(`${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`)
  if (!goesOn) socket.once('drain', onDrain)
  return goesOn
}

function sendAsWebStream(source: TextSource, headers: Record<string, string>, pumping: Pumping): Response {
  const encoder = new TextEncoder()
  let pump: Pump
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      pump = new Pump(
        source,
        {
          write(text) {
            controller.enqueue(encoder.encode(text))
            return (controller.desiredSize ?? 0) > 0
          },
          end: () => controller.close(),
          destroy: () => controller.error(new Error('the stream was cut off')),
        },
        pumping,
      )
      pump.step()
    },
    pull: () => pump.drained(),
    cancel: () => pump.close(),
  })
  return new Response(body, { headers })
}

/** A stream that says one thing and ends. */
export function lastWords(text: string): TextSource {
  let left = text
  return {
    read() {
      const all = left
      left = ''
      return all
    },
    get ended() {
      return left === ''
    },
    watch: () => () => {},
  }
}

/** One server-sent event; without an id the last one holds. A line break inside of `data` starts another `data:` line, so no text can make an event of its own. */
export function sseEvent(data: string, id?: string | number, name?: string): string {
  const lines = /[\r\n]/.test(data) ? data.split(/\r\n|\r|\n/).join('\ndata: ') : data
  return `${name === undefined ? '' : `event: ${name}\n`}${id === undefined ? '' : `id: ${id}\n`}data: ${lines}\n\n`
}
