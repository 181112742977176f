import type { Logger } from '../log.ts'
import type { Database } from './store.ts'

export type OpenOptions = {
  /** `file:PATH` for SQLite, `mysql://…` for MySQL and its kin */
  url: string
  log: Logger
  /** the folder with `sqlite/` and `mysql/` of generated migrations */
  migrations?: string
  /** is told of each statement before it is made, but for those that open and end a transaction */
  onStatement?: (sql: string) => void
}

const unheard = (): void => undefined

/** Opens the database that `url` names; only its own driver is loaded. Nothing is migrated yet. */
export async function openDatabase({ url, log, migrations = 'drizzle', onStatement = unheard }: OpenOptions): Promise<Database> {
  if (url.startsWith('file:')) {
    const { openSqlite } = await import('./sqlite/open.ts')
    return openSqlite({ url, log, migrations: `${migrations}/sqlite`, onStatement })
  }
  const { openMysql } = await import('./mysql/open.ts')
  return openMysql({ url, log, migrations: `${migrations}/mysql`, onStatement })
}
