import type { Reason } from '../errors.ts'

const REASON_OF = {
  invalid_url: 'upstream_unreachable',
  invalid_key: 'upstream_key_refused',
  connect: 'upstream_unreachable',
  address_refused: 'upstream_address',
  proxy: 'upstream_unreachable',
  reset: 'upstream_unreachable',
  redirect: 'upstream_broken',
  headers_timeout: 'upstream_timeout',
  first_token_timeout: 'upstream_timeout',
  stall: 'upstream_timeout',
  keepalive_only: 'upstream_timeout',
  not_sse: 'upstream_broken',
  malformed: 'upstream_broken',
  error_in_stream: 'upstream_broken',
  line_too_long: 'upstream_broken',
  incomplete: 'upstream_incomplete',
  empty: 'upstream_empty',
  too_long: 'answer_too_long',
} as const satisfies Record<string, Reason>

/** A short machine word for logs and metrics. */
export type ErrorClass = keyof typeof REASON_OF | `http_${number}`

export type Fault = {
  errorClass: ErrorClass
  reason: Reason
  /** another key, or the same one a little later, may do better */
  retryable: boolean
  /** it is the key's doing: bad, blocked, or out of credit */
  keyFault: boolean
  retryAfterMs: number | null
  /** the upstream's own words for an admin: bounded, the key masked */
  upstreamText: string | null
  /** the system's code of a network error, such as ECONNREFUSED */
  networkCode: string | null
}

type NamedClass = keyof typeof REASON_OF

/** What went wrong within one call; `streamChat` adds the report and turns it into `UpstreamFailed`. */
export class CallFault extends Error {
  readonly fault: Fault

  constructor(fault: Fault) {
    super(fault.errorClass)
    this.name = 'CallFault'
    this.fault = fault
  }
}

const NOTHING = { retryable: false, keyFault: false, retryAfterMs: null, upstreamText: null, networkCode: null }

export const fault = (errorClass: NamedClass, more: Partial<Fault> = {}): CallFault =>
  new CallFault({ errorClass, reason: REASON_OF[errorClass], ...NOTHING, ...more })
