import { getTableColumns, type SQL, sql } from 'drizzle-orm'
import type { MySqlTable, MySqlUpdateSetSource } from 'drizzle-orm/mysql-core'
import { type Accumulation, containing, type Dialect, type Written } from '../dialect.ts'

/** rows of one statement */
const ROWS = 200

/** What changes in a row that is there. */
function changesOf<Table extends MySqlTable>(table: Table, { added, replaced = [] }: Accumulation<Table>): MySqlUpdateSetSource<Table> {
  const columns = getTableColumns(table)
  const given = (name: string): SQL => sql`values(${columns[name]})`
  const sums = added.map((name) => [name, sql`${columns[name]} + ${given(name)}`])
  return Object.fromEntries([...sums, ...replaced.map((name) => [name, given(name)])]) as MySqlUpdateSetSource<Table>
}

type Rows = unknown[][]
type Prepared = { execute(): Promise<Rows> }
/** By what drizzle's connection asks at run time, with a way to make something else of the rows than objects. */
type Asking = {
  session: { prepareQuery(query: ReturnType<Written['toSQL']>, fields: undefined, toResult: (rows: Rows) => Rows): Prepared }
}

export const mysqlDialect: Dialect = {
  async insert(db, table, rows) {
    await db.insert(table).values([...rows])
  },
  async upsert(db, table, { row, set }) {
    await db.insert(table).values(row).onDuplicateKeyUpdate({ set })
  },
  async accumulate(db, table, input) {
    const set = changesOf(table, input)
    for (let from = 0; from < input.rows.length; from += ROWS) {
      await db
        .insert(table)
        .values(input.rows.slice(from, from + ROWS))
        .onDuplicateKeyUpdate({ set })
    }
  },
  async rows(db, query) {
    const { session } = db as unknown as Asking
    return session.prepareQuery(query.toSQL(), undefined, (rows) => rows).execute()
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
