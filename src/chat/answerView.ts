import type { Growing } from '../markdown/growing.ts'
import { Cursor } from '../turn/cursor.ts'
import type { TurnLog } from '../turn/log.ts'
import { growAnswer, type RenderOptions } from './rendering.ts'

/** An answer as HTML while it grows: rendered once, for all who look, and not at all while nobody does. */
export interface AnswerView {
  /** finished blocks: only ever appended to */
  readonly closed: readonly string[]
  /** the block that still grows */
  readonly open: string
  readonly reasoning: string
  /** rises with every change */
  readonly version: number
  readonly ended: boolean
  /** true when it has ended and `closed` is all of it */
  readonly whole: boolean
  /** Brings it up to date for one look. */
  refresh(): Promise<void>
  watch(listener: () => void): () => void
}

/** Texts that come closer together than this are shown together. */
const COALESCE_MS = 45

export function createAnswerView(log: TurnLog, options: RenderOptions, coalesceMs = COALESCE_MS): AnswerView {
  let growing: Growing | null = null
  const watchers = new Set<() => void>()
  const cursor = new Cursor(log)
  let state = { closed: [] as readonly string[], open: '', reasoning: '', version: 0, ended: false, whole: false }
  let timer: NodeJS.Timeout | null = null
  let rendering = false
  let unwatch: (() => void) | null = null

  /** Takes the new events of the log; answers the reasoning so far. A log that begins again is rendered anew. */
  async function take(): Promise<{ growing: Growing; reasoning: string }> {
    let taking = growing ?? (await growAnswer(options))
    let { reasoning } = state
    for (let event = cursor.next(); event; event = cursor.next()) {
      if (event.type === 'session_id' && event.restarted) {
        taking = await growAnswer(options)
        reasoning = ''
      }
      if (event.type === 'reasoning') reasoning += event.content
      if (event.type === 'content') taking.push(event.content)
    }
    growing = taking
    return { growing: taking, reasoning }
  }

  /** Renders what is new. What cannot be rendered is left to the end, when the whole answer is rendered once more. */
  async function render(): Promise<void> {
    if (timer) clearTimeout(timer)
    timer = null
    rendering = true
    try {
      const { growing: taken, reasoning } = await take()
      const { ended } = cursor
      const { closed, open } = await (ended ? taken.end() : taken.view())
      state = { reasoning, closed, open, ended, whole: ended, version: state.version + 1 }
    } catch {
      state = { ...state, ended: log.ended, version: state.version + 1 }
    }
    rendering = false
    for (const watcher of watchers) watcher()
    if (!state.ended && cursor.hasMore) schedule()
  }

  function schedule(): void {
    if (timer || rendering || state.ended || watchers.size === 0) return
    const isFirst = state.version === 0
    timer = setTimeout(() => void render(), isFirst || log.ended ? 0 : coalesceMs)
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
      if (!rendering && !state.ended && cursor.hasMore) await render()
    },
    watch(listener) {
      const watcher = () => listener()
      watchers.add(watcher)
      unwatch ??= log.watch(schedule)
      schedule()
      return () => {
        watchers.delete(watcher)
        if (watchers.size > 0) return
        unwatch?.()
        unwatch = null
        if (timer) clearTimeout(timer)
        timer = null
      }
    },
  }
}

/** The views of this process, one for each answer and language, for as long as the answer's log is kept. */
export class AnswerViews {
  readonly #views = new WeakMap<TurnLog, Map<string, AnswerView>>()

  of(log: TurnLog, language: string, options: RenderOptions): AnswerView {
    const views = this.#views.get(log) ?? new Map<string, AnswerView>()
    this.#views.set(log, views)
    const view = views.get(language) ?? createAnswerView(log, options)
    views.set(language, view)
    return view
  }
}
