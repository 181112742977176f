/** How long something is waited for, from the first time that it is missed. */
export class Patience {
  readonly #ms: number
  #timer: NodeJS.Timeout | null = null
  isOver = false

  constructor(ms: number) {
    this.#ms = ms
  }

  begin(): void {
    this.#timer ??= setTimeout(() => (this.isOver = true), this.#ms).unref()
  }

  /** It is there, or nobody wants it any more. */
  end(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    this.isOver = false
  }
}
