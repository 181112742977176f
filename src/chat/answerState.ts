import type { Added } from '../markdown/words.ts'
import type { View } from '../markdown/growing.ts'
import { continuation, type Step } from './continuation.ts'

/** What is shown of an answer. */
export class AnswerState {
  closed: readonly string[] = []
  open = ''
  reasoning = ''
  version = 0
  ended = false
  whole = false
  steps: Step[] = []
  /** how often the log had begun again when it was shown */
  #restarts = 0

  /** Words came to the end of the open block. */
  goOn({ open, depth, html }: Added, reasoning: string): void {
    if (html !== '') this.steps.push({ depth, html })
    this.open = open
    this.reasoning = reasoning
    this.version++
  }

  /** What a rendering gave. Answers how many characters have to be sent anew. */
  show(view: View, { reasoning, restarts, ended }: { reasoning: string; restarts: number; ended: boolean }): number {
    const isSameBlock = view.closed.length === this.closed.length && restarts === this.#restarts
    const added = isSameBlock ? continuation(this.open, view.open) : undefined
    if (added) this.steps.push(...added)
    else this.steps = []
    if (!isSameBlock) this.closed = [...view.closed]
    this.open = view.open
    this.reasoning = reasoning
    this.ended = this.whole = ended
    this.#restarts = restarts
    this.version++
    return isSameBlock && !added ? view.open.length : 0
  }

  /** Nothing could be rendered. */
  fail(ended: boolean): void {
    this.ended = ended
    this.version++
  }
}
