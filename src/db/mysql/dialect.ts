import { sql } from 'drizzle-orm'
import { containing, type Dialect } from '../dialect.ts'

export const mysqlDialect: Dialect = {
  async insert(db, table, rows) {
    await db.insert(table).values([...rows])
  },
  async upsert(db, table, { row, set }) {
    await db.insert(table).values(row).onDuplicateKeyUpdate({ set })
  },
  forUpdate(query) {
    query.for('update')
    return query
  },
  sifted: (column) => sql`${column}`,
  contains: (column, text) => sql`${column} like ${containing(text)} escape '!'`,
  async size(db) {
    const bytes = sql`coalesce(sum(data_length + index_length), 0)`.mapWith(Number)
    const [row] = await db
      .select({ bytes })
      .from(sql`information_schema.tables`)
      .where(sql`table_schema = database()`)
    return row?.bytes ?? 0
  },
  day: (column, offsetMinutes) => {
    const minutes = sql.raw(String(Math.trunc(offsetMinutes)))
    return sql<string>`date_format(date_add(${column}, interval ${minutes} minute), '%Y-%m-%d')`
  },
}
