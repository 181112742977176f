import { type Column, getTableColumns, type SQL, sql } from 'drizzle-orm'
import { toSnakeCase } from 'drizzle-orm/casing'
import type { SqliteRemoteDatabase } from 'drizzle-orm/sqlite-proxy'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import { toDriver } from '../prepared.ts'
import type { Answer } from './connection.ts'

type Row = Readonly<Record<string, unknown>>

/** The columns of a table, and the statements for it by the number of rows that they insert. */
type Written = { columns: [string, Column][]; statements: string[] }

/** A statement for so many rows, with a place for each of their values. */
function write(db: SqliteRemoteDatabase, table: SQLiteTable, count: number): string {
  const row = Object.fromEntries(Object.keys(getTableColumns(table)).map((name) => [name, sql`${sql.placeholder(name)}`]))
  return db
    .insert(table)
    .values(Array.from({ length: count }, () => row))
    .toSQL().sql
}

const valueOf = (column: Column, value: unknown): unknown => toDriver(column, value === undefined ? (column.default ?? null) : value)

/** Inserts rows by a statement that is written once: drizzle takes longer to write one than SQLite to run it. */
export function createInsert(answer: Answer) {
  const written = new Map<SQLiteTable, Written>()

  function writtenFor(table: SQLiteTable): Written {
    const known = written.get(table) ?? { columns: Object.entries(getTableColumns(table)), statements: [] }
    written.set(table, known)
    return known
  }

  return async (db: SqliteRemoteDatabase, table: SQLiteTable, rows: readonly Row[]): Promise<void> => {
    const { columns, statements } = writtenFor(table)
    const statement = (statements[rows.length] ??= write(db, table, rows.length))
    const values = rows.flatMap((row) => columns.map(([name, column]) => valueOf(column, row[name])))
    await answer(statement, values, 'run')
  }
}

export type Accumulated = { rows: readonly Row[]; target: SQLiteColumn[]; added: readonly string[]; replaced?: readonly string[] }

/** A statement for one row. */
function writeAccumulation(db: SqliteRemoteDatabase, table: SQLiteTable, { target, added, replaced = [] }: Accumulated): string {
  const columns = getTableColumns(table)
  const given = (name: string): SQL => sql`excluded.${sql.identifier(toSnakeCase(name))}`
  const sums = added.map((name) => [name, sql`${columns[name]} + ${given(name)}`])
  const set = Object.fromEntries([...sums, ...replaced.map((name) => [name, given(name)])]) as Record<string, SQL>
  const row = Object.fromEntries(Object.keys(columns).map((name) => [name, sql`${sql.placeholder(name)}`]))
  return db.insert(table).values(row).onConflictDoUpdate({ target, set }).toSQL().sql
}

/** Row by row: each is a matter of microseconds by a statement that is written and prepared once. */
export function createAccumulate(answer: Answer) {
  const written = new Map<SQLiteTable, string>()

  return async (db: SqliteRemoteDatabase, table: SQLiteTable, input: Accumulated): Promise<void> => {
    const statement = written.get(table) ?? writeAccumulation(db, table, input)
    written.set(table, statement)
    const columns = Object.entries(getTableColumns(table))
    for (const row of input.rows) {
      const values = columns.map(([name, column]) => valueOf(column, row[name]))
      await answer(statement, values, 'run')
    }
  }
}
