import { AppError, type ErrorDetail, type Reason } from '../errors.ts'
import type { CallOutcome, CallReport, OnDelta } from '../llm/llm.ts'
import type { TurnEvent, TurnStatus } from './events.ts'
import { createMemoryLog, type TurnLog } from './log.ts'

/** What a turn does: one upstream call, or whatever else makes deltas. Rejects like `streamChat`. */
export type RunTurn = (onDelta: OnDelta, signal: AbortSignal) => Promise<CallOutcome>

/** The text of an answer so far; `reasoningMs` is null until the content begins. */
export type Snapshot = { id: string; content: string; reasoning: string; reasoningMs: number | null }

export type Settlement = Snapshot & {
  status: TurnStatus
  finishReason: string | null
  failure: { reason: Reason; detail: ErrorDetail; errorClass: string | null; cause: unknown } | null
  report: CallReport | null
}

/** One answer to be made. */
export type TurnTask = {
  id: string
  /** the first events of the log */
  opening: readonly TurnEvent[]
  work: RunTurn
  /**
   * Saves the end at once and once: text, status, usage. Answers what followers are told before the end.
   * Tried again when it rejects.
   */
  settle(settlement: Settlement): Promise<readonly TurnEvent[]>
}

export type EndedBy = 'user' | 'shutdown'

/** One running answer. It belongs to no connection. */
export class Turn {
  readonly id: string
  readonly log: TurnLog
  /** text came since the last snapshot */
  dirty = false
  readonly #append: (event: TurnEvent) => void
  readonly #abort = new AbortController()
  readonly #now: () => number
  readonly #startedAt: number
  #content = ''
  #reasoning = ''
  #reasoningMs: number | null = null

  constructor(id: string, opening: readonly TurnEvent[], now: () => number) {
    const log = createMemoryLog()
    this.id = id
    this.log = log
    this.#append = log.append
    this.#now = now
    this.#startedAt = now()
    for (const event of opening) log.append(event)
  }

  stop(by: EndedBy): void {
    this.#abort.abort(by)
  }

  /** characters that it holds */
  get size(): number {
    return this.#content.length + this.#reasoning.length
  }

  snapshot(): Snapshot {
    return { id: this.id, content: this.#content, reasoning: this.#reasoning, reasoningMs: this.#reasoningMs }
  }

  /** Runs to the end and says how it ended; never rejects. */
  async run(work: RunTurn): Promise<Settlement> {
    const { signal } = this.#abort
    try {
      const outcome = await work(this.#take, signal)
      return { ...this.snapshot(), status: 'complete', finishReason: outcome.finishReason, failure: null, report: outcome }
    } catch (error) {
      const report = reportOf(error)
      if (signal.aborted) {
        const status = signal.reason === 'user' ? 'stopped' : 'interrupted'
        return { ...this.snapshot(), status, finishReason: status, failure: null, report }
      }
      return { ...this.snapshot(), status: 'failed', finishReason: null, failure: failureOf(error), report }
    }
  }

  /** The last words to the followers. */
  close(events: readonly TurnEvent[]): void {
    for (const event of events) this.#append(event)
  }

  readonly #take: OnDelta = (kind, text) => {
    if (text === '') return
    if (kind === 'reasoning') this.#reasoning += text
    else {
      if (this.#reasoning !== '' && this.#reasoningMs === null) this.#reasoningMs = this.#now() - this.#startedAt
      this.#content += text
    }
    this.dirty = true
    this.#append({ type: kind, content: text })
  }
}

function reportOf(error: unknown): CallReport | null {
  return error instanceof Error && 'report' in error ? (error.report as CallReport) : null
}

function failureOf(error: unknown): NonNullable<Settlement['failure']> {
  if (!(error instanceof AppError)) return { reason: 'internal', detail: {}, errorClass: 'internal', cause: error }
  const errorClass = 'errorClass' in error && typeof error.errorClass === 'string' ? error.errorClass : null
  return { reason: error.reason, detail: error.detail, errorClass, cause: error }
}
