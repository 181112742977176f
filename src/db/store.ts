import type { InferInsertModel, InferSelectModel } from 'drizzle-orm'
import type { MySql2Database, MySqlRawQueryResult } from 'drizzle-orm/mysql2'
import type { Dialect } from './dialect.ts'
import type * as tables from './schema.mysql.ts'

/** MySQL's tables are the canonical type; SQLite's infer the same models (`parity.ts`). */
export type Tables = typeof tables

export type TableName = keyof Tables
/** A row as it is read: `Row<'messages'>`. */
export type Row<Name extends TableName> = InferSelectModel<Tables[Name]>
/** A row as it is inserted: columns that may be null or have a default may be absent. */
export type NewRow<Name extends TableName> = InferInsertModel<Tables[Name]>

/** The part of drizzle that both databases have. */
export type Db = Pick<MySql2Database, 'select' | 'selectDistinct' | 'insert' | 'update' | 'delete' | '$count' | '$with' | 'with'>

/** What a query needs, in either database: the connection, its tables, and what is written differently. */
export type Store = {
  db: Db
  t: Tables
  d: Dialect
  /**
   * All of `work` or nothing of it, with the store that it is given: the outer one is refused inside. Called on that
   * store it is a savepoint. Wait for nothing but the database in it (on SQLite everybody else waits), and expect to be
   * run again: the losing side of a deadlock starts anew.
   */
  tx<T>(work: (store: Store) => Promise<T>): Promise<T>
}

export type Database = Store & {
  kind: 'sqlite' | 'mysql'
  /** Brings the schema up to date; resolves to the number of migrations that it applied. */
  migrate(): Promise<number>
  /** Rejects when the database does not answer. */
  ping(): Promise<void>
  close(): Promise<void>
}

/** How many rows an insert, update or delete matched. */
export const affectedRows = ([header]: MySqlRawQueryResult): number => header.affectedRows
