import { isDelayed, isLast, textOf, type TurnEvent } from './events.ts'
import { firstIdOf, turnOf } from './cursor.ts'
import { createMemoryLog, type TurnLog } from './log.ts'
import { Patience } from './patience.ts'
import { isPartOf, type Progress, restOf } from './progress.ts'
import type { Entries, SharedLogs } from './sharedLogs.ts'
import { textEvents } from './turn.ts'

export type RemoteLogOptions = {
  id: string
  opening: TurnEvent
  /** null: this process sees no logs of others */
  shared: SharedLogs | null
  /** Reads the answer from the database; null when it is gone. May reject: it is asked again. */
  read(): Promise<Progress | null>
  /** where it stands while somebody watches it */
  watched: Map<string, RemoteLog>
}

/** how often what cannot be had is asked for again */
const RETRY_MS = 250
/** how long the log of the other process is looked for before the database must do */
const PATIENCE_MS = 5_000
/** after so much silence the database is asked whether the answer has ended */
const SILENCE_MS = 2_000
/** how often the database is read where it must do */
const POLL_MS = 1_000

/**
 * The log of a turn that another process runs. As long as that can be read it says the same under the same ids; where it cannot, it
 * grows as the database does, and says so, until it can be read again. Works only while somebody watches it.
 */
export class RemoteLog implements TurnLog {
  readonly #options: RemoteLogOptions
  #log = createMemoryLog()
  #exact: number | null = null
  #watchers = new Set<() => void>()
  #timer: NodeJS.Timeout | null = null
  #unfollow: (() => void) | null = null
  readonly #patience = new Patience(PATIENCE_MS)
  /** id of what comes next of the other's log, where that is followed under ids that were made anew */
  #rejoinedAt: number | null = null
  #busy = false

  constructor(options: RemoteLogOptions) {
    this.#options = options
  }

  get events(): readonly TurnEvent[] {
    return this.#log.events
  }

  get firstId(): number {
    return this.#log.firstId
  }

  get exact(): number {
    return this.#exact ?? Infinity
  }

  get ended(): boolean {
    return this.#log.ended
  }

  /** Reads what there is, before anybody looks for a place in it; `progress` is the answer as the database has it. */
  async begin(progress: Progress): Promise<void> {
    const entries = await this.#read(progress)
    if (entries) this.#take(entries)
    if (progress.closing && !this.ended) this.#close(progress, progress.closing)
  }

