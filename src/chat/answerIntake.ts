import type { Growing } from '../markdown/growing.ts'
import { Cursor } from '../turn/cursor.ts'
import type { TurnEvent } from '../turn/events.ts'
import type { TurnLog } from '../turn/log.ts'
import { growAnswer, type RenderOptions } from './rendering.ts'

/** What a view has taken in of an answer's log: the text goes to the renderer, the rest is kept here. */
export class AnswerIntake {
  readonly #cursor: Cursor
  readonly #options: RenderOptions
  #growing: Growing | null = null
  reasoning = ''
  /** how often it began again, as another text */
  restarts = 0
  /** it comes late: see the event of this name */
  delayed = false
  /** when words came last, ms */
  wordsAt = -Infinity

  constructor(log: TurnLog, options: RenderOptions) {
    this.#cursor = new Cursor(log)
    this.#options = options
  }

  get hasMore(): boolean {
    return this.#cursor.hasMore
  }

  /** Everything has been taken in, and nothing will come. */
  get ended(): boolean {
    return this.#cursor.ended
  }

  /** Takes what is new, its words as one; answers the renderer that has it, null where one is to be loaded first. */
  take(): Growing | null {
    let words = ''
    while (this.#growing) {
      const event = this.#cursor.next()
      if (event?.type === 'content') words += event.content
      else {
        this.#growing.push(words)
        words = ''
      }
      if (event === undefined) return this.#growing
      this.#note(event)
    }
    return null
  }

  async takeAll(): Promise<Growing> {
    for (let growing = this.take(); ; growing = this.take()) {
      if (growing) return growing
      this.#growing = await growAnswer(this.#options)
    }
  }

  /** A log that begins again is rendered anew. */
  #note(event: TurnEvent): void {
    if (event.type === 'session_id' && event.restarted) {
      this.#growing = null
      this.reasoning = ''
      this.restarts++
    }
    if (event.type === 'delayed' || event.type === 'in_time') this.delayed = event.type === 'delayed'
    if (event.type === 'reasoning') this.reasoning += event.content
    if (event.type === 'reasoning' || event.type === 'content') this.wordsAt = Date.now()
  }
}
