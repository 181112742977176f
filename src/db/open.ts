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
  /** is told of each statement before it is made, but for those that open and end a transaction */
  onStatement?: (sql: string) => void
}

const SILENCE_MS = 20_000
const unheard = (): void => undefined

/** Opens the database that `url` names; only its own driver is loaded. Nothing is migrated yet. */
export async function openDatabase(options: OpenOptions): Promise<Database> {
  const { url, log, migrations = 'drizzle', silenceMs = SILENCE_MS, onStatement = unheard } = options
  if (url.startsWith('file:')) {
    const { openSqlite } = await import('./sqlite/open.ts')
    return openSqlite({ url, log, migrations: `${migrations}/sqlite`, onStatement })
  }
  const { openMysql } = await import('./mysql/open.ts')
  return openMysql({ url, log, migrations: `${migrations}/mysql`, silenceMs, onStatement })
}
