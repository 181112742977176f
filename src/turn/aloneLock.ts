import { DatabaseSync } from 'node:sqlite'

/**
 * Tells whether this process is the only one with the file `path`: an empty database that is locked for as long as the process
 * lives, and that the system unlocks however it ends. Once it is ours it stays ours.
 */
export function aloneLock(path: string): () => boolean {
  let held: DatabaseSync | null = null
  return () => {
    if (held) return true
    const file = new DatabaseSync(path, { timeout: 0 })
    try {
      file.exec('begin exclusive')
      held = file
      return true
    } catch {
      file.close()
      return false
    }
  }
}
