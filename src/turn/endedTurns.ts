import type { Turn } from './turn.ts'

export type Keeping = { keepMs: number; keepTurns: number; keepChars: number }

type Kept = { turn: Turn; number: number }

/** Turns that ended a short while ago: their followers may come back. The oldest go first when they are too many, or too long. */
export class EndedTurns {
  readonly #keeping: Keeping
  readonly #turns = new Map<string, Kept>()
  #count = 0
  #chars = 0

  constructor(keeping: Keeping) {
    this.#keeping = keeping
  }

  find(id: string): Turn | null {
    return this.#turns.get(id)?.turn ?? null
  }

  keep(turn: Turn): void {
    this.#drop(turn.id)
    const number = ++this.#count
    this.#turns.set(turn.id, { turn, number })
    this.#chars += turn.size
    const { keepTurns, keepChars } = this.#keeping
    for (const id of this.#turns.keys()) {
      if (this.#turns.size <= keepTurns && this.#chars <= keepChars) break
      this.#drop(id)
    }
    this.#forgetLater(turn.id, number)
  }

  /** The timer holds no more than the id: what is dropped earlier is free at once. */
  #forgetLater(id: string, number: number): void {
    setTimeout(() => {
      if (this.#turns.get(id)?.number === number) this.#drop(id)
    }, this.#keeping.keepMs).unref()
  }

  #drop(id: string): void {
    const kept = this.#turns.get(id)
    if (kept && this.#turns.delete(id)) this.#chars -= kept.turn.size
  }
}
