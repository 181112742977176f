import type { UpstreamFailed } from '../llm/failed.ts'

/** What is wrong with a key, as finely as there is something else to do about it; each has its words in every language. */
export const KEY_PROBLEMS = [
  'key_refused',
  'key_forbidden',
  'no_credit',
  'rate_limited',
  'overloaded',
  'model_unknown',
  'path_unknown',
  'no_models',
  'question_refused',
  'dns',
  'nothing_listens',
  'tls',
  'timeout',
  'broken_off',
  'address_private',
  'proxy',
  'proxy_login',
  'redirect',
  'unreadable',
  'unreachable',
] as const

export type KeyProblem = (typeof KEY_PROBLEMS)[number]

const BY_STATUS: Readonly<Record<string, KeyProblem>> = {
  http_401: 'key_refused',
  http_403: 'key_forbidden',
  http_404: 'path_unknown',
  http_407: 'proxy_login',
  http_408: 'timeout',
  http_429: 'rate_limited',
  http_504: 'timeout',
  invalid_url: 'path_unknown',
  invalid_key: 'key_refused',
  redirect: 'redirect',
  address_refused: 'address_private',
}

const BY_NETWORK_CODE: Readonly<Record<string, KeyProblem>> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  ECONNREFUSED: 'nothing_listens',
  ETIMEDOUT: 'timeout',
  ECONNRESET: 'broken_off',
  EPIPE: 'broken_off',
  PROXY_407: 'proxy_login',
}

const TLS = /CERT|TLS|SSL|EPROTO|SELF_SIGNED|UNABLE_TO/

/** What to tell the admin of a call that failed. */
export function problemOf(error: UpstreamFailed): KeyProblem {
  const { reason, errorClass, networkCode, upstreamText } = error
  if (reason === 'upstream_no_credit') return 'no_credit'
  if (/^http_(400|404|422)$/.test(errorClass) && /model/i.test(upstreamText ?? '')) return 'model_unknown'
  const known = BY_STATUS[errorClass] ?? (networkCode === null ? undefined : networkProblem(networkCode))
  return known ?? problemOfReason(reason)
}

function networkProblem(code: string): KeyProblem | undefined {
  const known = BY_NETWORK_CODE[code]
  if (known !== undefined) return known
  if (code.startsWith('PROXY_')) return 'proxy'
  return TLS.test(code) ? 'tls' : undefined
}

const BY_REASON: Readonly<Record<string, KeyProblem>> = {
  upstream_key_refused: 'key_refused',
  upstream_no_credit: 'no_credit',
  upstream_busy: 'overloaded',
  upstream_timeout: 'timeout',
  upstream_refused: 'question_refused',
  upstream_address: 'address_private',
  upstream_incomplete: 'broken_off',
  upstream_broken: 'unreadable',
  upstream_empty: 'unreadable',
}

/** The same for a reason that a row keeps, of a call of somebody's. */
export const problemOfReason = (reason: string): KeyProblem =>
  KEY_PROBLEMS.find((problem) => problem === reason) ?? BY_REASON[reason] ?? 'unreachable'
