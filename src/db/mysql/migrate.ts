import type { Connection, ResultSetHeader, RowDataPacket } from 'mysql2/promise'
import type { Logger } from '../../log.ts'
import { errorNumber } from '../errors.ts'
import { pendingMigrations, readMigrations, type Applied, type Migration } from '../migrations.ts'

export type MysqlMigration = { connection: Connection; folder: string; log: Logger }

const LOCK_SECONDS = 120

const CREATE_RECORDS = `create table if not exists migrations (
  name varchar(255) character set ascii primary key, hash char(64) character set ascii not null,
  steps int not null, complete boolean not null, applied_at datetime(3) not null)`

/** Table, column, key or constraint is there already; what is dropped is gone already (ER_TABLE_EXISTS_ERROR and its kin). */
const DONE_ALREADY: unknown[] = [1005, 1022, 1050, 1051, 1054, 1060, 1061, 1068, 1091, 1826]

async function readApplied(connection: Connection): Promise<Applied[]> {
  const [rows] = await connection.query<RowDataPacket[]>('select name, hash, steps, complete from migrations')
  return rows.map((row) => ({ name: row.name, hash: row.hash, steps: row.steps, complete: row.complete === 1 }))
}

/** `again`: it may be that a process was killed between this statement and its record. */
async function applyStatement(connection: Connection, statement: string, again: boolean): Promise<void> {
  try {
    await connection.query(statement)
  } catch (error) {
    if (!again || !DONE_ALREADY.includes(errorNumber(error))) throw error
  }
}

/**
 * MySQL commits each change of the schema by itself, so progress is recorded per statement. A change of data is committed
 * together with its record.
 */
async function apply(connection: Connection, { name, hash, statements }: Migration, doneSteps: number | undefined): Promise<void> {
  if (doneSteps === undefined) await connection.query('insert into migrations values (?, ?, 0, false, utc_timestamp(3))', [name, hash])
  for (const [step, statement] of statements.entries()) {
    if (step < (doneSteps ?? 0)) continue
    await connection.beginTransaction()
    await applyStatement(connection, statement, step === doneSteps)
    await connection.query<ResultSetHeader>('update migrations set steps = ? where name = ?', [step + 1, name])
    await connection.commit()
  }
  await connection.query('update migrations set complete = true, applied_at = utc_timestamp(3) where name = ?', [name])
}

/** Tables are made in the database's default character set, and a database of another one cannot hold what people write. */
async function requireUtf8(connection: Connection): Promise<void> {
  const [[row]] = await connection.query<RowDataPacket[]>('select @@character_set_database as charset')
  if (row?.charset !== 'utf8mb4') await connection.query('alter database character set utf8mb4')
}

async function applyPending({ connection, log }: MysqlMigration, all: Migration[]): Promise<number> {
  await requireUtf8(connection)
  await connection.query(CREATE_RECORDS)
  const applied = await readApplied(connection)
  const doneSteps = new Map(applied.map((record) => [record.name, record.steps]))
  const pending = pendingMigrations(all, applied, log)
  for (const migration of pending) await apply(connection, migration, doneSteps.get(migration.name))
  return pending.length
}

/** Applies what is pending, under a lock of the server's that ends with the connection that holds it. */
export async function migrateMysql(input: MysqlMigration): Promise<number> {
  const { connection } = input
  const all = await readMigrations(input.folder)
  const lock = "concat('migrations.', sha1(database()))"
  const [[row]] = await connection.query<RowDataPacket[]>(`select get_lock(${lock}, ${LOCK_SECONDS}) as locked`)
  if (row?.locked !== 1) throw new Error('Another process has been migrating the database for two minutes: try again when it is done')
  try {
    return await applyPending(input, all)
  } finally {
    await connection.query(`select release_lock(${lock})`)
  }
}
