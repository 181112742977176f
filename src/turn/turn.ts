import { AppError, type ErrorDetail, type Reason } from '../errors.ts'
import type { CallOutcome, CallReport, OnDelta } from '../llm/llm.ts'
import type { TurnEvent, TurnStatus } from './events.ts'
import { createMemoryLog, type TurnLog } from './log.ts'

/** What a turn does: one upstream call, or whatever else makes deltas. Rejects like `streamChat`. */
export type RunTurn = (onDelta: OnDelta, signal: AbortSignal) => Promise<CallOutcome>

/** The text of an answer so far, and who writes it; `reasoningMs` is null until the content begins. */
export type Snapshot = { id: string; writer: string; content: string; reasoning: string; reasoningMs: number | null }

/** The text that an answer had before this turn, where the turn goes on with it. */
export type Begun = Omit<Snapshot, 'id' | 'writer'>

const NOTHING_YET: Begun = { content: '', reasoning: '', reasoningMs: null }

export type Settlement = Snapshot & {
  /** what this turn has added */
  written: { content: string; reasoning: string }
  status: TurnStatus
  finishReason: string | null
  failure: { reason: Reason; detail: ErrorDetail; errorClass: string | null; cause: unknown } | null
  report: CallReport | null
}

/** One answer to be made. */
export type TurnTask = {
  id: string
  /** names this turn in the answer's row: see `newWriter` */
  writer: string
  /** whose answer it is */
  userId: string
  /** id of its first event; another than that of an earlier turn of the same answer */
  firstId?: number
  /** the first events of the log */
  opening: readonly TurnEvent[]
  /** where the turn goes on with an answer: its text so far, which followers are told after the opening */
  begun?: Begun
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
  readonly writer: string
  readonly userId: string
  readonly log: TurnLog
  /** text came since the last snapshot */
  dirty = false
  readonly #append: (event: TurnEvent) => void
  readonly #abort = new AbortController()
  readonly #now: () => number
  readonly #startedAt: number
  readonly #begun: Begun
  #content: string
  #reasoning: string
  #reasoningMs: number | null

  constructor({ id, writer, userId, firstId, opening, begun = NOTHING_YET }: Omit<TurnTask, 'work' | 'settle'>, now: () => number) {
    const log = createMemoryLog(firstId)
    this.id = id
    this.writer = writer
    this.userId = userId
    this.log = log
    this.#append = log.append
    this.#now = now
    this.#startedAt = now()
    this.#begun = begun
    this.#content = begun.content
    this.#reasoning = begun.reasoning
    this.#reasoningMs = begun.reasoningMs
    for (const event of [...opening, ...textEvents(begun)]) log.append(event)
  }

  stop(by: EndedBy): void {
    this.#abort.abort(by)
  }

  /** characters that it holds */
  get size(): number {
    return this.#content.length + this.#reasoning.length
  }

  snapshot(): Snapshot {
    return { id: this.id, writer: this.writer, content: this.#content, reasoning: this.#reasoning, reasoningMs: this.#reasoningMs }
  }

  /** Runs to the end and says how it ended; never rejects. */
  async run(work: RunTurn): Promise<Settlement> {
    const { signal } = this.#abort
    try {
      const outcome = await work(this.#take, signal)
      return { ...this.#text(), status: 'complete', finishReason: outcome.finishReason, failure: null, report: outcome }
    } catch (error) {
      const report = reportOf(error)
      if (signal.aborted) {
        const status = signal.reason === 'user' ? 'stopped' : 'interrupted'
        return { ...this.#text(), status, finishReason: status, failure: null, report }
      }
      return { ...this.#text(), status: 'failed', finishReason: null, failure: failureOf(error), report }
    }
  }

  #text(): Snapshot & Pick<Settlement, 'written'> {
    const content = this.#content.slice(this.#begun.content.length)
    const reasoning = this.#reasoning.slice(this.#begun.reasoning.length)
    return { ...this.snapshot(), written: { content, reasoning } }
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

/** A text as followers are told it who were not there when it was written. */
export const textEvents = ({ content, reasoning }: { content: string; reasoning: string | null }): TurnEvent[] => [
  ...(reasoning ? [{ type: 'reasoning' as const, content: reasoning }] : []),
  ...(content === '' ? [] : [{ type: 'content' as const, content }]),
]

function reportOf(error: unknown): CallReport | null {
  return error instanceof Error && 'report' in error ? (error.report as CallReport) : null
}

function failureOf(error: unknown): NonNullable<Settlement['failure']> {
  if (!(error instanceof AppError)) return { reason: 'internal', detail: {}, errorClass: 'internal', cause: error }
  const errorClass = 'errorClass' in error && typeof error.errorClass === 'string' ? error.errorClass : null
  return { reason: error.reason, detail: error.detail, errorClass, cause: error }
}
