import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'

const ENDING = '.lock'
const ATTEMPTS = 50
const PAUSE_MS = 5

/** Which processes of this machine live: each holds a file of its own locked for as long as it does, however it ends. */
export type Presence = {
  /** Whether another of this machine lives; unknown: it has no file here. */
  of(id: string): 'alive' | 'gone' | 'unknown'
  leave(): void
}

/** An empty database, locked; null while somebody else has it. The system unlocks it with the end of the process. */
function lock(path: string): DatabaseSync | null {
  const file = new DatabaseSync(path, { timeout: 0 })
  try {
    file.exec('pragma journal_mode = memory; begin exclusive')
    return file
  } catch {
    file.close()
    return null
  }
}

/** Where open files cannot be removed, it goes after it was closed. */
function remove(file: DatabaseSync, path: string): void {
  try {
    rmSync(path, { force: true })
    file.close()
  } catch {
    file.close()
    rmSync(path, { force: true })
  }
}

const exists = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined

/** Who looks whether we live may hold our file for a moment, and take it away in the belief that it is nobody's. */
async function claim(path: string): Promise<DatabaseSync> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const file = lock(path)
    if (file && exists(path)) return file
    file?.close()
    await wait(PAUSE_MS)
  }
  throw new Error(`${path} cannot be locked`)
}

/** Takes a file in `folder` for the process `id`, and removes those of the dead. Rejects where there can be no such file. */
export async function joinPresence(folder: string, id: string): Promise<Presence> {
  const pathOf = (name: string) => join(folder, name + ENDING)
  const gone = new Set<string>()

  function of(other: string): ReturnType<Presence['of']> {
    if (gone.has(other)) return 'gone'
    if (!/^[\w-]+$/.test(other) || !exists(pathOf(other))) return 'unknown'
    const file = lock(pathOf(other))
    if (file === null) return 'alive'
    remove(file, pathOf(other))
    gone.add(other)
    return 'gone'
  }

  mkdirSync(folder, { recursive: true })
  const own = await claim(pathOf(id))
  const names = readdirSync(folder).filter((name) => name.endsWith(ENDING))
  for (const name of names) if (name !== id + ENDING) of(name.slice(0, -ENDING.length))
  return {
    of,
    leave: () => remove(own, pathOf(id)),
  }
}
