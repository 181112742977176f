import { sql } from 'drizzle-orm'
import type { SqliteRemoteDatabase } from 'drizzle-orm/sqlite-proxy'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import { containing, type Dialect } from '../dialect.ts'
import type { Answer } from './connection.ts'
import { type Accumulated, createAccumulate, createInsert } from './insert.ts'

/** At run time the store's connection and tables are SQLite's; only their types are MySQL's. */
const actual = <T>(value: unknown): T => value as T

export function createDialect(answer: Answer): Dialect {
  const insert = createInsert(answer)
  const accumulate = createAccumulate(answer)
  return {
    ...dialect,
    insert: (db, table, rows) => insert(actual(db), actual(table), rows),
    async rows(_db, query) {
      const { sql: statement, params } = query.toSQL()
      return actual<{ rows: unknown[][] }>(await answer(statement, params, 'all')).rows
    },
    accumulate: (db, table, input) => accumulate(actual(db), actual(table), actual<Accumulated>(input)),
  }
}

const dialect: Omit<Dialect, 'insert' | 'accumulate' | 'rows'> = {
  async upsert(db, table, { row, target, set }) {
    const insert = actual<SqliteRemoteDatabase>(db).insert(actual<SQLiteTable>(table)).values(row)
    await insert.onConflictDoUpdate({ target: actual<SQLiteColumn[]>(target), set: actual<Record<string, unknown>>(set) })
  },
  forUpdate: (query) => query,
  sifted: (column) => sql`+${column}`,
  contains: (column, text) => sql`${column} like ${containing(text)} escape '!'`,
  async size(db) {
    const bytes = sql`page_count * page_size`.mapWith(Number)
    const [row] = await db.select({ bytes }).from(sql`pragma_page_count(), pragma_page_size()`)
    return row?.bytes ?? 0
  },
  day: (column, offsetMinutes) => {
    const seconds = sql`${column} / 1000 + ${sql.raw(String(Math.trunc(offsetMinutes) * 60))}`
    return sql<string>`strftime('%Y-%m-%d', ${seconds}, 'unixepoch')`
  },
}
