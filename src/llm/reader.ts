import { StringDecoder } from 'node:string_decoder'
import { createParser, type EventSourceMessage, type EventSourceParser } from 'eventsource-parser'
import { type Answer, errorInStream } from './answer.ts'
import { fault } from './fault.ts'
import { isObject, parseJson } from './json.ts'
import type { Limits } from './limits.ts'
import { RepeatedChunk } from './repeated.ts'
import type { Watch } from './watch.ts'

type ReaderDeps = { answer: Answer; watch: Watch; limits: Limits; now: () => number; secrets: readonly string[] }

/**
 * Turns the bytes of a response into chunks for the answer. What the server calls its content does not matter:
 * an event stream never begins with `{` (one JSON object) or `<` (a web page). Throws `CallFault`.
 */
export class Reader {
  private form: 'unknown' | 'sse' | 'json' = 'unknown'
  private readonly decoder = new StringDecoder('utf8')
  private readonly parser: EventSourceParser
  private readonly deps: ReaderDeps
  private readonly json: string[] = []
  private readonly repeated = new RepeatedChunk()
  private at = 0
  private bytes = 0
  /** where in the bytes the last event or comment ended */
  private lastSignBytes = 0
  private over = false

  constructor(deps: ReaderDeps) {
    this.deps = deps
    this.parser = createParser({ onEvent: (event) => this.event(event), onComment: () => this.sign() })
  }

  feed(chunk: Buffer): void {
    this.at = this.deps.now()
    this.bytes += chunk.length
    const text = this.decoder.write(chunk)
    if (this.form === 'unknown') this.form = formOf(text)
    if (this.form === 'json') this.json.push(text)
    else this.parser.feed(text)
    if (this.bytes > this.deps.limits.totalBytes) throw fault('too_long')
    if (this.bytes - this.lastSignBytes > this.deps.limits.lineBytes) throw fault('line_too_long')
  }

  /** The body is over. Throws unless the answer is whole. */
  end(): void {
    this.at = this.deps.now()
    this.over = true
    if (this.form === 'json') this.whole(this.json.join(''))
    else this.parser.feed('\n\n')
    if (this.deps.answer.complete) return
    if (this.bytes === 0) throw fault('empty')
    throw this.lastSignBytes === 0 ? fault('not_sse') : fault('incomplete', { retryable: true })
  }

  private event({ event, data }: EventSourceMessage): void {
    const { answer, watch } = this.deps
    this.lastSignBytes = this.bytes
    if (answer.ended || data === '') return
    const content = event === undefined ? this.repeated.contentOf(data) : null
    if (content !== null) {
      answer.content(content)
      watch.token(this.at)
    } else if (data === '[DONE]') answer.ended = true
    else this.chunk(event, data)
  }

  private chunk(event: string | undefined, data: string): void {
    const { answer, watch, secrets } = this.deps
    const chunk = parseJson(data)
    if (chunk === undefined) throw this.over ? fault('incomplete', { retryable: true }) : fault('malformed')
    if (event === 'error' && isObject(chunk)) throw errorInStream(chunk, secrets)
    if (answer.take(chunk, secrets)) {
      watch.token(this.at)
      this.repeated.learn(data, chunk)
    } else watch.sign(this.at)
    if (answer.finishReason !== null) watch.finished(this.at)
  }

  private sign(): void {
    this.lastSignBytes = this.bytes
    this.deps.watch.sign(this.at)
  }

  private whole(text: string): void {
    const completion = parseJson(text)
    if (!isObject(completion)) throw fault('malformed')
    if (!completion['error'] && !Array.isArray(completion['choices'])) throw fault('not_sse')
    this.deps.answer.take(completion, this.deps.secrets)
    this.deps.answer.ended = true
  }
}

function formOf(text: string): 'unknown' | 'sse' | 'json' {
  const first = /[^\s\uFEFF]/.exec(text)?.[0]
  if (first === '<') throw fault('not_sse')
  return first === undefined ? 'unknown' : first === '{' ? 'json' : 'sse'
}
