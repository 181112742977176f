import { completion } from './chunks.ts'
import type { FakeCall } from './call.ts'
import { textOf } from './texts.ts'

const MEGABYTE = 'x'.repeat(1024 * 1024)

const WORDS: Readonly<Record<number, string>> = {
  401: 'Authentication Fails, Your api key is invalid',
  402: 'Insufficient Balance',
  403: 'Access to this model is forbidden',
  422: 'Failed to deserialize the JSON body',
  429: 'Rate limit reached',
  503: 'Service is too busy',
}

type Fault = (call: FakeCall, at: number) => void | Promise<void>

/** Instead of an answer. `at` is the number behind the `@`. A status code is one of these too. */
export const INSTEAD: Readonly<Record<string, Fault>> = {
  noheaders: () => {},
  nothing: (call) => call.end(),
  html: (call) => call.refuse(200, '<!doctype html><title>Sign in</title>', { 'content-type': 'text/html' }),
  garbage: (call) => call.refuse(200, 'this is no event stream', { 'content-type': 'text/plain' }),
  json: (call) => call.refuse(200, wholeAnswer(call)),
  jsonerror: (call) => call.refuse(200, { error: { message: call.settings.message || 'Model is overloaded', type: 'server_error' } }),
  redirect: (call, at) => call.refuse(at || 302, '', { location: call.settings.location || '/trap/chat/completions' }),
  comments: (call) => mutter(call),
  longline: async (call, at) => {
    await call.raw('data: "')
    for (let sent = 0; sent < (at || 5) && !call.gone; sent++) await call.raw(MEGABYTE)
    await call.raw('"\n\n')
    await call.finish()
  },
}

/** After `@n` tokens. The answer goes on when it returns true. */
export const MIDWAY: Readonly<Record<string, (call: FakeCall) => boolean | Promise<boolean>>> = {
  disconnect: (call) => after(call.cut()),
  reset: (call) => after(call.cut(true)),
  stall: () => false,
  mutter: (call) => mutter(call).then(() => false),
  malformed: (call) => call.data('{"id":"x","choices":[{"index":0,"delta":{"content":"oops').then(() => true),
  half: (call) => call.raw('data: {"id":"x","choices":[{"index":0,"del').then(() => after(call.end())),
  chunking: (call) => after(call.response.socket?.write('zz\r\nno chunk at all\r\n')),
  error: (call) =>
    call.data(JSON.stringify({ error: { message: call.settings.message || 'overloaded', code: 503 } })).then(() => after(call.end())),
  incomplete: (call) => after(call.end()),
}

/** Comments until the caller leaves. */
async function mutter(call: FakeCall): Promise<void> {
  while (!call.gone) await call.comment().then(() => pause(call.settings.ka || 10))
}

const after = (_: unknown): boolean => false

export function refuseWith(call: FakeCall, status: number): void {
  const message = call.settings.message || (WORDS[status] ?? `Error ${status}`)
  const code = call.settings.code || null
  const retry: Record<string, string> = call.settings.retry === '' ? {} : { 'retry-after': call.settings.retry }
  call.refuse(status, { error: { message, type: 'fake_error', param: null, code } }, retry)
}

export function wholeAnswer(call: FakeCall): object {
  const { text, tokens, reasoning, finish } = call.settings
  const counts = { ...call.counts(), completion: tokens + reasoning, reasoning }
  return completion(call.model, textOf(text, tokens), textOf(text, reasoning), counts, finish)
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
