/** What one call may take. Times in milliseconds. */
export type Limits = {
  /** from the request to the response headers */
  headersMs: number
  /** silence before the first token; a keep-alive comment breaks the silence */
  firstTokenMs: number
  /** silence after the first token */
  stallMs: number
  /** signs of life (comments, empty chunks) without a single token */
  keepaliveMs: number
  /** wait for usage and the end mark once the finish reason is known */
  afterFinishMs: number
  /** to read the body of a refusal */
  errorBodyMs: number
  /** bytes of one event */
  lineBytes: number
  /** characters of content and reasoning together */
  answerChars: number
  errorBodyBytes: number
  /** bytes of the whole response, decoded */
  totalBytes: number
}

export const DEFAULT_LIMITS: Limits = {
  headersMs: 30_000,
  firstTokenMs: 60_000,
  stallMs: 30_000,
  keepaliveMs: 120_000,
  afterFinishMs: 5_000,
  errorBodyMs: 5_000,
  lineBytes: 4 * 1024 * 1024,
  answerChars: 1024 * 1024,
  errorBodyBytes: 64 * 1024,
  totalBytes: 64 * 1024 * 1024,
}
