import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { ConfigError } from '../config.ts'

/** The new secret, while it is not known whether the database has it already. */
const pendingPath = (path: string): string => `${path}.new`

function readPending(path: string): string | null {
  try {
    return readFileSync(pendingPath(path), 'utf8').trim()
  } catch {
    return null
  }
}

/** On disk before anything is sealed with it, or all would be lost with the power. */
function writePending(path: string, secret: string): void {
  writeFileSync(pendingPath(path), `${secret}\n`, { mode: 0o600, flush: true })
  const folder = openSync(dirname(path), 'r')
  fsyncSync(folder)
  closeSync(folder)
}

/** The secret of an attempt that was interrupted, else `given`, else a fresh one; kept beside `path` until it is put in its place. */
export function beginSecret(path: string, current: string, given: string | null): { secret: string; pending: string } {
  const left = readPending(path)
  const interrupted = left !== null && left !== current ? left : null
  // the database may have it already: written over, it would be lost
  if (interrupted !== null && given !== null && given !== interrupted)
    throw new ConfigError([
      `APP_SECRET_NEW: an earlier change was interrupted and left ${pendingPath(path)}; finish that first, without it`,
    ])
  const secret = given ?? interrupted ?? randomBytes(32).toString('base64url')
  if (secret !== interrupted) writePending(path, secret)
  return { secret, pending: pendingPath(path) }
}

/** From here on the file at `path` holds the secret that was begun. */
export const putInPlace = (path: string): void => renameSync(pendingPath(path), path)
