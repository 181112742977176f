import { AppError, type Reason } from '../errors.ts'
import type { ErrorClass, Fault } from './fault.ts'
import type { CallReport } from './llm.ts'

/** The call ended without a whole answer. Its message is the reason alone: no word of the upstream, no key. */
export class UpstreamFailed extends AppError {
  readonly report: CallReport
  readonly errorClass: ErrorClass
  readonly retryable: boolean
  readonly keyFault: boolean
  readonly retryAfterMs: number | null
  readonly networkCode: string | null
  /** private, so that no logger that prints an error's fields prints the upstream's words */
  readonly #upstreamText: string | null

  constructor(fault: Fault, report: CallReport) {
    super(fault.reason, fault.retryAfterMs === null ? {} : { seconds: Math.max(1, Math.ceil(fault.retryAfterMs / 1_000)) })
    this.name = 'UpstreamFailed'
    this.report = report
    this.errorClass = fault.errorClass
    this.retryable = fault.retryable && report.ttftMs === null
    this.keyFault = fault.keyFault
    this.retryAfterMs = fault.retryAfterMs
    this.networkCode = fault.networkCode
    this.#upstreamText = fault.upstreamText
  }

  /** the upstream's own words, at most 300 characters, the key masked: for an admin's eyes */
  get upstreamText(): string | null {
    return this.#upstreamText
  }

  /** whether any delta was given out before it failed */
  get delivered(): boolean {
    return this.report.ttftMs !== null
  }

  /** The same failure, said in other words. */
  as(reason: Reason): UpstreamFailed {
    const { errorClass, retryable, keyFault, retryAfterMs, networkCode, upstreamText } = this
    return new UpstreamFailed({ reason, errorClass, retryable, keyFault, retryAfterMs, networkCode, upstreamText }, this.report)
  }
}

/** The caller's signal ended the call. */
export class CallAborted extends Error {
  readonly report: CallReport

  constructor(report: CallReport) {
    super('the call was aborted')
    this.name = 'CallAborted'
    this.report = report
  }

  get delivered(): boolean {
    return this.report.ttftMs !== null
  }
}
