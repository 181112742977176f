import { demoText } from './demoText.ts'
import { CallAborted } from './failed.ts'
import type { CallOutcome, DeltaKind, OnDelta } from './llm.ts'
import { Meter } from './meter.ts'

export const DEMO_MODEL = 'demo'

export type DemoOptions = { tokensPerSecond?: number; reasoning?: boolean; now?: () => number }

type Token = { kind: DeltaKind; text: string }

/** The built-in model: no AI, no network; for the first minute, when there is no key yet. It counts no tokens. */
export function streamDemo(
  question: string,
  onDelta: OnDelta,
  signal: AbortSignal,
  { tokensPerSecond = 50, reasoning = false, now = () => performance.now() }: DemoOptions = {},
): Promise<CallOutcome> {
  const { promise, resolve, reject } = Promise.withResolvers<CallOutcome>()
  const meter = new Meter(now)
  meter.bytesOut = Buffer.byteLength(question)
  const tokens = tokensOf(question, reasoning)
  const startedAt = now()
  let sent = 0

  const sendDue = (): void => {
    const due = Math.min(tokens.length, Math.floor(((now() - startedAt) * tokensPerSecond) / 1000))
    while (sent < due && !signal.aborted) {
      const { kind, text } = tokens[sent++]!
      meter.delta()
      onDelta(kind, text)
    }
    if (sent === tokens.length) finish()
  }
  const timer = setInterval(sendDue, Math.max(5, Math.floor(1000 / tokensPerSecond)))
  const finish = (): void => {
    stop()
    resolve({ ...meter.report(), finishReason: 'stop', model: DEMO_MODEL })
  }
  const abort = (): void => {
    stop()
    reject(new CallAborted(meter.report()))
  }
  const stop = (): void => {
    clearInterval(timer)
    signal.removeEventListener('abort', abort)
  }

  if (signal.aborted) abort()
  else signal.addEventListener('abort', abort, { once: true })
  return promise
}

function tokensOf(question: string, withReasoning: boolean): Token[] {
  const { reasoning, content } = demoText(question)
  const thoughts = withReasoning ? cut(reasoning).map((text): Token => ({ kind: 'reasoning', text })) : []
  return [...thoughts, ...cut(content).map((text): Token => ({ kind: 'content', text }))]
}

/** Pieces of about the size of a token; no character is cut in two. */
const cut = (text: string): string[] => text.match(/\s*(?:\p{Script=Han}{1,2}|[^\s\p{Script=Han}]{1,5})|\s+/gu) ?? []
