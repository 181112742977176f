import http from 'node:http'
import { buffer } from 'node:stream/consumers'

export type Request = { port: number; path: string; headers?: http.OutgoingHttpHeaders; body?: string }
export type Answer = { status: number; headers: http.IncomingHttpHeaders; body: Buffer }

export const keepAlive = (): http.Agent => new http.Agent({ keepAlive: true, maxSockets: Infinity })

/** Sends a request (POST where there is a body) and resolves with the response as soon as its headers are here. */
export function open(agent: http.Agent, { port, path, headers = {}, body }: Request): Promise<http.IncomingMessage> {
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port,
      path,
      method: body === undefined ? 'GET' : 'POST',
      headers: { ...headers, ...length },
      agent,
    }
    http.request(options, resolve).on('error', reject).end(body)
  })
}

export async function fetchWhole(agent: http.Agent, request: Request): Promise<Answer> {
  const response = await open(agent, request)
  return { status: response.statusCode ?? 0, headers: response.headers, body: await buffer(response) }
}

/** Milliseconds from sending to the arrival of the first token; resolves when the whole answer is read. */
export async function msToFirstToken(agent: http.Agent, request: Request): Promise<number> {
  const start = performance.now()
  const response = await open(agent, request)
  let text = ''
  let ms: number | null = null
  for await (const chunk of response as AsyncIterable<Buffer>) {
    text += chunk.toString()
    if (ms === null && /"content":\s*"[^"]/.test(text)) ms = performance.now() - start
  }
  if (ms === null) throw new Error(`no token came (status ${response.statusCode}): ${text.slice(0, 300)}`)
  return ms
}
