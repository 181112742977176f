import type { IncomingHttpHeaders } from 'node:http'
import type { Reason } from '../errors.ts'
import { CallFault, type Fault } from './fault.ts'
import { isObject, parseJson } from './json.ts'
import { retryAfterMs } from './retryAfter.ts'

/** The server said no with a status of its own. */
export class Refused extends CallFault {
  /** it does not know the field that asks for usage: worth asking again without it */
  readonly usageRefused: boolean

  constructor(fault: Fault, usageRefused: boolean) {
    super(fault)
    this.usageRefused = usageRefused
  }
}

/** What an answer with an error status means: an HTTP response, or an error object that names one. */
export function refusal(status: number, headers: IncomingHttpHeaders, body: string, secrets: readonly string[]): Refused {
  const noCredit = status === 402 || (status === 429 && body.includes('insufficient_quota'))
  const keyFault = noCredit || status === 401 || status === 403
  const fault: Fault = {
    errorClass: `http_${status}`,
    reason: noCredit ? 'upstream_no_credit' : reasonOf(status),
    retryable: !keyFault && (status === 408 || status === 429 || status >= 500),
    keyFault,
    retryAfterMs: retryAfterMs(headers),
    upstreamText: upstreamText(body, secrets),
    networkCode: null,
  }
  return new Refused(fault, (status === 400 || status === 422) && /stream_options|include_usage/.test(body))
}

function reasonOf(status: number): Reason {
  if (status === 401 || status === 403) return 'upstream_key_refused'
  if (status === 408 || status === 504) return 'upstream_timeout'
  if (status === 429 || status === 503 || status === 529) return 'upstream_busy'
  return status >= 500 ? 'upstream_busy' : 'upstream_refused'
}

/** The upstream's own words, for an admin: one line of at most 300 characters without any key. */
export function upstreamText(body: string, secrets: readonly string[]): string | null {
  const text = messageIn(parseJson(body)) ?? body
  const hidden = secrets.reduce((said, secret) => said.replaceAll(secret, '[key]'), text)
  const masked = hidden.replace(/\b(?:sk-|Bearer )[\w.-]{6,}/g, '[key]')
  return (
    masked
      .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
      .trim()
      .slice(0, 300) || null
  )
}

function messageIn(json: unknown): string | null {
  if (!isObject(json)) return null
  const said = isObject(json['error']) ? json['error']['message'] : (json['error'] ?? json['message'] ?? json['detail'])
  return typeof said === 'string' ? said : null
}
