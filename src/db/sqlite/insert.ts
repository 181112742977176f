import { type Column, getTableColumns, sql } from 'drizzle-orm'
import type { SqliteRemoteDatabase } from 'drizzle-orm/sqlite-proxy'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { toDriver } from '../prepared.ts'

type Row = Readonly<Record<string, unknown>>
type Insert = { execute(values: Record<string, unknown>): Promise<unknown> }

const placeOf = (index: number, name: string): string => `${index}.${name}`

/** A statement for so many rows, with a place for each of their values. */
function write(db: SqliteRemoteDatabase, table: SQLiteTable, count: number): Insert {
  const names = Object.keys(getTableColumns(table))
  const row = (index: number) => Object.fromEntries(names.map((name) => [name, sql`${sql.placeholder(placeOf(index, name))}`]))
  return db
    .insert(table)
    .values(Array.from({ length: count }, (_, index) => row(index)))
    .prepare()
}

const valueOf = (column: Column, value: unknown): unknown => toDriver(column, value === undefined ? (column.default ?? null) : value)

const written = new WeakMap<SqliteRemoteDatabase, Map<SQLiteTable, Insert[]>>()

/** Inserts rows by a statement that is written once: drizzle takes longer to write one than SQLite to run it. */
export async function insertRows(db: SqliteRemoteDatabase, table: SQLiteTable, rows: readonly Row[]): Promise<void> {
  const inserts = written.get(db) ?? new Map<SQLiteTable, Insert[]>()
  written.set(db, inserts)
  const byCount = inserts.get(table) ?? []
  inserts.set(table, byCount)
  const insert = (byCount[rows.length] ??= write(db, table, rows.length))
  const columns = Object.entries(getTableColumns(table))
  const values: Record<string, unknown> = {}
  for (const [index, row] of rows.entries()) for (const [name, column] of columns) values[placeOf(index, name)] = valueOf(column, row[name])
  await insert.execute(values)
}
