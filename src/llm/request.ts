import type { ChatRequest, Upstream } from './llm.ts'

/** The address of `path` under a base URL, whose query is kept; null when that is no http(s) URL. */
export function endpoint(baseUrl: string, path: string): URL | null {
  const url = URL.parse(baseUrl)
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return null
  url.pathname = url.pathname.replace(/\/+$/, '') + path
  url.hash = ''
  return url
}

/** A key goes into a header: printable ASCII without spaces. */
export const isSendableKey = (key: string): boolean => /^[\x21-\x7e]+$/.test(key)

/** shorter ones are words rather than secrets */
const SECRET_LENGTH = 6

/** What a call carries and nobody may read in an error: the key, and what stands in headers of the admin's. */
export const secretsOf = ({ apiKey, headers = {} }: Upstream): string[] => [
  ...(apiKey ? [apiKey] : []),
  ...Object.values(headers).filter((value) => value.length >= SECRET_LENGTH),
]

export function headersFor({ apiKey, headers }: Upstream, accept: string): Record<string, string> {
  return {
    'user-agent': 'AIChat',
    ...headers,
    accept,
    'accept-encoding': 'identity',
    ...(apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }),
  }
}

/**
 * The request body, the same bytes for the same request: a stable prefix is what an upstream's cache lives on.
 * A param of `null` leaves out the field that would be sent otherwise (`stream_options`, `max_tokens`).
 */
export function requestBody(request: ChatRequest, { askUsage = true }: { askUsage?: boolean } = {}): string {
  const fields: Record<string, unknown> = Object.fromEntries([
    ...(request.maxOutputTokens === undefined ? [] : [['max_tokens', request.maxOutputTokens]]),
    ...(askUsage ? [['stream_options', { include_usage: true }]] : []),
    ...paramsOf(request),
    ...thinkingFields(request),
  ])
  const messages = request.messages.map(({ role, content, reasoning }) => ({ role, content, reasoning_content: reasoning }))
  return JSON.stringify({ model: request.model, messages, stream: true, ...fields })
}

const FIXED = new Set(['model', 'messages', 'stream', '__proto__'])

function paramsOf({ params = {} }: ChatRequest): [string, unknown][] {
  const named = Object.entries(params).filter(([name]) => !FIXED.has(name))
  return named.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => [name, value === null ? undefined : value])
}

function thinkingFields({ thinking = 'none', reasoning, params = {} }: ChatRequest): [string, unknown][] {
  if (reasoning === undefined || thinking === 'none') return []
  if (thinking === 'deepseek') return [['thinking', { type: reasoning ? 'enabled' : 'disabled' }]]
  return [['reasoning_effort', reasoning ? (params['reasoning_effort'] ?? 'medium') : 'low']]
}
