import { setImmediate as breathe } from 'node:timers/promises'
import type { Store } from '../db/store.ts'
import type { Snapshot } from '../turn/turn.ts'
import { findWriting, updateTexts } from './snapshotQueries.ts'

/** How much one statement saves: few enough that nobody waits for it, and that the database takes it whole. */
const MOST_ROWS = 50
const MOST_CHARS = 1024 * 1024

/** In order, each batch within the bounds; a text that is larger goes alone. */
export function batchesOf(snapshots: readonly Snapshot[], mostRows = MOST_ROWS, mostChars = MOST_CHARS): Snapshot[][] {
  const batches: Snapshot[][] = []
  let chars = Infinity
  for (const snapshot of snapshots) {
    const size = snapshot.content.length + snapshot.reasoning.length
    if (chars + size > mostChars || batches.at(-1)?.length === mostRows) {
      batches.push([])
      chars = 0
    }
    batches.at(-1)?.push(snapshot)
    chars += size
  }
  return batches
}

/**
 * Saves the texts of answers that are being written, many in a statement. Tokens, and whoever else wants the database, get their turn in
 * between. Answers the writers that are it no more: somebody took them for dead.
 */
export async function saveSnapshots(db: Store, snapshots: readonly Snapshot[], now: Date): Promise<string[]> {
  const lost: string[] = []
  for (const [index, batch] of batchesOf(snapshots).entries()) {
    if (index > 0) await breathe()
    if ((await db.tx((store) => updateTexts(store, batch, now))) < batch.length) lost.push(...(await lostOf(db, batch)))
  }
  return lost
}

async function lostOf(db: Store, batch: readonly Snapshot[]): Promise<string[]> {
  const writing = await findWriting(db, batch)
  return batch.map(({ writer }) => writer).filter((writer) => !writing.has(writer))
}
