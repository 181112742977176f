import { textOf } from './events.ts'
import type { Progress } from './progress.ts'
import { RemoteLog, type RemoteLogOptions } from './remoteLog.ts'
import type { SharedLogs } from './sharedLogs.ts'

export type RemoteTurns = {
  /** Whether logs of other processes can be read at all. */
  readonly canRead: boolean
  /**
   * The log of a turn that runs, or ran, in another process. `progress` is the answer as the database has it; one log serves all
   * who follow the same turn.
   */
  open(turn: RemoteTurn): Promise<RemoteLog>
  /** The text of a turn as far as its process could show it; null where nobody knows more than the database. */
  textOf(id: string): Promise<{ content: string; reasoning: string } | null>
}

export type RemoteTurn = Omit<RemoteLogOptions, 'shared' | 'watched'> & { progress: Progress }

/** The turns of other processes, as they can be followed from here. */
export function createRemoteTurns(shared: SharedLogs | null): RemoteTurns {
  const watched = new Map<string, RemoteLog>()

  return {
    canRead: shared !== null,
    async open({ progress, ...turn }) {
      const known = watched.get(turn.id)
      // one that is late stays so; who comes now may be in time again
      if (known && known.exact === Infinity) return known
      const log = new RemoteLog({ ...turn, shared, watched })
      await log.begin(progress)
      return log
    },
    async textOf(id) {
      const entries = await shared?.read(id).catch(() => null)
      if (!entries || entries.events[0]?.type !== 'session_id') return null
      return textOf(entries.events)
    },
  }
}
