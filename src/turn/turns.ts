import type { Logger } from '../log.ts'
import { Checkpoints } from './checkpoints.ts'
import { EndedTurns } from './endedTurns.ts'
import { settleWithRetry } from './settling.ts'
import type { SharedLogs } from './sharedLogs.ts'
import { type EndedBy, type Settlement, type Snapshot, Turn, type TurnTask } from './turn.ts'

export type TurnsDeps = {
  /** Saves the texts of running turns; answers the writers of those that somebody else has ended. Tried again when it rejects. */
  checkpoint(snapshots: readonly Snapshot[]): Promise<readonly string[]>
  /** Tells other processes that the turns of this one are written, also while they are silent. */
  touch?(): Promise<void>
  /** Which turns of this process somebody wants stopped who asked another: looked for at each checkpoint. */
  stopsAskedFor?(): Promise<readonly string[]>
  /** shows the logs to other processes */
  shared?: SharedLogs | null
  log: Logger
  now: () => number
}

export type TurnsOptions = {
  /** how often texts are saved, ms */
  checkpointMs: number
  /** how long an ended turn can be followed from its log, ms */
  keepMs: number
  /** how many ended turns, and characters of them, are kept at most */
  keepTurns: number
  keepChars: number
  /** how long the end of a turn is tried to be saved before its followers are told that it is not, ms */
  settleMs: number
  /** and how long after that */
  settleLateMs: number
}

const DEFAULTS: TurnsOptions = {
  checkpointMs: 800,
  keepMs: 60_000,
  keepTurns: 500,
  keepChars: 16_000_000,
  settleMs: 30_000,
  settleLateMs: 600_000,
}

/** A server that is about to stop has no more time than this for a database that is away, ms. */
const DRAIN_SETTLE_MS = 4_000

export interface Turns {
  /** Starts at once and returns. */
  start(task: TurnTask): Turn
  /** Running, or ended a short while ago. */
  find(id: string): Turn | null
  /** Whether this process still has something to save of a turn. */
  holds(id: string): boolean
  /** Whether a turn ran here whose end could not be saved, however long that was tried. */
  lost(id: string): boolean
  /** False when nothing of that id runs here. */
  stop(id: string, by: EndedBy): boolean
  readonly running: number
  /** The server is about to stop: nothing is to be started. */
  readonly draining: boolean
  /** Lets running turns end for `graceMs`, interrupts the rest, and resolves when all are saved. */
  drain(graceMs: number): Promise<void>
}

type Running = { turn: Turn; settled: Promise<void> }

/** The running answers of this process. */
export function createTurns(deps: TurnsDeps, options: Partial<TurnsOptions> = {}): Turns {
  const { checkpointMs, settleMs, settleLateMs, ...keeping } = { ...DEFAULTS, ...options }
  const running = new Map<string, Running>()
  const ended = new EndedTurns(keeping)
  /** told as not saved, and tried on */
  const late = new Set<TurnTask>()
  const lost = new Set<string>()
  let draining = false

  const stop = (id: string, by: EndedBy): boolean => {
    const entry = running.get(id)
    entry?.turn.stop(by)
    return entry !== undefined
  }
  const checkpoints = new Checkpoints(deps, () => [...running.values()].map(({ turn }) => turn), stop, checkpointMs)

  async function finish(turn: Turn, task: TurnTask): Promise<void> {
    const settlement = await turn.run(task.work)
    logFailure(deps.log, settlement)
    const closing = await settleWithRetry(deps, task, settlement, () => (draining ? DRAIN_SETTLE_MS : settleMs))
    if (closing === null) void saveLate(task, settlement)
    if (running.get(turn.id)?.turn === turn) running.delete(turn.id)
    if (running.size === 0) checkpoints.rest()
    ended.keep(turn)
    turn.close(closing ?? [{ type: 'error', reason: 'not_saved', detail: {} }])
  }

  /** The followers have been told; what comes after them finds it saved, if the store comes back. */
  async function saveLate(task: TurnTask, settlement: Settlement): Promise<void> {
    late.add(task)
    const saved = await settleWithRetry(deps, task, settlement, () => settleLateMs)
    late.delete(task)
    const text = { turn: task.id, saved: saved !== null }
    if (saved) return deps.log.info(text, 'an answer was saved late')
    lost.add(task.id)
    deps.log.error(text, 'an answer is lost: the database stayed away')
  }

  return {
    start(task) {
      const turn = new Turn(task, deps.now)
      // who goes on with an answer has found it ended: by somebody who took us for dead
      running.get(task.id)?.turn.stop('shutdown')
      checkpoints.work()
      running.set(task.id, { turn, settled: finish(turn, task) })
      deps.shared?.share(turn.id, turn.log)
      return turn
    },
    find: (id) => running.get(id)?.turn ?? ended.find(id),
    holds: (id) => running.has(id) || late.values().some((task) => task.id === id),
    lost: (id) => lost.has(id),
    stop,
    get running() {
      return running.size
    },
    get draining() {
      return draining
    },
    async drain(graceMs) {
      draining = true
      let late = false
      const stopAll = () => {
        late = true
        for (const { turn } of running.values()) turn.stop('shutdown')
      }
      const grace = setTimeout(stopAll, graceMs)
      while (running.size > 0) {
        await Promise.all([...running.values()].map(({ settled }) => settled))
        if (late) stopAll()
      }
      clearTimeout(grace)
    },
  }
}

/** What an operator needs to find the cause; an upstream's own words never hold the key. */
function logFailure(log: Logger, { id, failure }: Settlement): void {
  if (!failure) return
  const { reason, errorClass, cause } = failure
  if (reason === 'internal') return log.error({ err: cause, turn: id }, 'an answer failed inside of the server')
  const said = cause instanceof Error && 'upstreamText' in cause ? cause.upstreamText : null
  log.warn({ turn: id, reason, errorClass, said }, 'the upstream failed')
}
