import type { Logger } from '../log.ts'
import type { Database } from './store.ts'

export type OpenOptions = {
  /** `file:PATH` for SQLite, `mysql://…` for MySQL and its kin */
  url: string
  log: Logger
  /** the folder with `sqlite/` and `mysql/` of generated migrations */
  migrations?: string
  /** after so much silence a server is taken for one that hangs, ms; nothing that we ask takes as long, but migrations */
  silenceMs?: number
}

const SILENCE_MS = 20_000

/** Opens the database that `url` names; only its own driver is loaded. Nothing is migrated yet. */
export async function openDatabase({ url, log, migrations = 'drizzle', silenceMs = SILENCE_MS }: OpenOptions): Promise<Database> {
  if (url.startsWith('file:')) {
    const { openSqlite } = await import('./sqlite/open.ts')
    return openSqlite({ url, log, migrations: `${migrations}/sqlite` })
  }
  const { openMysql } = await import('./mysql/open.ts')
  return openMysql({ url, log, migrations: `${migrations}/mysql`, silenceMs })
}
