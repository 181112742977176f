import type { Column, InferInsertModel, SQL } from 'drizzle-orm'
import type { MySqlColumn, MySqlTable, MySqlUpdateSetSource } from 'drizzle-orm/mysql-core'
import type { Db } from './store.ts'

export type Upsert<Table extends MySqlTable> = {
  row: InferInsertModel<Table>
  /** the columns of the unique key that `row` may meet */
  target: MySqlColumn[]
  set: MySqlUpdateSetSource<Table>
}

export type Accumulation<Table extends MySqlTable> = {
  /** at least one */
  rows: readonly InferInsertModel<Table>[]
  /** the columns of the unique key that a row may meet */
  target: MySqlColumn[]
  /** by their names in the table: numbers that are added to those that are there, and what takes the place of what is there */
  added: readonly (keyof InferInsertModel<Table> & string)[]
  replaced?: readonly (keyof InferInsertModel<Table> & string)[]
}

/** A query of drizzle's. */
export type Written = { toSQL(): { sql: string; params: unknown[] } }

/** What is written differently for each database. */
export interface Dialect {
  /** Inserts rows, of which there is at least one, as fast as it can be done: for what is written with every question. */
  insert<Table extends MySqlTable>(db: Db, table: Table, rows: readonly InferInsertModel<Table>[]): Promise<void>
  /** Inserts `row`; where `target` is taken, changes `set` in the row that is there. */
  upsert<Table extends MySqlTable>(db: Db, table: Table, input: Upsert<Table>): Promise<void>
  /** Inserts rows; where one is there already, adds to it. */
  accumulate<Table extends MySqlTable>(db: Db, table: Table, input: Accumulation<Table>): Promise<void>
  /** The rows of a query as the driver reads them, each as the values of its columns in their order. */
  rows(db: Db, query: Written): Promise<unknown[][]>
  /** Locks what it reads until the transaction ends; on SQLite the transaction alone does that. */
  forUpdate<Query extends Lockable>(query: Query): Query
  /** A column that rows which are found by another are sifted by: SQLite does not know how many it would find by this one. */
  sifted(column: Column): SQL
  /** True where `column` has `text` somewhere, whatever its case (beyond ASCII as far as the database folds it). */
  contains(column: Column, text: string): SQL<boolean>
  /** How many bytes the database takes, as far as it tells. */
  size(db: Db): Promise<number>
  /** The day of a time as `YYYY-MM-DD`, `offsetMinutes` east of UTC. */
  day(column: Column, offsetMinutes: number): SQL<string>
}

export type Lockable = { for(strength: 'update'): unknown }

/** A `like` pattern for `text` anywhere, with `!` before what would be a wildcard. */
export const containing = (text: string): string => `%${text.replace(/[!%_]/g, '!$&')}%`
