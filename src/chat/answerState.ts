import type { Growing, View } from '../markdown/growing.ts'
import type { AnswerIntake } from './answerIntake.ts'
import { continuation, type Step } from './continuation.ts'

const LONGEST_PAUSE_MS = 500
/** What words do to the open block that are more than words is shown half as often as plain words: it has to be parsed. */
const PARSING_PAUSES = 2
/** An answer that is dear to render, or that has to be sent anew, is shown less often: a tenth of a core and some 4 kB/s. */
const PAUSE_PER_CPU_MS = 10
const PAUSE_PER_CHARACTER = 0.25

const pauseAfter = (milliseconds: number, charactersResent: number): number =>
  Math.min(LONGEST_PAUSE_MS, Math.max(milliseconds * PAUSE_PER_CPU_MS, charactersResent * PAUSE_PER_CHARACTER))

/** What is shown of an answer. */
export class AnswerState {
  closed: readonly string[] = []
  open = ''
  reasoning = ''
  version = 0
  ended = false
  whole = false
  steps: Step[] = []
  /** how long to wait until the next, ms */
  pause: number
  /** what was taken in is not shown yet: the open block was parsed just now */
  waits = false
  readonly #intake: AnswerIntake
  readonly #least: number
  /** how often the log had begun again when it was shown */
  #restarts = 0
  #parsingAt = -Infinity

  constructor(intake: AnswerIntake, pauseMs: number) {
    this.#intake = intake
    this.#least = this.pause = pauseMs
  }

  /** when the open block may be parsed again, ms */
  get parsingAt(): number {
    return this.#parsingAt
  }

  /** Shows what is new, where nothing has to be waited for. What fails here fails in `render`, too. */
  showNow(): boolean {
    try {
      const growing = this.#intake.take()
      return growing !== null && (this.#goOn(growing) || this.#wait(growing) || this.#renderNow(growing))
    } catch {
      return false
    }
  }

  async render(): Promise<void> {
    const growing = await this.#intake.takeAll()
    const began = performance.now()
    this.#show(await (this.#intake.ended ? growing.end() : growing.view()), began)
  }

  /** Nothing could be rendered. */
  fail(ended: boolean): void {
    this.ended = ended
    this.waits = false
    this.version++
  }

  /** Words came to the end of the open block. */
  #goOn(growing: Growing): boolean {
    const added = growing.goOn()
    if (!added) return false
    const { open, depth, html } = added
    if (html !== '') this.steps.push({ depth, html })
    this.open = open
    this.reasoning = this.#intake.reasoning
    this.pause = this.#least
    this.waits = false
    this.version++
    return true
  }

  /** A finished block does not wait, and neither does thinking. */
  #wait(growing: Growing): boolean {
    this.waits = !growing.hasFinished && this.reasoning === this.#intake.reasoning && Date.now() < this.parsingAt
    return this.waits
  }

  #renderNow(growing: Growing): boolean {
    const began = performance.now()
    const view = growing.now()
    if (view) this.#show(view, began)
    return view !== undefined
  }

  #show(view: View, began: number): void {
    const cost = performance.now() - began
    const { reasoning, restarts, ended } = this.#intake
    const isSameBlock = view.closed.length === this.closed.length && restarts === this.#restarts
    const added = isSameBlock ? continuation(this.open, view.open) : undefined
    if (added) this.steps.push(...added)
    else this.steps = []
    if (!isSameBlock) this.closed = [...view.closed]
    this.open = view.open
    this.reasoning = reasoning
    this.ended = this.whole = ended
    this.#restarts = restarts
    // after a rest twice in a row, so that the beginning of a block is there at once
    this.#parsingAt = Math.max(this.#parsingAt + this.#least * PARSING_PAUSES, Date.now())
    this.waits = false
    this.pause = Math.max(this.#least, pauseAfter(cost, isSameBlock && !added ? view.open.length : 0))
    this.version++
  }
}
