import type { Readable } from 'node:stream'
import { Answer } from './answer.ts'
import { readText } from './body.ts'
import { type CallFault, fault } from './fault.ts'
import type { Limits } from './limits.ts'
import type { ChatRequest, FinishReason, OnDelta, Upstream } from './llm.ts'
import type { Meter } from './meter.ts'
import { Reader } from './reader.ts'
import { Refused, refusal } from './refusal.ts'
import { endpoint, headersFor, isSendableKey, requestBody, secretsOf } from './request.ts'
import type { Target, Transport, UpstreamResponse } from './transport.ts'
import { Watch } from './watch.ts'

export type CallDeps = { transport: Transport; limits: Limits; meter: Meter }
type CallInput = { upstream: Upstream; request: ChatRequest; askUsage: boolean; onDelta: OnDelta }
type Ending = { finishReason: FinishReason; model: string | null }

/** After the end mark the rest of the body is read for this long, so that the socket can be kept. */
const DRAIN_MS = 1_000

/** One attempt of a call. Rejects with `CallFault`, or with anything when `signal` is aborted. */
export async function callOnce({ transport, limits, meter }: CallDeps, input: CallInput, signal: AbortSignal): Promise<Ending> {
  signal.throwIfAborted()
  const target = targetFor(input)
  const closing = new AbortController()
  const close = (): void => closing.abort()
  signal.addEventListener('abort', close, { once: true })
  const watch = new Watch(meter.now, limits, (errorClass) => closing.abort(fault(errorClass, { retryable: true })))
  try {
    meter.bytesOut += target.body?.length ?? 0
    const response = await transport(target, closing.signal)
    meter.httpStatus = response.status
    const ok = response.status >= 200 && response.status < 300
    watch.headers(ok)
    if (!ok) throw await refused(response, limits, input.upstream)
    return await readAnswer({ limits, meter, watch }, input, response)
  } catch (error) {
    throw error instanceof Refused || !closing.signal.aborted ? error : closing.signal.reason
  } finally {
    watch.stop()
    signal.removeEventListener('abort', close)
  }
}

function targetFor({ upstream, request, askUsage }: CallInput): Target {
  const url = endpoint(upstream.baseUrl, '/chat/completions')
  if (url === null) throw fault('invalid_url')
  if (upstream.apiKey !== null && !isSendableKey(upstream.apiKey)) throw fault('invalid_key', { keyFault: true })
  const body = Buffer.from(requestBody(request, { askUsage }))
  return { method: 'POST', url, headers: headersFor(upstream, 'text/event-stream'), body }
}

async function refused({ status, headers, body }: UpstreamResponse, limits: Limits, upstream: Upstream): Promise<CallFault> {
  if (status >= 400) return refusal(status, headers, await readText(body, limits.errorBodyBytes), secretsOf(upstream))
  body.destroy()
  return fault('redirect')
}

type ReadDeps = { limits: Limits; meter: Meter; watch: Watch }

function readAnswer({ limits, meter, watch }: ReadDeps, { onDelta, upstream }: CallInput, { body }: UpstreamResponse): Promise<Ending> {
  const answer = new Answer(meter, limits.answerChars, onDelta)
  const reader = new Reader({ answer, watch, limits, now: meter.now, secrets: secretsOf(upstream) })
  const { promise, resolve, reject } = Promise.withResolvers<Ending>()
  let settled = false

  const settle = (problem: unknown): void => {
    if (settled) return
    settled = true
    answer.close()
    if (!answer.complete) reject(problem)
    else if (answer.empty) reject(fault('empty'))
    else resolve({ finishReason: answer.finishReason ?? 'other', model: answer.model })
    if (answer.complete) letGo(body)
    else body.destroy()
  }
  const step = (read: () => void): void => {
    if (settled) return
    try {
      read()
      if (answer.ended) settle(null)
    } catch (error) {
      settle(error)
    }
  }

  body.on('data', (chunk: Buffer) => {
    meter.bytesIn += chunk.length
    step(() => reader.feed(chunk))
  })
  body.once('end', () => step(() => reader.end()))
  body.once('error', (error: NodeJS.ErrnoException) => settle(brokenOff(error)))
  body.once('close', () => settled || settle(fault('incomplete', { retryable: true })))
  // it broke in the same packet as the headers: none of these will be told
  if (body.destroyed) settle(body.errored ? brokenOff(body.errored) : fault('incomplete', { retryable: true }))
  return promise
}

function letGo(body: Readable): void {
  if (body.readableEnded || body.destroyed) return
  const timer = setTimeout(() => body.destroy(), DRAIN_MS).unref()
  body.once('close', () => clearTimeout(timer))
}

function brokenOff(error: NodeJS.ErrnoException): CallFault {
  const code = error.code ?? null
  const garbled = code !== null && /^(?:HPE_|Z_DATA|ERR__ERROR_FORMAT)/.test(code)
  return garbled ? fault('malformed', { networkCode: code }) : fault('incomplete', { networkCode: code, retryable: true })
}
