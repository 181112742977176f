import { is } from 'drizzle-orm'
import { MySqlTable } from 'drizzle-orm/mysql-core'
import { SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Database, TableName } from '../db/store.ts'

/** All rows of all tables as text, by table. */
export async function dump({ db, t }: Database): Promise<Record<string, string>> {
  const names = (Object.keys(t) as TableName[]).filter((name) => is(t[name], MySqlTable) || is(t[name], SQLiteTable))
  const rows = await Promise.all(names.map(async (name) => [name, JSON.stringify(await db.select().from(t[name]))] as const))
  return Object.fromEntries(rows)
}
