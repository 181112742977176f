import http from 'node:http'
import https from 'node:https'
import type { LookupFunction, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import tls from 'node:tls'

/** The way through a proxy was not opened; `code` says why: PROXY_ and the network's code, or the status of its answer. */
export class TunnelRefused extends Error {
  readonly code: string

  constructor(why: string) {
    super(`the proxy did not open the way: ${why}`)
    this.name = 'TunnelRefused'
    this.code = `PROXY_${why}`
  }
}

type Opened = (error: Error | null, socket?: Duplex) => void
type Through = { proxy: URL; lookup?: LookupFunction | undefined }
type Destination = https.RequestOptions & { host?: string | null; port?: number | string | null }

const OPEN_WITHIN_MS = 15_000

/** Opens a connection through an http(s) proxy (CONNECT, RFC 9110 §9.3.6), for http as for https: the proxy sees where to, and no more. */
function openTunnel({ proxy, lookup }: Through, { host, port }: Destination, opened: Opened): void {
  const authority = `${host?.includes(':') ? `[${host}]` : host}:${port}`
  const name = decodeURIComponent(proxy.username)
  const login = name === '' ? {} : { 'proxy-authorization': `Basic ${btoa8(`${name}:${decodeURIComponent(proxy.password)}`)}` }
  const request = (proxy.protocol === 'https:' ? https : http).request({
    protocol: proxy.protocol,
    hostname: proxy.hostname.replace(/^\[|\]$/g, ''),
    port: proxy.port,
    method: 'CONNECT',
    path: authority,
    headers: { host: authority, ...login },
    agent: false,
    timeout: OPEN_WITHIN_MS,
    ...(lookup && { lookup }),
  })
  request.once('connect', (response, socket, rest: Buffer) => {
    socket.setTimeout(0)
    if (response.statusCode === 200 && rest.length === 0) return opened(null, socket)
    socket.destroy()
    opened(new TunnelRefused(`${response.statusCode}`))
  })
  // an answer that is none to CONNECT
  request.once('response', (response) => {
    response.destroy()
    opened(new TunnelRefused(`${response.statusCode}`))
  })
  request.once('timeout', () => request.destroy(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })))
  request.once('error', (error: NodeJS.ErrnoException) => opened(new TunnelRefused(error.code ?? 'ERROR')))
  request.end()
}

const btoa8 = (text: string): string => Buffer.from(text, 'utf8').toString('base64')

const once = (opened: Opened): Opened => {
  let done = false
  return (error, socket) => {
    if (done) return
    done = true
    opened(error, socket)
  }
}

/** Agents whose connections all go through one proxy. */
export function tunnelAgents(options: http.AgentOptions, through: Through): Record<'http:' | 'https:', http.Agent> {
  class Plain extends http.Agent {
    override createConnection(destination: Destination, opened: Opened): undefined {
      openTunnel(through, destination, once(opened))
    }
  }
  class Secure extends https.Agent {
    override createConnection(destination: Destination, opened: Opened): undefined {
      openTunnel(
        through,
        destination,
        once((error, socket) => {
          if (error || !socket) return opened(error)
          const { host: _host, port: _port, path: _path, ...options } = destination
          opened(null, tls.connect({ ...(options as tls.ConnectionOptions), socket: socket as Socket }))
        }),
      )
    }
  }
  return { 'http:': new Plain(options), 'https:': new Secure(options) }
}
