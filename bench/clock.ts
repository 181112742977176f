/**
 * A clock that is moved by hand, of `setTimeout` and `Date.now` alone. Those of Node's own mock cost more than what is timed with them,
 * which would be counted as the cost of an answer.
 */
type Timer = { at: number; run: () => void }

export class Clock {
  #now = Date.now()
  #timers = new Set<Timer>()
  readonly #real = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout, now: Date.now }

  /** From now on nothing else tells the time. */
  install(): void {
    const setTimer = (run: () => void, ms = 0): Timer => {
      const timer = { at: this.#now + ms, run }
      this.#timers.add(timer)
      return timer
    }
    Object.assign(globalThis, { setTimeout: setTimer, clearTimeout: (timer: Timer) => this.#timers.delete(timer) })
    Date.now = () => this.#now
  }

  uninstall(): void {
    const { now, ...timers } = this.#real
    Object.assign(globalThis, timers)
    Date.now = now
  }

  /** Runs what is due `ms` later, each at its time. */
  tick(ms: number): void {
    const until = this.#now + ms
    for (let next = this.#next(until); next; next = this.#next(until)) {
      this.#timers.delete(next)
      this.#now = Math.max(this.#now, next.at)
      next.run()
    }
    this.#now = until
  }

  #next(until: number): Timer | undefined {
    let next: Timer | undefined
    for (const timer of this.#timers) if (timer.at <= until && (next === undefined || timer.at < next.at)) next = timer
    return next
  }
}
