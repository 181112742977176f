import type { Logger } from '../log.ts'
import type { TurnEvent } from './events.ts'
import { type EndedBy, type Settlement, type Snapshot, Turn, type TurnTask } from './turn.ts'

export type TurnsDeps = {
  /** Saves the texts of running turns. Tried again when it rejects. */
  checkpoint(snapshots: readonly Snapshot[]): Promise<void>
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
  /** how long the end of a turn is tried to be saved, ms */
  settleMs: number
}

const DEFAULTS: TurnsOptions = { checkpointMs: 1_000, keepMs: 60_000, keepTurns: 500, keepChars: 16_000_000, settleMs: 30_000 }

export interface Turns {
  /** Starts at once and returns. */
  start(task: TurnTask): Turn
  /** Running, or ended a short while ago. */
  find(id: string): Turn | null
  /** False when nothing of that id runs here. */
  stop(id: string, by: EndedBy): boolean
  readonly running: number
  /** The server is about to stop: nothing is to be started. */
  readonly draining: boolean
  /** Lets running turns end for `graceMs`, interrupts the rest, and resolves when all are saved. */
  drain(graceMs: number): Promise<void>
}

/** The running answers of this process. */
export function createTurns(deps: TurnsDeps, options: Partial<TurnsOptions> = {}): Turns {
  const { checkpointMs, keepMs, keepTurns, keepChars, settleMs } = { ...DEFAULTS, ...options }
  const running = new Map<string, { turn: Turn; settled: Promise<void> }>()
  const ended = new Map<string, Turn>()
  let timer: NodeJS.Timeout | null = null
  let saving = false
  let draining = false
  let keptChars = 0

  async function checkpoint(): Promise<void> {
    if (saving) return
    const dirty = [...running.values()].map(({ turn }) => turn).filter((turn) => turn.dirty)
    if (dirty.length === 0) return
    saving = true
    const snapshots = dirty.map((turn): Snapshot => {
      turn.dirty = false
      return turn.snapshot()
    })
    try {
      await deps.checkpoint(snapshots)
    } catch (error) {
      for (const turn of dirty) turn.dirty = true
      deps.log.warn({ err: error, turns: dirty.length }, 'running answers could not be saved; trying again')
    } finally {
      saving = false
    }
  }

  function keep(turn: Turn): void {
    running.delete(turn.id)
    if (running.size === 0 && timer) {
      clearInterval(timer)
      timer = null
    }
    ended.set(turn.id, turn)
    keptChars += turn.size
    for (const oldest of ended.values()) {
      if (ended.size <= keepTurns && keptChars <= keepChars) break
      drop(oldest)
    }
    forget(turn.id)
  }

  /** The timer holds no more than the id: what is dropped earlier is free at once. */
  function forget(id: string): void {
    setTimeout(() => {
      const turn = ended.get(id)
      if (turn) drop(turn)
    }, keepMs).unref()
  }

  function drop(turn: Turn): void {
    if (ended.delete(turn.id)) keptChars -= turn.size
  }

  async function finish(turn: Turn, task: TurnTask): Promise<void> {
    const settlement = await turn.run(task.work)
    logFailure(deps.log, settlement)
    const closing = await settleWithRetry(deps, task, settlement, settleMs)
    keep(turn)
    turn.close(closing)
  }

  return {
    start(task) {
      const turn = new Turn(task, deps.now)
      // an answer that is gone on with has ended before
      const before = ended.get(task.id)
      if (before) drop(before)
      timer ??= setInterval(() => void checkpoint(), checkpointMs).unref()
      running.set(task.id, { turn, settled: finish(turn, task) })
      return turn
    },
    find: (id) => running.get(id)?.turn ?? ended.get(id) ?? null,
    stop(id, by) {
      const entry = running.get(id)
      entry?.turn.stop(by)
      return entry !== undefined
    },
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

/** The closing events of a turn: saved, or said to be not saved when the store stays away. */
async function settleWithRetry(
  { log, now }: TurnsDeps,
  { settle }: TurnTask,
  settlement: Settlement,
  forMs: number,
): Promise<readonly TurnEvent[]> {
  const until = now() + forMs
  for (let wait = 250; ; wait = Math.min(wait * 2, 4_000)) {
    try {
      return await settle(settlement)
    } catch (error) {
      log.warn({ err: error, turn: settlement.id }, 'the end of an answer could not be saved')
      if (now() + wait > until) return [{ type: 'error', reason: 'not_saved', detail: {} }]
    }
    await new Promise((resolve) => setTimeout(resolve, wait))
  }
}
