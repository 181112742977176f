import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { Store } from '../db/store.ts'
import { AppError } from '../errors.ts'
import { paths } from '../paths.ts'
import { sha256 } from '../secrets.ts'
import { deleteSetupHash, hasUsers, readSetupHash, writeSetupHash } from './queries.ts'

type SetupDeps = { db: Store; now: () => number }

/**
 * A fresh one-time link (path and query) for the first administrator; null when there are users. Each start makes a new
 * one, and the one before ends: only its hash is kept.
 */
export async function setupLink({ db, now }: SetupDeps): Promise<string | null> {
  if (await hasUsers(db)) return null
  const token = randomBytes(24).toString('base64url')
  await writeSetupHash(db, sha256(token), new Date(now()))
  return paths.setup(token)
}

/** Throws unless `token` is the one that still waits. */
export async function checkSetupToken(db: Store, token: string): Promise<void> {
  const wanted = await readSetupHash(db)
  const given = Buffer.from(sha256(token))
  if (wanted === null || wanted.length !== given.length || !timingSafeEqual(given, Buffer.from(wanted)))
    throw new AppError('setup_link_invalid')
  if (await hasUsers(db)) throw new AppError('setup_link_invalid')
}

/** Inside of the transaction that makes the administrator: of many who try at once, one goes on. */
export async function takeSetup(tx: Store): Promise<void> {
  if (!(await deleteSetupHash(tx)) || (await hasUsers(tx))) throw new AppError('setup_link_invalid')
}
