import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { errorNumber } from '../errors.ts'

/** how long another process is waited for in all; the first milliseconds with everybody else waiting too */
const PATIENCE_MS = 10_000
const BLOCKING_MS = 5
const RETRY_MS = 10
const SQLITE_BUSY = 5
const WAL_ATTEMPTS = 100
const WAL_PAUSE_MS = 20
const CACHED_STATEMENTS = 300

/** `file:data/aichat.db`, `file:/srv/aichat.db` or `file:///srv/aichat.db` */
function toPath(url: string): string {
  return url.startsWith('file://') ? fileURLToPath(url) : url.slice('file:'.length)
}

const isBusy = (error: unknown): boolean => Number(errorNumber(error)) % 256 === SQLITE_BUSY

/** SQLite does not wait by itself when two processes change a new file's journal at once. */
async function useWal(connection: DatabaseSync): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return connection.exec('pragma journal_mode = wal')
    } catch (error) {
      if (attempt === WAL_ATTEMPTS || !isBusy(error)) throw error
      await delay(WAL_PAUSE_MS)
    }
  }
}

/** Opens the file, and makes it and its folder where there is none. */
export async function connect(url: string): Promise<DatabaseSync> {
  const path = toPath(url)
  mkdirSync(dirname(path), { recursive: true })
  const connection = new DatabaseSync(path, { timeout: PATIENCE_MS })
  await useWal(connection)
  connection.exec('pragma synchronous = normal; pragma foreign_keys = on; pragma wal_autocheckpoint = 4000')
  // what a savepoint may have to undo would be written to a file otherwise, and costs more there than what it saves
  connection.exec('pragma temp_store = memory')
  return connection
}

/** From now on a lock of another process holds up nobody but who needs it: see `patiently`. */
export const waitOutside = (connection: DatabaseSync): void => connection.exec(`pragma busy_timeout = ${BLOCKING_MS}`)

/** Does `work` again, with pauses, while another process has the lock that it needs. */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  const until = Date.now() + PATIENCE_MS
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!isBusy(error) || Date.now() >= until) throw error
    }
    await delay(RETRY_MS)
  }
}

type Method = 'run' | 'all' | 'values' | 'get'
export type Run = (sql: string, params: unknown[], method: Method) => object
/** The same, in its turn. */
export type Answer = (...statement: Parameters<Run>) => Promise<object>

/** What drizzle's columns have not yet made a value of the database, as it is for MySQL's driver. */
function toInput(value: unknown): SQLInputValue {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (value instanceof Date) return value.getTime()
  return value as SQLInputValue
}

/** Runs statements, keeps the last few hundred prepared, and answers a change as MySQL's driver does. */
export function createRun(connection: DatabaseSync, onStatement: (sql: string) => void = () => undefined): Run {
  const statements = new Map<string, StatementSync>()

  function prepare(sql: string): StatementSync {
    const statement = statements.get(sql) ?? connection.prepare(sql, { returnArrays: true })
    statements.delete(sql)
    statements.set(sql, statement)
    if (statements.size > CACHED_STATEMENTS) statements.delete(statements.keys().next().value ?? sql)
    return statement
  }

  return (sql, params, method) => {
    onStatement(sql)
    const statement = prepare(sql)
    const inputs = params.map(toInput)
    if (method === 'run') return [{ affectedRows: Number(statement.run(...inputs).changes) }]
    return { rows: method === 'get' ? statement.get(...inputs) : statement.all(...inputs) }
  }
}
