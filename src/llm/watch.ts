import type { ErrorClass } from './fault.ts'
import type { Limits } from './limits.ts'

type TimeoutClass = ErrorClass & ('headers_timeout' | 'first_token_timeout' | 'stall' | 'keepalive_only')
type Phase = 'headers' | 'first' | 'tokens' | 'finished' | 'error_body'
type Due = { at: number; errorClass: TimeoutClass }

/** a timer that rings so late was held up with the whole process: what came meanwhile is not read yet */
const ASLEEP_MS = 2_000

/**
 * Watches one call for silence. A token only notes its time: the one timer finds out when it rings that it
 * rang too early, and is set anew. It is moved forward only when a phase with a nearer end begins.
 */
export class Watch {
  private phase: Phase = 'headers'
  private lastSign: number
  private lastToken: number
  private timer: NodeJS.Timeout | undefined
  private readonly now: () => number
  private readonly limits: Limits
  private readonly onTimeout: (errorClass: TimeoutClass) => void

  constructor(now: () => number, limits: Limits, onTimeout: (errorClass: TimeoutClass) => void) {
    this.now = now
    this.limits = limits
    this.onTimeout = onTimeout
    this.lastSign = this.lastToken = now()
    this.arm()
  }

  /** The response's headers are here; `ok` when an answer follows and not a refusal. */
  headers(ok: boolean): void {
    this.lastToken = this.now()
    this.enter(ok ? 'first' : 'error_body', this.lastToken)
  }

  /** A comment, or an event without text. */
  sign(at: number): void {
    if (this.phase !== 'finished') this.lastSign = at
  }

  token(at: number): void {
    this.lastToken = at
    if (this.phase === 'first') this.enter('tokens', at)
    else this.sign(at)
  }

  /** The finish reason is known: only usage and the end mark may follow. */
  finished(at: number): void {
    if (this.phase !== 'finished') this.enter('finished', at)
  }

  stop(): void {
    clearTimeout(this.timer)
  }

  private enter(phase: Phase, at: number): void {
    this.phase = phase
    this.lastSign = at
    clearTimeout(this.timer)
    this.arm()
  }

  private arm(): void {
    this.timer = setTimeout(() => this.check(), Math.max(1, Math.ceil(this.due().at - this.now())))
  }

  private check(): void {
    const [due, now] = [this.due(), this.now()]
    if (now >= due.at && now < due.at + ASLEEP_MS) return this.onTimeout(due.errorClass)
    if (now >= due.at) this.lastSign = this.lastToken = now
    this.arm()
  }

  private due(): Due {
    const { limits, lastSign } = this
    if (this.phase === 'headers') return { at: lastSign + limits.headersMs, errorClass: 'headers_timeout' }
    if (this.phase === 'error_body') return { at: lastSign + limits.errorBodyMs, errorClass: 'stall' }
    if (this.phase === 'finished') return { at: lastSign + limits.afterFinishMs, errorClass: 'stall' }
    const silence = this.phase === 'first' ? limits.firstTokenMs : limits.stallMs
    const alone = this.lastToken + limits.keepaliveMs
    if (alone < lastSign + silence) return { at: alone, errorClass: 'keepalive_only' }
    return { at: lastSign + silence, errorClass: this.phase === 'first' ? 'first_token_timeout' : 'stall' }
  }
}
