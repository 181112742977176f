import type { FakeCall } from './call.ts'
import { INSTEAD, MIDWAY, refuseWith, wholeAnswer } from './faults.ts'
import { tokenAt } from './texts.ts'

/** Exact texts for one answer, token by token, in place of `tokens` and `text`. */
export type Lines = { content?: readonly string[]; thoughts?: readonly string[] }

/** Answers a call as its settings say. */
export async function play(call: FakeCall, lines: Lines): Promise<void> {
  const [fault = '', at = '0'] = call.settings.fault.split('@')
  if (/^\d{3}$/.test(fault)) return refuseWith(call, Number(fault))
  if (INSTEAD[fault]) return INSTEAD[fault](call, Number(at))
  if (call.body.stream !== true) return call.refuse(200, wholeAnswer(call))
  await beforeFirst(call)
  const tokens = fault === 'empty' ? [] : [...tokensOf(call, lines)]
  const stop = MIDWAY[fault] ? Number(at) : Infinity
  if (!(await sendAll(call, tokens.slice(0, stop)))) return
  if (MIDWAY[fault] && !(await MIDWAY[fault](call))) return
  if (!(await sendAll(call, tokens.slice(stop)))) return
  await call.finish(undefined, { done: fault !== 'nodone' })
}

type Token = { text: string; thought: boolean }

function* tokensOf({ settings }: FakeCall, { content, thoughts }: Lines): Generator<Token> {
  for (const text of thoughts ?? counted(settings.text, settings.reasoning)) yield { text, thought: true }
  for (const text of content ?? counted(settings.text, settings.tokens)) yield { text, thought: false }
}

const counted = (text: string, count: number): string[] => Array.from({ length: count }, (_, i) => tokenAt(text, i))

async function beforeFirst(call: FakeCall): Promise<void> {
  const { ttft, ka } = call.settings
  const start = performance.now()
  for (let left = ttft; left > 0 && !call.gone; left = ttft - (performance.now() - start)) {
    if (ka > 0) await call.comment()
    await pause(Math.min(left, ka || left))
  }
}

/** False when the caller left meanwhile. */
async function sendAll(call: FakeCall, tokens: readonly Token[]): Promise<boolean> {
  const { tps, group } = call.settings
  let due = performance.now()
  for (let at = 0; at < tokens.length && !call.gone;) {
    const thought = tokens[at]!.thought
    const part = tokens.slice(at, at + Math.max(1, group)).filter((token) => token.thought === thought)
    const texts = part.map(({ text }) => text)
    await (thought ? call.think(...texts) : call.send(...texts))
    at += part.length
    due += tps > 0 ? (1000 * part.length) / tps : 0
    if (tps > 0) await pause(due - performance.now())
  }
  return !call.gone
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)))
