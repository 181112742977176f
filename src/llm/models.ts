import { readText } from './body.ts'
import { CallAborted, UpstreamFailed } from './failed.ts'
import { CallFault, fault } from './fault.ts'
import { isObject, parseJson } from './json.ts'
import type { Upstream } from './llm.ts'
import { Meter } from './meter.ts'
import { refusal } from './refusal.ts'
import { endpoint, headersFor, isSendableKey, secretsOf } from './request.ts'
import { nodeTransport, type Transport } from './transport.ts'

export type ModelsDeps = { transport?: Transport; timeoutMs?: number }

const MAX_BYTES = 4 * 1024 * 1024
const MAX_MODELS = 5_000

/** The models that an upstream lists, within five seconds. Rejects like `streamChat`. */
export async function listModels(
  upstream: Upstream,
  signal: AbortSignal,
  { transport = nodeTransport, timeoutMs = 5_000 }: ModelsDeps = {},
): Promise<{ id: string }[]> {
  const meter = new Meter(() => performance.now())
  const timeout = AbortSignal.timeout(timeoutMs)
  try {
    return await fetchModels(transport, upstream, meter, AbortSignal.any([signal, timeout]))
  } catch (error) {
    if (signal.aborted) throw new CallAborted(meter.report())
    const cause = timeout.aborted ? fault('headers_timeout') : error
    throw cause instanceof CallFault ? new UpstreamFailed(cause.fault, meter.report()) : cause
  }
}

async function fetchModels(transport: Transport, upstream: Upstream, meter: Meter, signal: AbortSignal): Promise<{ id: string }[]> {
  signal.throwIfAborted()
  const url = endpoint(upstream.baseUrl, '/models')
  if (url === null) throw fault('invalid_url')
  if (upstream.apiKey !== null && !isSendableKey(upstream.apiKey)) throw fault('invalid_key', { keyFault: true })
  const { status, headers, body } = await transport({ method: 'GET', url, headers: headersFor(upstream, 'application/json') }, signal)
  meter.httpStatus = status
  const text = await readText(body, MAX_BYTES)
  meter.bytesIn += Buffer.byteLength(text)
  signal.throwIfAborted()
  if (status >= 400) throw refusal(status, headers, text, secretsOf(upstream))
  if (status >= 300) throw fault('redirect')
  const ids = modelIds(text)
  if (ids === null) throw fault('malformed')
  return ids.map((id) => ({ id }))
}

/** The ids of an OpenAI-compatible list (an object with `data` of `{id}`), in its order; null when it is anything else. */
export function modelIds(text: string): string[] | null {
  const list = parseJson(text)
  if (!isObject(list) || !Array.isArray(list['data'])) return null
  const ids = list['data'].slice(0, MAX_MODELS).map((model: unknown) => (isObject(model) ? model['id'] : null))
  if (ids.length === 0) return list['object'] === 'list' ? [] : null
  return ids.every(isModelId) ? [...new Set(ids)] : null
}

const isModelId = (id: unknown): id is string => typeof id === 'string' && id !== '' && id.length <= 200
