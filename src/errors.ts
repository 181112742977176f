/** What the JSON API calls an error, with the HTTP status that goes with it. */
export const STATUS = {
  invalid_request: 400,
  unauthenticated: 401,
  quota_exceeded: 402,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  unsupported_type: 415,
  unreadable_file: 422,
  rate_limited: 429,
  internal: 500,
  upstream_error: 502,
  no_api_key: 503,
  unavailable: 503,
  upstream_timeout: 504,
} as const

export type ErrorCode = keyof typeof STATUS

/**
 * Why, exactly: each reason has its sentence in every language (`templates/i18n`), and belongs to one code.
 * A sentence says what happened and what to do.
 */
export const REASONS = {
  invalid_body: 'invalid_request',
  invalid_field: 'invalid_request',
  host_unknown: 'invalid_request',
  message_empty: 'invalid_request',
  message_too_long: 'invalid_request',
  question_too_large: 'invalid_request',
  title_empty: 'invalid_request',
  username_invalid: 'invalid_request',
  username_taken: 'conflict',
  group_taken: 'conflict',
  password_short: 'invalid_request',
  password_long: 'invalid_request',
  password_common: 'invalid_request',
  password_mismatch: 'invalid_request',
  username_differs: 'invalid_request',
  wrong_credentials: 'unauthenticated',
  unauthenticated: 'unauthenticated',
  code_required: 'unauthenticated',
  code_wrong: 'unauthenticated',
  second_step_expired: 'unauthenticated',
  confirm_required: 'forbidden',
  confirm_wrong: 'forbidden',
  factor_on: 'conflict',
  factor_off: 'conflict',
  account_disabled: 'forbidden',
  forbidden: 'forbidden',
  cross_site: 'forbidden',
  token_scope: 'forbidden',
  token_not_here: 'forbidden',
  too_many_tokens: 'conflict',
  registration_closed: 'forbidden',
  invite_invalid: 'forbidden',
  setup_link_invalid: 'forbidden',
  sign_in_expired: 'forbidden',
  provider_refused: 'forbidden',
  provider_invalid: 'upstream_error',
  provider_unreachable: 'upstream_error',
  identity_unknown: 'forbidden',
  identity_taken: 'conflict',
  last_way_in: 'conflict',
  setup_pending: 'forbidden',
  last_admin: 'conflict',
  reset_link_invalid: 'forbidden',
  amount_invalid: 'invalid_request',
  days_invalid: 'invalid_request',
  usage_days_invalid: 'invalid_request',
  rate_limits_invalid: 'invalid_request',
  text_too_long: 'invalid_request',
  confirmation_wrong: 'invalid_request',
  word_wrong: 'invalid_request',
  nobody_chosen: 'invalid_request',
  too_many_chosen: 'invalid_request',
  not_yourself: 'conflict',
  issuer_invalid: 'invalid_request',
  issuer_unreachable: 'upstream_error',
  issuer_wrong: 'upstream_error',
  scopes_invalid: 'invalid_request',
  base_url_invalid: 'invalid_request',
  base_url_private: 'invalid_request',
  key_of_server: 'invalid_request',
  headers_of_server: 'invalid_request',
  key_unsendable: 'invalid_request',
  headers_invalid: 'invalid_request',
  proxy_invalid: 'invalid_request',
  proxy_private: 'invalid_request',
  price_amount: 'invalid_request',
  price_base: 'invalid_request',
  price_currencies: 'invalid_request',
  price_currency: 'invalid_request',
  price_from: 'invalid_request',
  price_holidays: 'invalid_request',
  price_lines: 'invalid_request',
  price_midnight: 'invalid_request',
  price_overlap: 'invalid_request',
  price_time: 'invalid_request',
  price_twice: 'invalid_request',
  price_weekdays: 'invalid_request',
  price_window: 'invalid_request',
  price_zone: 'invalid_request',
  price_zones: 'invalid_request',
  model_taken: 'conflict',
  model_is_off: 'conflict',
  params_invalid: 'invalid_request',
  params_not_json: 'invalid_request',
  param_reserved: 'invalid_request',
  audience_empty: 'invalid_request',
  audience_unknown: 'invalid_request',
  not_found: 'not_found',
  turn_deleted: 'not_found',
  answer_running: 'conflict',
  nothing_to_continue: 'conflict',
  not_the_last: 'conflict',
  too_large: 'too_large',
  unsupported_type: 'unsupported_type',
  files_not_yet: 'unsupported_type',
  model_unknown: 'invalid_request',
  no_model_open: 'forbidden',
  rate_limited: 'rate_limited',
  too_many_tries: 'rate_limited',
  quota_tokens: 'quota_exceeded',
  quota_cost: 'quota_exceeded',
  no_api_key: 'no_api_key',
  no_key_works: 'no_api_key',
  server_busy: 'unavailable',
  stopping: 'unavailable',
  upstream_refused: 'upstream_error',
  upstream_key_refused: 'upstream_error',
  upstream_no_credit: 'upstream_error',
  upstream_busy: 'upstream_error',
  upstream_unreachable: 'upstream_error',
  upstream_address: 'upstream_error',
  upstream_broken: 'upstream_error',
  upstream_incomplete: 'upstream_error',
  upstream_empty: 'upstream_error',
  answer_too_long: 'upstream_error',
  upstream_timeout: 'upstream_timeout',
  not_saved: 'unavailable',
  internal: 'internal',
} as const satisfies Record<string, ErrorCode>

export type Reason = keyof typeof REASONS

/** A reason as a row keeps it. */
export const toReason = (text: string | null): Reason => (text !== null && Object.hasOwn(REASONS, text) ? (text as Reason) : 'internal')

/** What a sentence may mention: the field's name, a limit, what is left of it and until when (ms), seconds to wait, the model's name. */
export type ErrorDetail = {
  field?: string
  limit?: number
  actual?: number
  seconds?: number
  model?: string
  left?: number
  until?: number
  timeZone?: string
  currency?: string
  /** of an API token */
  scope?: string
  /** of a list, from 1 */
  lines?: readonly number[]
  /** what was named and is not known, or may not be said */
  name?: string
}

/** An expected outcome: mapped to a status and words in `web/errors`, never logged as a fault. */
export class AppError extends Error {
  readonly reason: Reason
  readonly detail: ErrorDetail

  constructor(reason: Reason, detail: ErrorDetail = {}, options?: ErrorOptions) {
    super(reason, options)
    this.name = 'AppError'
    this.reason = reason
    this.detail = detail
  }

  get code(): ErrorCode {
    return REASONS[this.reason]
  }

  get status(): (typeof STATUS)[ErrorCode] {
    return STATUS[this.code]
  }
}
