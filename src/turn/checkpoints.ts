import type { Logger } from '../log.ts'
import { inTime } from './settling.ts'
import type { EndedBy, Snapshot, Turn } from './turn.ts'

const ANSWER_MS = 10_000

export type CheckpointDeps = {
  checkpoint(snapshots: readonly Snapshot[]): Promise<void>
  stopsAskedFor?(): Promise<readonly string[]>
  log: Logger
}

/** Saves the texts of running turns again and again, all at once, and looks for stops that other processes ask for. */
export class Checkpoints {
  readonly #deps: CheckpointDeps
  readonly #running: () => Turn[]
  readonly #stop: (id: string, by: EndedBy) => void
  readonly #everyMs: number
  #timer: NodeJS.Timeout | null = null
  #busy = false

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
    const turns = this.#running()
    await this.#save(turns.filter((turn) => turn.dirty))
    if (turns.length > 0) await this.#stopAskedFor()
    this.#busy = false
  }

  async #save(dirty: readonly Turn[]): Promise<void> {
    if (dirty.length === 0) return
    const snapshots = dirty.map((turn): Snapshot => {
      turn.dirty = false
      return turn.snapshot()
    })
    try {
      await inTime(this.#deps.checkpoint(snapshots), ANSWER_MS)
    } catch (error) {
      for (const turn of dirty) turn.dirty = true
      this.#deps.log.warn({ err: error, turns: dirty.length }, 'running answers could not be saved; trying again')
    }
  }

  async #stopAskedFor(): Promise<void> {
    const ids = await this.#deps.stopsAskedFor?.().catch(() => [])
    for (const id of ids ?? []) this.#stop(id, 'user')
  }
}
