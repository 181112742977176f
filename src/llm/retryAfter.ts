import type { IncomingHttpHeaders } from 'node:http'

const SECONDS = /^\d+(?:\.\d+)?$/
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/

/**
 * How long the server asks to wait, in milliseconds: `retry-after` in seconds or as a date (RFC 9110 §10.2.3), or
 * OpenAI's `retry-after-ms`. As it was sent, also when huge: the caller has its own bound.
 */
export function retryAfterMs(headers: IncomingHttpHeaders, now: number = Date.now()): number | null {
  const millis = headers['retry-after-ms']
  if (typeof millis === 'string' && SECONDS.test(millis)) return finite(Number(millis))
  const value = headers['retry-after']?.trim() ?? ''
  if (SECONDS.test(value)) return finite(Number(value) * 1000)
  return HTTP_DATE.test(value) ? Math.max(0, Date.parse(value) - now) : null
}

const finite = (ms: number): number => Math.min(Math.round(ms), Number.MAX_SAFE_INTEGER)
