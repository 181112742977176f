import { CallFault, fault } from './fault.ts'
import { isObject, type JsonObject } from './json.ts'
import type { DeltaKind, FinishReason, OnDelta } from './llm.ts'
import type { Meter } from './meter.ts'
import { refusal, upstreamText } from './refusal.ts'
import { ThinkSplitter } from './think.ts'
import { readUsage } from './tokenCount.ts'

const FINISH: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  eos: 'stop',
  end_turn: 'stop',
  length: 'length',
  max_tokens: 'length',
  content_filter: 'content_filter',
  insufficient_system_resource: 'insufficient_system_resource',
}

const STATUS_OF: Readonly<Record<string, number>> = {
  invalid_api_key: 401,
  authentication_error: 401,
  insufficient_quota: 402,
  rate_limit_exceeded: 429,
  rate_limit_error: 429,
  server_error: 500,
  overloaded_error: 529,
}

/** The answer as it grows: takes parsed chunks, gives out deltas, remembers how it ended. */
export class Answer {
  finishReason: FinishReason | null = null
  model: string | null = null
  /** the stream's own end mark was seen, or a whole completion came at once */
  ended = false
  private chars = 0
  private readonly meter: Meter
  private readonly maxChars: number
  private readonly onDelta: OnDelta
  private readonly splitter: ThinkSplitter

  constructor(meter: Meter, maxChars: number, onDelta: OnDelta) {
    this.meter = meter
    this.maxChars = maxChars
    this.onDelta = onDelta
    this.splitter = new ThinkSplitter(onDelta)
  }

  /** Whole: nothing that happens to the connection now can spoil it. */
  get complete(): boolean {
    return this.finishReason !== null || this.ended
  }

  /** A stop without a word; other ends without text are told by their finish reason. */
  get empty(): boolean {
    return this.chars === 0 && (this.finishReason ?? 'stop') === 'stop'
  }

  /** Takes one chunk (or a whole completion); true when it brought text. Throws `CallFault`. */
  take(chunk: unknown, secrets: readonly string[]): boolean {
    if (!isObject(chunk)) throw fault('malformed')
    if (chunk['error']) throw errorInStream(chunk, secrets)
    if (this.model === null && typeof chunk['model'] === 'string') this.model = chunk['model'].slice(0, 200)
    const choices = chunk['choices']
    const choice: unknown = Array.isArray(choices) ? choices[0] : undefined
    if (chunk['usage']) this.count(chunk['usage'])
    return isObject(choice) && this.takeChoice(choice)
  }

  /** Takes what a chunk brings that has nothing but content. Throws `CallFault`. */
  content(text: string): void {
    this.give('content', text)
  }

  /** No more text will come. */
  close(): void {
    this.splitter.end()
  }

  private takeChoice(choice: JsonObject): boolean {
    const before = this.chars
    const delta = choice['delta'] ?? (before === 0 ? choice['message'] : undefined)
    if (isObject(delta)) {
      const thought = delta['reasoning_content'] || delta['reasoning']
      if (typeof thought === 'string' && thought !== '') this.give('reasoning', thought)
      if (typeof delta['content'] === 'string' && delta['content'] !== '') this.give('content', delta['content'])
    }
    if (typeof choice['finish_reason'] === 'string') this.finishReason = FINISH[choice['finish_reason'].toLowerCase()] ?? 'other'
    if (choice['usage']) this.count(choice['usage'])
    return this.chars > before
  }

  private give(kind: DeltaKind, text: string): void {
    const room = this.maxChars - this.chars
    const part = text.length <= room ? text : text.slice(0, room).replace(/[\uD800-\uDBFF]$/, '')
    this.chars += text.length
    if (part !== '') {
      this.meter.delta()
      if (kind === 'content') this.splitter.content(part)
      else this.onDelta('reasoning', part)
    }
    if (text.length > room) throw fault('too_long')
  }

  private count(usage: unknown): void {
    this.meter.usage = readUsage(usage) ?? this.meter.usage
  }
}

/** An error object within a response that began well; its code may be that of an HTTP status. */
export function errorInStream(chunk: JsonObject, secrets: readonly string[]): CallFault {
  const text = JSON.stringify(chunk)
  const error = isObject(chunk['error']) ? chunk['error'] : chunk
  const names = [error['code'], error['status'], error['type']]
  const status = names.map((name) => STATUS_OF[String(name)] ?? Number(name ?? NaN)).find((code) => code >= 400 && code < 600)
  if (status === undefined) return fault('error_in_stream', { upstreamText: upstreamText(text, secrets) })
  return new CallFault({ ...refusal(status, {}, text, secrets).fault, errorClass: 'error_in_stream' })
}
