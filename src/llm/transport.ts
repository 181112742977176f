import http from 'node:http'
import https from 'node:https'
import type { LookupFunction, Socket } from 'node:net'
import { pipeline, type Readable } from 'node:stream'
import { constants, createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { AddressRefused, isPublicAddress, literalAddress, publicLookup } from '../addresses.ts'
import { fault, type CallFault } from './fault.ts'
import { tunnelAgents, TunnelRefused } from './tunnel.ts'

export type Target = { method: 'GET' | 'POST'; url: URL; headers: Readonly<Record<string, string>>; body?: Buffer }
export type UpstreamResponse = { status: number; headers: http.IncomingHttpHeaders; body: Readable }

/**
 * Sends one request and resolves with the response's headers; `body` is decoded and must be read or destroyed.
 * Rejects with `CallFault`. Never follows a redirect. `signal` is this call's own and closes the socket.
 */
export type Transport = (target: Target, signal: AbortSignal) => Promise<UpstreamResponse>

const AGENT = { keepAlive: true, maxSockets: Infinity, maxFreeSockets: 256, timeout: 60_000 }
const ONCE = { keepAlive: false, timeout: 60_000 }
/** A kept socket that was idle for at least this long may have been closed by the server meanwhile … */
const IDLE_MS = 1_000
/** … which shows at once; later than this the server had the request. */
const SHOWS_WITHIN_MS = 1_000

export type TransportOptions = {
  /** where a name leads, asked once per connection */
  lookup?: LookupFunction | undefined
  /** true: connects to public addresses alone, as DNS gives them at that moment; with a proxy it is the proxy's that is looked at */
  isPublicOnly?: boolean
  /** http or https, with its user and password: every connection goes through it, and it asks DNS */
  proxy?: URL | null
  now?: () => number
}

/** Keeps connections, which are its own: calls with other rights need another one. A call that met a stale one, and surely did not reach the server, is sent once more on a fresh one. */
export function createTransport(options: TransportOptions = {}): Transport {
  const { isPublicOnly = false, proxy = null, now = () => performance.now() } = options
  const lookup = isPublicOnly ? publicLookup(options.lookup) : options.lookup
  const pool = proxy ? tunnelAgents(AGENT, { proxy, lookup }) : { 'http:': new http.Agent(AGENT), 'https:': new https.Agent(AGENT) }
  const fresh = (protocol: Protocol) => (proxy ? tunnelAgents(ONCE, { proxy, lookup })[protocol] : false)
  const idleSince: IdleSince = new WeakMap()
  return async (target, signal) => {
    const protocol = target.url.protocol === 'https:' ? 'https:' : 'http:'
    // a bare address is connected to without any lookup
    if (isPublicOnly && [target.url, proxy].some(isInner)) throw refusedAddress()
    const options = { ...addressOf(target), ...(lookup && { lookup }) }
    const agent = pool[protocol]
    const first = await attempt({ idleSince, now }, target, { ...options, agent }, signal)
    if (first !== 'stale') return first
    const second = signal.aborted ? first : await attempt({ idleSince, now }, target, { ...options, agent: fresh(protocol) }, signal)
    if (second === 'stale') throw fault('reset', { retryable: true })
    return second
  }
}

type Protocol = 'http:' | 'https:'

function isInner(url: URL | null): boolean {
  const address = url && literalAddress(url)
  return address !== null && !isPublicAddress(address)
}

const refusedAddress = (): CallFault => fault('address_refused', { networkCode: new AddressRefused().code, keyFault: true })

export const nodeTransport: Transport = createTransport()

function addressOf({ method, url, headers, body }: Target): https.RequestOptions {
  const length = body === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(body.length) }
  return {
    method,
    protocol: url.protocol,
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port,
    path: url.pathname + url.search,
    headers: { ...headers, ...length },
  }
}

type IdleSince = WeakMap<Socket, number>
type AttemptDeps = { idleSince: IdleSince; now: () => number }

function attempt(
  { idleSince, now }: AttemptDeps,
  target: Target,
  options: https.RequestOptions,
  signal: AbortSignal,
): Promise<UpstreamResponse | 'stale'> {
  return new Promise((resolve, reject) => {
    const request = open(options)
    const sentAt = now()
    let bytesBefore = 0
    let body: Readable | undefined
    const isStale = (error: NodeJS.ErrnoException): boolean => {
      const { socket } = request
      if (!request.reusedSocket || !isReset(error) || socket?.bytesRead !== bytesBefore) return false
      return sentAt - (idleSince.get(socket) ?? sentAt) >= IDLE_MS && now() - sentAt < SHOWS_WITHIN_MS
    }
    request.once('socket', (socket) => (bytesBefore = socket.bytesRead))
    request.once('response', (response) => {
      const { socket } = response
      response.once('end', () => idleSince.set(socket, now()))
      body = decoded(response)
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body })
    })
    request.on('error', (error: NodeJS.ErrnoException) => {
      if (body) body.destroy(error)
      else if (isStale(error)) resolve('stale')
      else reject(networkFault(error, request.socket?.connecting === false))
    })
    const close = (): void => void (body ?? request).destroy()
    if (signal.aborted) close()
    else signal.addEventListener('abort', close, { once: true })
    request.end(target.body)
  })
}

function open(options: https.RequestOptions): http.ClientRequest {
  try {
    return (options.protocol === 'https:' ? https : http).request(options)
  } catch (error) {
    throw fault('invalid_url', { networkCode: (error as NodeJS.ErrnoException).code ?? null })
  }
}

const isReset = ({ code }: NodeJS.ErrnoException): boolean => code === 'ECONNRESET' || code === 'EPIPE'

function networkFault(error: NodeJS.ErrnoException, connected: boolean): CallFault {
  const networkCode = error.code ?? null
  if (error instanceof AddressRefused || networkCode === 'PROXY_EPRIVATE') return refusedAddress()
  if (error instanceof TunnelRefused) return fault('proxy', { networkCode, retryable: true })
  if (networkCode?.startsWith('HPE_')) return fault('malformed', { networkCode })
  return fault(connected && isReset(error) ? 'reset' : 'connect', { networkCode, retryable: true })
}

const FLUSH = { flush: constants.Z_SYNC_FLUSH }

/** Compression was not asked for, but some servers insist; each piece is passed on as it comes. */
function decoded(response: http.IncomingMessage): Readable {
  const decoder = decoderFor(response.headers['content-encoding'])
  return decoder === null ? response : pipeline(response, decoder, () => {})
}

function decoderFor(encoding = 'identity') {
  switch (encoding.toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip(FLUSH)
    case 'deflate':
      return createInflate(FLUSH)
    case 'br':
      return createBrotliDecompress({ flush: constants.BROTLI_OPERATION_FLUSH })
    default:
      return null
  }
}
