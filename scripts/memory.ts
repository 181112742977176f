import { statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'

const MEMORY = '/dev/shm'
const ENOUGH_BYTES = 2 * 1024 ** 3

function freeBytes(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  } catch {
    return 0
  }
}

/**
 * Where tests put databases, profiles of browsers and whatever else ends with them: in memory where it has room. To make the tables of
 * one database of MariaDB's takes a second on a good disk and ten on a busy one, and a tenth of a second here.
 */
export function temporaryFolder(memory = MEMORY, enoughBytes = ENOUGH_BYTES): string {
  return freeBytes(memory) >= enoughBytes ? memory : tmpdir()
}
