import type { TurnEvent } from './events.ts'
import type { TurnLog } from './log.ts'

/** Entries of a log that stand one after the other, the first under the id `firstId`. */
export type Entries = { firstId: number; events: readonly TurnEvent[] }

export type EntriesListener = {
  more(entries: Entries): void
  /** What comes next cannot be had: read again. It is told once, and then nothing more. */
  lost(): void
}

/** Where processes show each other the logs of their running turns. */
export interface SharedLogs {
  /** Shows a log to the others, with what comes, until a while after its end. Never fails: who cannot read it has the database. */
  share(id: string, log: TurnLog): void
  /** All entries that there are so far; null where there are none. Rejects when the store is away. */
  read(id: string): Promise<Entries | null>
  /** Entries with ids higher than `afterId`, as they come. Returns how to stop. */
  follow(id: string, afterId: number, listener: EntriesListener): () => void
  close(): Promise<void>
}
