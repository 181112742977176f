import type { Connection, RowDataPacket } from 'mysql2/promise'
import type { Logger } from '../../log.ts'
import { errorNumber } from '../errors.ts'
import { pendingMigrations, readMigrations, type Applied, type Migration } from '../migrations.ts'

export type MysqlMigration = { connection: Connection; folder: string; log: Logger }

const LOCK_SECONDS = 120

const CREATE_RECORDS = `create table if not exists migrations (
  name varchar(255) character set ascii primary key, hash char(64) character set ascii not null,
  steps int not null, begun int not null, complete boolean not null, applied_at datetime(3) not null)`

/** Table, column, key or constraint is there already; what is dropped is gone already (ER_TABLE_EXISTS_ERROR and its kin). */
const DONE_ALREADY: unknown[] = [1022, 1050, 1051, 1054, 1060, 1061, 1068, 1091, 1826]
/** MariaDB's name for every foreign key that it cannot make; 121 is one that is there. */
const KEY_EXISTS = /errno: 121\b/

type Progress = { steps: number; begun: number }

async function readApplied(connection: Connection): Promise<(Applied & Progress)[]> {
  const [rows] = await connection.query<RowDataPacket[]>('select name, hash, steps, begun, complete from migrations')
  return rows.map(({ name, hash, steps, begun, complete }) => ({ name, hash, steps, begun, complete: complete === 1 }))
}

function isDoneAlready(error: unknown): boolean {
  return DONE_ALREADY.includes(errorNumber(error)) || (error instanceof Error && KEY_EXISTS.test(error.message))
}

/** `again`: a process was killed between this statement's beginning and its record, so it may be done. */
async function runStatement(connection: Connection, statement: string, again: boolean): Promise<void> {
  try {
    await connection.query(statement)
  } catch (error) {
    if (!again || !isDoneAlready(error)) throw error
  }
}

/**
 * MySQL commits each change of the schema by itself, so progress is recorded per statement: that it begins, and that it is done.
 * One that fails has not begun: it is not taken for done at the next start. A change of data is committed together with its record.
 */
async function applyStatement(connection: Connection, name: string, step: number, run: () => Promise<void>): Promise<void> {
  await connection.query('update migrations set begun = ? where name = ?', [step + 1, name])
  await connection.beginTransaction()
  try {
    await run()
  } catch (error) {
    await connection.rollback()
    await connection.query('update migrations set begun = ? where name = ?', [step, name])
    throw error
  }
  await connection.query('update migrations set steps = ? where name = ?', [step + 1, name])
  await connection.commit()
}

async function apply(connection: Connection, { name, hash, statements }: Migration, progress: Progress | undefined): Promise<void> {
  if (!progress) await connection.query('insert into migrations values (?, ?, 0, 0, false, utc_timestamp(3))', [name, hash])
  const { steps, begun } = progress ?? { steps: 0, begun: 0 }
  for (const [step, statement] of statements.entries()) {
    if (step < steps) continue
    await applyStatement(connection, name, step, () => runStatement(connection, statement, step < begun))
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
  const progress = new Map(applied.map((record) => [record.name, record]))
  const pending = pendingMigrations(all, applied, log)
  for (const migration of pending) await apply(connection, migration, progress.get(migration.name))
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
