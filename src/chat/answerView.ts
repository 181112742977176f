import type { TurnLog } from '../turn/log.ts'
import { AnswerIntake } from './answerIntake.ts'
import { AnswerState } from './answerState.ts'
import type { Step } from './continuation.ts'
import { Pace } from './pace.ts'
import type { RenderOptions } from './rendering.ts'

/** An answer as HTML while it grows: rendered once, for all who look, and not at all while nobody does. */
export interface AnswerView {
  /** finished blocks: only ever appended to */
  readonly closed: readonly string[]
  /** the block that still grows */
  readonly open: string
  readonly reasoning: string
  /** how often it began again, as another text */
  readonly restarts: number
  /** it comes late: see the event of this name */
  readonly delayed: boolean
  /** how the open block went on since it was last another one, or another in the middle; a new array then, else only appended to */
  readonly steps: readonly Step[]
  /** rises with every change */
  readonly version: number
  readonly ended: boolean
  /** true when it has ended and `closed` is all of it */
  readonly whole: boolean
  /** Brings it up to date for one look. */
  refresh(): Promise<void>
  watch(listener: () => void): () => void
}

/** An answer is not rendered more often: nobody reads faster. */
const PAUSE_MS = 100

export function createAnswerView(log: TurnLog, options: RenderOptions, pauseMs = PAUSE_MS, pace = new Pace()): AnswerView {
  const watchers = new Set<() => void>()
  const intake = new AnswerIntake(log, options)
  const state = new AnswerState(intake, pauseMs)
  let failedAt = -Infinity
  let timer: NodeJS.Timeout | null = null
  let rendering = false
  let unwatch: (() => void) | null = null

  function next(): void {
    rest()
    if (log.ended || !state.showNow()) void render()
    else if (state.waits) schedule()
    else wake()
  }

  function wake(): void {
    for (const watcher of watchers) watcher()
    schedule()
  }

  function rest(): void {
    if (timer) clearTimeout(timer)
    timer = null
  }

  /** Renders what is new. What cannot be rendered is left to the end, when the whole answer is rendered once more. */
  async function render(): Promise<void> {
    rest()
    rendering = true
    try {
      await state.render()
    } catch {
      state.fail(log.ended)
      failedAt = Date.now()
    }
    rendering = false
    wake()
  }

  function schedule(): void {
    if (rendering || state.ended || watchers.size === 0 || !(intake.hasMore || state.waits) || (timer && !log.ended)) return
    const left = log.ended ? 0 : untilNext()
    if (left <= 0) next()
    else timer = setTimeout(next, left)
  }

  function untilNext(): number {
    const pause = Math.max(state.pause, pace.pauseMs)
    if (state.waits) return state.parsingAt - Date.now()
    return Math.min(pause, Math.max(intake.wordsAt, failedAt) + pause - Date.now())
  }

  function enter(): () => void {
    const [leave, unwatchLog] = [pace.enter(), log.watch(schedule)]
    return () => {
      leave()
      unwatchLog()
    }
  }

  return {
    get closed() {
      return state.closed
    },
    get open() {
      return state.open
    },
    get reasoning() {
      return state.reasoning
    },
    get restarts() {
      return intake.restarts
    },
    get delayed() {
      return intake.delayed
    },
    get steps() {
      return state.steps
    },
    get version() {
      return state.version
    },
    get ended() {
      return state.ended
    },
    get whole() {
      return state.whole
    },
    async refresh() {
      if (!rendering && !state.ended && (intake.hasMore || state.waits)) await render()
    },
    watch(listener) {
      const watcher = () => listener()
      watchers.add(watcher)
      unwatch ??= enter()
      schedule()
      return () => {
        watchers.delete(watcher)
        if (watchers.size > 0) return
        unwatch?.()
        unwatch = null
        rest()
      }
    },
  }
}

/** The views of this process, one for each answer and language, for as long as the answer's log is kept. */
export class AnswerViews {
  readonly #views = new WeakMap<TurnLog, Map<string, AnswerView>>()
  readonly #pace = new Pace()

  of(log: TurnLog, language: string, options: RenderOptions): AnswerView {
    const views = this.#views.get(log) ?? new Map<string, AnswerView>()
    this.#views.set(log, views)
    const view = views.get(language) ?? createAnswerView(log, options, PAUSE_MS, this.#pace)
    views.set(language, view)
    return view
  }
}
