import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Report } from '../report.ts'
import { inWorld, type World } from '../world/world.ts'
import { goThrough, type TroubleOptions } from './trouble.ts'

/** MariaDB is killed under running answers of two servers, and comes back. */
export const mariadbAway = (world: World, options: TroubleOptions): Promise<Report> =>
  goThrough(world, { begin: () => world.services?.mariadb.kill(), end: () => world.services?.mariadb.restart() }, options)

/** Another process holds SQLite's lock. */
export async function fileLocked(world: World, options: TroubleOptions): Promise<Report> {
  const other = new DatabaseSync(join(world.folder, 'aichat.db'))
  try {
    return await goThrough(world, { begin: () => other.exec('begin immediate'), end: () => other.exec('rollback') }, options)
  } finally {
    other.close()
  }
}

const DISK = '24m'

/** The disk under SQLite is full, really: a small file system in memory, which only root may make. */
export async function diskFull(options: TroubleOptions): Promise<Report> {
  const disk = mkdtempSync(join(tmpdir(), 'aichat-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK}`, 'tmpfs', disk])
  const filler = join(disk, 'filler')
  try {
    mkdirSync(join(disk, 'data'))
    const full = { begin: () => fill(filler), end: () => rmSync(filler) }
    return await inWorld({ on: 'sqlite', instances: 1, databaseUrl: `file:${disk}/data/aichat.db` }, (world) =>
      goThrough(world, full, options),
    )
  } finally {
    execFileSync('umount', [disk])
    rmSync(disk, { recursive: true })
  }
}

function fill(path: string): void {
  for (let size = 1_048_576; size >= 1; size /= 2) {
    try {
      for (;;) writeFileSync(path, Buffer.alloc(size), { flag: 'a' })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
    }
  }
}
