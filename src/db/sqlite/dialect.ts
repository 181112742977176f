import { sql } from 'drizzle-orm'
import type { SqliteRemoteDatabase } from 'drizzle-orm/sqlite-proxy'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import { containing, type Dialect } from '../dialect.ts'
import { insertRows } from './insert.ts'

/** At run time the store's connection and tables are SQLite's; only their types are MySQL's. */
const actual = <T>(value: unknown): T => value as T

export const sqliteDialect: Dialect = {
  insert: (db, table, rows) => insertRows(actual(db), actual(table), rows),
  async upsert(db, table, { row, target, set }) {
    const insert = actual<SqliteRemoteDatabase>(db).insert(actual<SQLiteTable>(table)).values(row)
    await insert.onConflictDoUpdate({ target: actual<SQLiteColumn[]>(target), set: actual<Record<string, unknown>>(set) })
  },
  forUpdate: (query) => query,
  contains: (column, text) => sql`${column} like ${containing(text)} escape '!'`,
  day: (column, offsetMinutes) => {
    const seconds = sql`${column} / 1000 + ${sql.raw(String(Math.trunc(offsetMinutes) * 60))}`
    return sql<string>`strftime('%Y-%m-%d', ${seconds}, 'unixepoch')`
  },
}
