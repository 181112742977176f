import { setImmediate as breathe } from 'node:timers/promises'
import type { Store } from '../db/store.ts'
import type { Snapshot } from '../turn/turn.ts'
import { updateTexts } from './snapshotQueries.ts'

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

/** Saves the texts of running answers, many in a statement. Tokens, and whoever else wants the database, get their turn in between. */
export async function saveSnapshots(db: Store, snapshots: readonly Snapshot[], now: Date): Promise<void> {
  for (const [index, batch] of batchesOf(snapshots).entries()) {
    if (index > 0) await breathe()
    await db.tx((store) => updateTexts(store, batch, now))
  }
}
