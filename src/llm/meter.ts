import type { CallReport, TokenCount } from './llm.ts'

/** What is measured while a call runs, over all of its attempts. */
export class Meter {
  readonly now: () => number
  httpStatus: number | null = null
  bytesOut = 0
  bytesIn = 0
  usage: TokenCount | null = null
  private readonly startedAt: number
  private firstDeltaAt: number | null = null

  constructor(now: () => number) {
    this.now = now
    this.startedAt = now()
  }

  delta(): void {
    this.firstDeltaAt ??= this.now()
  }

  report(): CallReport {
    return {
      httpStatus: this.httpStatus,
      ttftMs: this.firstDeltaAt === null ? null : Math.round(this.firstDeltaAt - this.startedAt),
      durationMs: Math.round(this.now() - this.startedAt),
      bytesOut: this.bytesOut,
      bytesIn: this.bytesIn,
      usage: this.usage,
    }
  }
}
