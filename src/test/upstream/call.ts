import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { createGzip } from 'node:zlib'
import { deltaChunk, finalChunks, type Counts } from './chunks.ts'
import { DEFAULTS, lineEnd, type Settings } from './settings.ts'
import { SplitWriter } from './split.ts'

type RequestBody = { model?: string; stream?: boolean; messages?: { role: string; content: string }[] } & Record<string, unknown>

/** One call that came in: what it asked, what became of it, and the hands to answer it with. */
export class FakeCall {
  readonly key: string | null
  readonly headers: IncomingHttpHeaders
  readonly text: string
  readonly body: RequestBody
  readonly at = Date.now()
  /** the answer went out to its end */
  completed = false
  /** the caller left before that */
  aborted = false
  /** when the connection of this call is done with, either way */
  readonly closed: Promise<void>
  settings: Settings = DEFAULTS
  readonly response: ServerResponse
  private cutByUs = false
  private sentContent = 0
  private sentReasoning = 0
  private writer: SplitWriter | undefined

  constructor(request: IncomingMessage, response: ServerResponse, text: string) {
    this.response = response
    this.headers = request.headers
    this.key = request.headers.authorization?.replace(/^Bearer /, '') ?? null
    this.text = text
    this.body = asBody(text)
    this.closed = new Promise((resolve) => response.once('close', resolve))
    response.once('close', () => {
      this.completed = response.writableFinished && !this.cutByUs
      this.aborted = !response.writableFinished && !this.cutByUs
    })
  }

  get model(): string {
    return this.body.model ?? ''
  }

  /** The text of the last message. */
  get prompt(): string {
    return this.body.messages?.at(-1)?.content ?? ''
  }

  get gone(): boolean {
    return this.response.destroyed || this.cutByUs
  }

  /** One or more content tokens, in one write. */
  send(...tokens: string[]): Promise<void> {
    this.sentContent += tokens.length
    return this.raw(tokens.map((content) => this.event(deltaChunk(this.model, { content }, this.settings.usage === 'null'))).join(''))
  }

  think(...tokens: string[]): Promise<void> {
    this.sentReasoning += tokens.length
    return this.raw(tokens.map((token) => this.event(deltaChunk(this.model, { content: null, reasoning_content: token }))).join(''))
  }

  comment(text = 'keep-alive'): Promise<void> {
    return this.raw(`: ${text}${lineEnd(this.settings).repeat(2)}`)
  }

  /** One event with this data. */
  data(data: string): Promise<void> {
    return this.raw(this.event(data))
  }

  /** Bytes as they are, in the response's stream; the headers go out with the first of them. */
  raw(bytes: string | Buffer): Promise<void> {
    return (this.writer ??= this.begin()).write(bytes)
  }

  /** Finish reason, usage and the end mark, then the end of the response. */
  async finish(finish = this.settings.finish, { usage = this.settings.usage, done = true } = {}): Promise<void> {
    const events = finalChunks(this.model, this.counts(), { finish, usage }).map((data) => this.event(data))
    await this.raw(events.join('') + (done ? this.event('[DONE]') : ''))
    this.end()
  }

  /** Ends the response as it stands. */
  end(): void {
    ;(this.writer ??= this.begin()).end()
  }

  /** Closes the connection in the middle; `abruptly` by a TCP reset. */
  cut(abruptly = false): void {
    this.cutByUs = true
    if (abruptly) this.response.socket?.resetAndDestroy()
    else this.response.destroy()
  }

  /** Answers with a status and a body instead of a stream. */
  refuse(status: number, body: unknown, headers: Record<string, string> = {}): void {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    this.response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text)
  }

  counts(): Counts {
    const completion = this.sentContent + this.sentReasoning
    return { prompt: Math.max(1, Math.round(this.text.length / 4)), completion, reasoning: this.sentReasoning }
  }

  private event(data: string): string {
    const eol = lineEnd(this.settings)
    return `data:${this.settings.nospace ? '' : ' '}${data}${eol}${eol}`
  }

  private begin(): SplitWriter {
    const { gzip, split, bom } = this.settings
    this.response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', ...(gzip && { 'content-encoding': 'gzip' }) })
    const zip = gzip ? createGzip() : null
    zip?.pipe(this.response)
    const writer = new SplitWriter(this.response, zip, split)
    if (bom) void writer.write('\uFEFF')
    return writer
  }
}

function asBody(text: string): RequestBody {
  try {
    return JSON.parse(text) as RequestBody
  } catch {
    return {}
  }
}
