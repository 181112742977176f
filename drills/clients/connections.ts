import http from 'node:http'
import type { Random } from '../world/random.ts'

export type Ask = { url: string; headers: Record<string, string>; body?: string }

/** The open connections of all clients, so that one of them can be cut. */
export class Connections {
  readonly #open = new Set<http.ClientRequest>()
  cuts = 0

  get count(): number {
    return this.#open.size
  }

  /** Sends a request (POST where there is a body) over a connection of its own. */
  request({ url, headers, body }: Ask): Promise<http.IncomingMessage> {
    const method = body === undefined ? 'GET' : 'POST'
    const json = body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    return new Promise((resolve, reject) => {
      const request = http.request(url, { method, headers: { ...headers, ...json }, agent: false }, resolve)
      this.#open.add(request)
      request.once('close', () => this.#open.delete(request))
      request.once('error', reject).end(body)
    })
  }

  /** Breaks one connection, at whatever it is just then. */
  cutOne(random: Random): void {
    if (this.count === 0) return
    this.cuts++
    random.pick([...this.#open]).destroy()
  }
}

export async function wholeText(response: http.IncomingMessage): Promise<string> {
  let text = ''
  for await (const piece of response.setEncoding('utf8')) text += piece as string
  return text
}

export type ServerEvent = { id: string; name: string; data: string }

/** The events of a stream as they come; ends with the stream, throws where it breaks. */
export async function* eventsOf(response: http.IncomingMessage): AsyncGenerator<ServerEvent> {
  let text = ''
  for await (const piece of response.setEncoding('utf8')) {
    text += piece as string
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const event = parseEvent(text.slice(0, end))
      text = text.slice(end + 2)
      if (event) yield event
    }
  }
}

function parseEvent(block: string): ServerEvent | null {
  const lines = block.split('\n').filter((line) => !line.startsWith(':'))
  const values = (name: string) => lines.filter((line) => line.startsWith(`${name}: `)).map((line) => line.slice(name.length + 2))
  const [id] = values('id')
  return id === undefined ? null : { id, name: values('event')[0] ?? 'message', data: values('data').join('\n') }
}
