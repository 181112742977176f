import { randomUUID } from 'node:crypto'
import mysql, { type Connection, type RowDataPacket } from 'mysql2/promise'

/** What its own session holds nobody else takes; it is free again when that session ends, however it ends. */
export type Held = { databaseUrl: string; isNew: boolean; release(): Promise<void> }

const PREFIX = 'migrated_'
/** what remembers the migrations, and has rows in a database that is as new */
const KEPT = 'migrations'

/**
 * A database with all tables and nothing in them, of the caller's own until it is released; a new one has no tables yet. The server of
 * the tests makes a database in a second and empties one in milliseconds, so each is used again, by whichever process comes next.
 */
export async function holdMigrated(serverUrl: string): Promise<Held> {
  const connection = await mysql.createConnection({ uri: serverUrl, multipleStatements: true })
  const held = await holdOne(connection)
  const url = new URL(serverUrl)
  url.pathname = `/${held.name}`
  return { databaseUrl: url.href, isNew: held.isNew, release: () => connection.end() }
}

async function holdOne(connection: Connection): Promise<{ name: string; isNew: boolean }> {
  for (const name of await namesOf(connection, 'select schema_name as name from information_schema.schemata where schema_name like ?', [
    `${PREFIX}%`,
  ])) {
    if (!(await hold(connection, name))) continue
    if (await empty(connection, name)) return { name, isNew: false }
    await connection.query(`drop database ${name}`)
  }
  const name = `${PREFIX}${randomUUID().replaceAll('-', '')}`
  await hold(connection, name)
  await connection.query(`create database ${name}`)
  return { name, isNew: true }
}

async function hold(connection: Connection, name: string): Promise<boolean> {
  const [[row]] = await connection.query<RowDataPacket[]>('select get_lock(?, 0) as held', [name])
  return row?.held === 1
}

/** False for one whose migration was never done: its test was cut off. */
async function empty(connection: Connection, name: string): Promise<boolean> {
  const tables = await namesOf(connection, 'select table_name as name from information_schema.tables where table_schema = ?', [name])
  if (!tables.includes(KEPT)) return false
  const [[pending]] = await connection.query<RowDataPacket[]>(`select count(*) as count from ${name}.${KEPT} where not complete`)
  if (pending?.count !== 0) return false
  const deletions = tables.filter((table) => table !== KEPT).map((table) => `delete from ${name}.${table};`)
  await connection.query(`set foreign_key_checks = 0; ${deletions.join(' ')}`)
  return true
}

async function namesOf(connection: Connection, statement: string, values: string[]): Promise<string[]> {
  const [rows] = await connection.query<RowDataPacket[]>(statement, values)
  return rows.map(({ name }) => String(name))
}
