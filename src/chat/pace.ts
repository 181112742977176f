/** What one process renders of all its answers together. */
const RENDERS_PER_SECOND = 8_000
const LONGEST_PAUSE_MS = 500

/** How often the answers that are looked at may be rendered: where they are many, each is shown less often. */
export class Pace {
  #watched = 0

  /** Another answer is looked at. Answers how to tell that it no longer is. */
  enter(): () => void {
    this.#watched++
    return () => void this.#watched--
  }

  /** how long each waits between two renderings */
  get pauseMs(): number {
    return Math.min(LONGEST_PAUSE_MS, (this.#watched * 1_000) / RENDERS_PER_SECOND)
  }
}
