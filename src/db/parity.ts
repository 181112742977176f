import type { InferInsertModel, InferSelectModel, Table } from 'drizzle-orm'
import type * as sqlite from './schema.sqlite.ts'
import type { Tables } from './store.ts'

type Models<Schema> = {
  [Name in keyof Schema]: Schema[Name] extends Table
    ? { [Column in keyof InferSelectModel<Schema[Name]>]: InferSelectModel<Schema[Name]>[Column] } & {
        inserted: { [Column in keyof InferInsertModel<Schema[Name]>]: InferInsertModel<Schema[Name]>[Column] }
      }
    : never
}

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

/** Does not compile where a table or column of one database is not, or is something else, in the other. */
export function asTables(tables: Same<Models<typeof sqlite>, Models<Tables>> extends true ? typeof sqlite : never): Tables {
  return tables as unknown as Tables
}
