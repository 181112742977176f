import { type Column, getTableColumns, type InferInsertModel, type SQL, sql } from 'drizzle-orm'
import type { MySqlTable, MySqlUpdateSetSource } from 'drizzle-orm/mysql-core'
import { affectedRows, type Db, type Store, type Tables } from './store.ts'

/**
 * Writes a query once for each connection: drizzle takes longer to write one than SQLite to run it. Its values have places
 * (`sql.placeholder`); queries that differ in more than these are told apart by their `shape`.
 */
export function prepared<Query, Shape = void>(write: (store: Store, shape: Shape) => Query): (store: Store, shape: Shape) => Query {
  const written = new WeakMap<Db, Map<Shape, Query>>()
  return (store, shape) => {
    const queries = written.get(store.db) ?? new Map<Shape, Query>()
    written.set(store.db, queries)
    const query = queries.get(shape) ?? write(store, shape)
    queries.set(shape, query)
    return query
  }
}

/** A value of a column as the driver takes it. */
export const toDriver = (column: Column | undefined, value: unknown): unknown =>
  value === null || column === undefined ? value : column.mapToDriverValue(value)

const placeOf = (column: string): string => `set.${column}`

/** Changes rows by statements that are prepared, one for each choice of columns. `where` has places of its own. Answers how many it changed. */
export function preparedUpdate<Table extends MySqlTable>(tableOf: (t: Tables) => Table, where: (table: Table) => SQL | undefined) {
  const update = prepared(({ db, t }, columns: string) => {
    const table = tableOf(t)
    const places = columns.split(' ').map((name) => [name, sql`${sql.placeholder(placeOf(name))}`])
    return db
      .update(table)
      .set(Object.fromEntries(places) as MySqlUpdateSetSource<Table>)
      .where(where(table))
      .prepare()
  })
  return async (store: Store, set: Partial<InferInsertModel<Table>>, places: Record<string, unknown>): Promise<number> => {
    const columns = getTableColumns(tableOf(store.t))
    const values = { ...places }
    const given: string[] = []
    for (const [name, value] of Object.entries(set)) {
      if (value === undefined) continue
      given.push(name)
      values[placeOf(name)] = toDriver(columns[name], value)
    }
    return affectedRows(await update(store, given.join(' ')).execute(values))
  }
}
