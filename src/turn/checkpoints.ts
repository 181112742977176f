import type { Logger } from '../log.ts'
import { inTime } from './settling.ts'
import type { EndedBy, Snapshot, Turn } from './turn.ts'

const ANSWER_MS = 10_000
/** how often other processes are told that we live */
const TOUCH_MS = 4_000

export type CheckpointDeps = {
  /** Answers the writers whose answers somebody else has ended. */
  checkpoint(snapshots: readonly Snapshot[]): Promise<readonly string[]>
  touch?(): Promise<void>
  stopsAskedFor?(): Promise<readonly string[]>
  log: Logger
  now: () => number
}

/** Saves the texts of running turns again and again, all at once, and looks for stops that other processes ask for. */
export class Checkpoints {
  readonly #deps: CheckpointDeps
  readonly #running: () => Turn[]
  readonly #stop: (id: string, by: EndedBy) => void
  readonly #everyMs: number
  #timer: NodeJS.Timeout | null = null
  #busy = false
  #touchedAt = 0

  constructor(deps: CheckpointDeps, running: () => Turn[], stop: (id: string, by: EndedBy) => void, everyMs: number) {
    this.#deps = deps
    this.#running = running
    this.#stop = stop
    this.#everyMs = everyMs
  }

  work(): void {
    this.#timer ??= setInterval(() => void this.#look(), this.#everyMs).unref()
  }

  rest(): void {
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = null
  }

  async #look(): Promise<void> {
    if (this.#busy) return
    this.#busy = true
    try {
      const turns = this.#running()
      await this.#save(turns.filter((turn) => turn.dirty))
      if (turns.length > 0) await this.#hearOthers()
    } finally {
      this.#busy = false
    }
  }

  async #save(dirty: readonly Turn[]): Promise<void> {
    if (dirty.length === 0) return
    const snapshots = dirty.map((turn): Snapshot => {
      turn.dirty = false
      return turn.snapshot()
    })
    try {
      const lost = await inTime(this.#deps.checkpoint(snapshots), ANSWER_MS)
      // what somebody else has ended is not to cost any more
      for (const turn of dirty) if (lost.includes(turn.writer)) turn.stop('shutdown')
    } catch (error) {
      for (const turn of dirty) turn.dirty = true
      this.#deps.log.warn({ err: error, turns: dirty.length }, 'running answers could not be saved; trying again')
    }
  }

  /** Tells the others that we live, and does what they ask for. Where that fails, the next look does it. */
  async #hearOthers(): Promise<void> {
    try {
      if (this.#deps.now() - this.#touchedAt >= TOUCH_MS) {
        await inTime(this.#deps.touch?.() ?? Promise.resolve(), ANSWER_MS)
        this.#touchedAt = this.#deps.now()
      }
      const ids = await inTime(this.#deps.stopsAskedFor?.() ?? Promise.resolve([]), ANSWER_MS)
      for (const id of ids) this.#stop(id, 'user')
    } catch (error) {
      this.#deps.log.debug({ err: error }, 'what other processes ask for could not be looked up')
    }
  }
}