  watch(listener: () => void): () => void {
    const { id, watched } = this.#options
    const watcher = () => listener()
    this.#watchers.add(watcher)
    if (this.#watchers.size === 1 && !this.ended) {
      watched.set(id, this)
      void (this.#exact === null ? this.#search() : this.#degrade())
    }
    return () => {
      this.#watchers.delete(watcher)
      if (!this.#isResting) return
      this.#rest()
      if (watched.get(id) === this) watched.delete(id)
    }
  }

  /** Reads the other's log from its beginning, or from where this one is. */
  async #search(): Promise<void> {
    this.#patience.begin()
    const entries = await this.#read(null)
    if (this.#isResting) return
    if (entries && this.#take(entries)) return this.#follow()
    if (this.#options.shared === null || this.#patience.isOver) return this.#degrade()
    // an answer that has ended meanwhile is not waited for
    if (!(await this.#closeIfEnded())) this.#later(RETRY_MS, () => this.#search())
  }

  /** The other's log as far as it is there, and is that of the turn that the database knows. */
  async #read(progress: Progress | null): Promise<Entries | null> {
    const { shared, id } = this.#options
    const entries = (await shared?.read(id).catch(() => null)) ?? null
    if (!entries) return null
    const isCurrent = progress?.closing ? isPartOf(entries.events, progress) : await this.#isCurrent(entries)
    return isCurrent ? entries : null
  }

  /** A log that has ended while the answer is being written is that of an earlier turn: the answer is gone on with. */
  async #isCurrent({ events }: Entries): Promise<boolean> {
    const last = events.at(-1)
    if (!last || !isLast(last)) return true
    const now = await this.#options.read().catch(() => null)
    return now === null || now.closing !== null
  }

  #follow(): void {
    this.#patience.end()
    if (this.ended) return
    const { shared, id } = this.#options
    const afterId = this.#nextId - 1
    this.#unfollow?.()
    this.#unfollow =
      shared?.follow(id, afterId, {
        more: (entries) => void this.#add(entries),
        lost: () => this.#lose(),
      }) ?? null
    this.#listen()
  }

  async #add(entries: Entries): Promise<void> {
    if (!(await this.#isCurrent(entries)) || !this.#take(entries)) this.#lose()
    else this.#listen()
  }

  /** Silence is either a model that thinks, or a process that died. */
  #listen(): void {
    if (this.ended) return this.#rest()
    this.#later(SILENCE_MS, async () => {
      if (!(await this.#closeIfEnded())) this.#listen()
    })
  }

  #lose(): void {
    this.#rest()
    if (this.#watchers.size === 0) return
    if (this.#exact === null) void this.#search()
    else this.#degrade()
  }

  /** Adds what is new of these entries; false when something between is missing. */
  #take({ firstId, events }: Entries): boolean {
    if (this.#exact === null && turnOf(firstId) !== turnOf(this.firstId)) this.#log = createMemoryLog(firstIdOf(turnOf(firstId)))
    const known = this.#nextId - firstId
    if (known < 0 || (this.#exact !== null && this.#rejoinedAt === null)) return false
    if (this.#rejoinedAt !== null) this.#rejoinedAt = Math.max(this.#rejoinedAt, firstId + events.length)
    this.#append(events.slice(known))
    return true
  }

  /** of what comes next of the other's log */
  get #nextId(): number {
    return this.#rejoinedAt ?? this.firstId + this.events.length
  }

  /** From now on as the database has it. */
  #degrade(): void {
    this.#exact ??= this.events.length
    if (this.events.length === 0) this.#append([this.#options.opening])
    if (this.#options.shared !== null && !isDelayed(this.events)) this.#append([{ type: 'delayed' }])
    this.#poll()
  }

  #poll(): void {
    const again = async () => {
      if (!(await this.#closeIfEnded(true)) && !(await this.#rejoin())) this.#later(POLL_MS, again)
    }
    void again()
  }

  /** Follows the other's log again, once that can be read and has all that was shown. */
  async #rejoin(): Promise<boolean> {
    const entries = await this.#read(null)
    if (this.ended || this.#isResting) return true
    if (!entries || entries.events.some(isLast) || !this.#grow(textOf(entries.events))) return false
    this.#rejoinedAt = entries.firstId + entries.events.length
    if (isDelayed(this.events)) this.#append([{ type: 'in_time' }])
    this.#follow()
    return true
  }

  /** Ends the log where the database says that the answer has ended, or is gone. */
  async #closeIfEnded(andGrow = false): Promise<boolean> {
    if (this.#busy) return this.ended
    this.#busy = true
    const progress = await this.#options.read().catch(() => undefined)
    this.#busy = false
    if (this.ended || this.#isResting) return true
    if (progress === null) this.#append([{ type: 'error', reason: 'not_found', detail: {} }])
    else if (progress?.closing) this.#close(progress, progress.closing)
    else if (progress && andGrow) this.#grow(progress)
    if (this.ended) this.#rest()
    return this.ended
  }

  #close(progress: Progress, closing: readonly TurnEvent[]): void {
    this.#exact ??= this.events.length
    if (this.events.length === 0) this.#append([this.#options.opening])
    if (this.#grow(progress)) return this.#append(closing)
    this.#log = createMemoryLog(this.firstId)
    this.#exact = 0
    this.#append([this.#options.opening, ...textEvents(progress), ...closing])
  }

  /** Adds what others have more; false when they do not have what was shown. */
  #grow(progress: Pick<Progress, 'content' | 'reasoning'>): boolean {
    const rest = restOf(this.events, progress)
    if (rest === null) return false
    this.#append(rest)
    return true
  }

  #append(events: readonly TurnEvent[]): void {
    if (events.length === 0) return
    for (const event of events) this.#log.append(event)
    queueMicrotask(() => {
      for (const watcher of this.#watchers) watcher()
    })
  }

  #later(ms: number, work: () => Promise<void>): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void work(), ms)
  }

  get #isResting(): boolean {
    return this.#watchers.size === 0
  }

  #rest(): void {
    this.#unfollow?.()
    this.#unfollow = null
    this.#rejoinedAt = null
    this.#patience.end()
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
  }
}
