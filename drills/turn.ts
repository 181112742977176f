import { textOf } from '../src/test/upstream/texts.ts'
import type { Client } from './clients/client.ts'

export type TurnShape = { tokens: number; tps: number; ttft: number }

/** One question of a drill, and all who read its answer. */
export class Turn {
  readonly index: number
  readonly shape: TurnShape
  readonly question: string
  readonly clientId: string
  /** the whole answer, as the upstream has it */
  readonly wanted: string
  readonly clients: Client[] = []
  /** how often the question was sent */
  tries = 0
  messageId: string | null = null
  sessionId: string | null = null
  readonly #called = Promise.withResolvers<void>()

  constructor(drill: number, index: number, shape: TurnShape) {
    this.index = index
    this.shape = shape
    this.question = `Drill ${drill}, ${index} [[fake:text=numbers&tokens=${shape.tokens}&tps=${shape.tps}&ttft=${shape.ttft}]]`
    this.clientId = `drill-${drill}-${index}`
    this.wanted = textOf('numbers', shape.tokens)
  }

  /** Resolves when it is known by which id the answer can be followed. */
  get known(): Promise<void> {
    return this.#called.promise
  }

  isCalled(messageId: string, sessionId: string): void {
    if (this.messageId !== null && this.messageId !== messageId)
      throw new Error(`one question has two answers: ${this.messageId}, ${messageId}`)
    this.messageId = messageId
    this.sessionId = sessionId
    this.#called.resolve()
  }
}
