/**
 * Readers of thousands of streams, in a process of its own: raw sockets, nothing is parsed. Its order comes as JSON in the first argument.
 * Tells its parent at the end what it has seen.
 */
import net from 'node:net'
import { percentile } from './figures.ts'

export type ReadersOrder = {
  port: number
  /** a whole HTTP request */
  request: string
  /** each so-many-th stream asks this instead, and the times between tokens are these streams' alone */
  timed?: { every: number; request: string }
  /** what begins the path of a second request, in the answer to the first: the stream that is read then */
  thenGet?: { path: string; headers: string }
  streams: number
  rampMs: number
  /** is in what arrives with the first token */
  first: string
  /** is in the last bytes of a good answer */
  done: string
  /** the answer comes whole, with its length: `done` is its end */
  isWhole?: boolean
  /** each stream has so many of these, or something was lost */
  counted?: { marker: string; count: number }
}

/** Times in ms; `ms` from the first request to the last end. */
export type ReadersReport = { firstP99: number; gapP99: number; ms: number; failures: number; what: Record<string, number> }

const order = JSON.parse(process.argv[2] ?? '{}') as ReadersOrder
const { streams, counted, thenGet, timed } = order
const LAST_CHUNK = '\r\n0\r\n\r\n'
const TAIL = 2_048

const beganAt = performance.now()
const first: number[] = []
const gaps: number[] = []
const what: Record<string, number> = {}
let over = 0

function finish(problem: string | null): void {
  if (problem !== null) what[problem] = (what[problem] ?? 0) + 1
  if (++over < streams) return
  const failures = Object.values(what).reduce((sum, count) => sum + count, 0)
  const report: ReadersReport = {
    firstP99: percentile(first, 0.99),
    gapP99: percentile(gaps, 0.99),
    ms: performance.now() - beganAt,
    failures,
    what,
  }
  process.send?.(report, () => process.exit(0))
}

function countIn(bytes: Buffer, marker: string): number {
  let count = 0
  for (let at = bytes.indexOf(marker); at >= 0; at = bytes.indexOf(marker, at + 1)) count++
  return count
}

/** Opens the n-th stream and reads it to its end. */
function read(n: number): void {
  const isTimed = timed === undefined || n % timed.every === 0
  const startedAt = performance.now()
  const socket = net.connect({ port: order.port, host: '127.0.0.1', noDelay: true })
  let lastAt = 0
  let tail = ''
  let found = 0
  let isAsked = thenGet === undefined
  let isOver = false

  const end = (problem: string | null) => {
    if (isOver) return
    isOver = true
    socket.destroy()
    finish(problem)
  }

  /** The answer to the first request names the stream. */
  function askForStream(): void {
    const path = new RegExp(`${thenGet!.path}[^"]*`).exec(tail)?.[0]
    if (path === undefined) return
    isAsked = true
    tail = ''
    socket.write(`GET ${path.replaceAll('&amp;', '&')} HTTP/1.1\r\n${thenGet!.headers}\r\n\r\n`)
  }

  socket.on('connect', () => socket.write(timed && isTimed ? timed.request : order.request))
  socket.on('data', (bytes) => {
    tail = (isAsked ? tail.slice(-TAIL) : tail) + bytes.toString('latin1', isAsked ? Math.max(0, bytes.length - TAIL) : 0)
    if (!isAsked) return askForStream()
    const at = performance.now()
    if (lastAt > 0 && isTimed) gaps.push(at - lastAt)
    if (lastAt > 0 || bytes.includes(order.first)) {
      if (lastAt === 0) first.push(at - startedAt)
      lastAt = at
    }
    if (counted) found += countIn(bytes, counted.marker)
    const isDone = tail.includes(order.done)
    if (!(order.isWhole ? isDone : tail.endsWith(LAST_CHUNK))) return
    if (!isDone) return end('no good end')
    end(!counted || found === counted.count ? null : `${found} tokens`)
  })
  socket.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? 'error'))
  socket.on('close', () => end('broken off'))
}

let opened = 0
const opening = setInterval(() => {
  const due = Math.min(streams, Math.ceil(((performance.now() - beganAt) / order.rampMs) * streams))
  while (opened < due) {
    read(opened++)
  }
  if (opened === streams) clearInterval(opening)
}, 5)
