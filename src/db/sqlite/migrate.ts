import type { DatabaseSync } from 'node:sqlite'
import type { Logger } from '../../log.ts'
import { pendingMigrations, readMigrations, type Applied, type Migration } from '../migrations.ts'

export type SqliteMigration = { connection: DatabaseSync; folder: string; log: Logger }

const CREATE_RECORDS = `create table if not exists migrations
  (name text primary key not null, hash text not null, applied_at integer not null)`

function readApplied(connection: DatabaseSync): Applied[] {
  const rows = connection.prepare('select name, hash from migrations').all()
  return rows.map(({ name, hash }) => ({ name: String(name), hash: String(hash), complete: true }))
}

function apply(connection: DatabaseSync, { name, hash, statements }: Migration): void {
  for (const statement of statements) connection.exec(statement)
  connection.prepare('insert into migrations values (?, ?, ?)').run(name, hash, Date.now())
}

function refuseBrokenKeys(connection: DatabaseSync): void {
  const [broken] = connection.prepare('pragma foreign_key_check').all()
  if (broken) throw new Error(`A migration would leave rows of ${String(broken.table)} without their ${String(broken.parent)}`)
}

function applyPending({ connection, log }: SqliteMigration, all: Migration[]): number {
  connection.exec(CREATE_RECORDS)
  const pending = pendingMigrations(all, readApplied(connection), log)
  for (const migration of pending) apply(connection, migration)
  if (pending.length > 0) refuseBrokenKeys(connection)
  return pending.length
}

/**
 * All pending migrations in one transaction, which is also the lock between processes. Foreign keys are off before it begins
 * (inside, the pragma would do nothing): dropping a table that is being rebuilt would delete the rows that point to it.
 */
export async function migrateSqlite(input: SqliteMigration): Promise<number> {
  const { connection } = input
  const all = await readMigrations(input.folder)
  connection.exec('pragma foreign_keys = off')
  try {
    connection.exec('begin immediate')
    const count = applyPending(input, all)
    connection.exec('commit')
    return count
  } catch (error) {
    if (connection.isTransaction) connection.exec('rollback')
    throw error
  } finally {
    connection.exec('pragma foreign_keys = on')
  }
}
