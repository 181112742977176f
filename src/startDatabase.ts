import type { Config } from './config.ts'
import type { Database } from './db/store.ts'
import type { Logger } from './log.ts'

/** how long a database server may take to come up beside us, ms */
const PATIENCE_MS = 60_000
const RETRY_MS = 1_000

/** The database is not there, said in one line without its password. */
export class DatabaseUnreachable extends Error {
  constructor(databaseUrl: string, cause: unknown) {
    const where = databaseUrl.startsWith('file:') ? databaseUrl.slice('file:'.length) : new URL(databaseUrl).host
    super(`The database at ${where} cannot be used: ${reasonOf(cause)}`, { cause })
    this.name = 'DatabaseUnreachable'
  }
}

/** In one line. A host with several addresses fails with several errors and no message of its own. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  const code = 'code' in cause ? String(cause.code) : cause.name
  return (cause.message || code).split('\n', 1)[0] ?? code
}

/** Opens and migrates. A server is waited for; a file either works or does not. */
export async function connectDatabase(
  open: () => Promise<Database>,
  { databaseUrl }: Pick<Config, 'databaseUrl'>,
  log: Logger,
): Promise<Database> {
  try {
    const db = await open()
    await untilAnswering(db, databaseUrl.startsWith('file:') ? 0 : PATIENCE_MS, log)
    await db.migrate()
    return db
  } catch (error) {
    throw new DatabaseUnreachable(databaseUrl, error)
  }
}

async function untilAnswering(db: Database, patienceMs: number, log: Logger): Promise<void> {
  const until = Date.now() + patienceMs
  for (let tries = 1; ; tries++) {
    try {
      return await db.ping()
    } catch (error) {
      if (Date.now() >= until) throw error
      if (tries === 1) log.info('waiting for the database')
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
  }
}
