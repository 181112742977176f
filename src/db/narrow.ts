import { aliasedTable, and, desc, eq, type SQL, sql } from 'drizzle-orm'
import type { Store, Tables } from './store.ts'

/** Tables of what happened, newest first, each with indexes of (column, created_at, id). */
type Happened = Tables['tokenUsage'] | Tables['proxyLogs']
/** A column with such an index, and its value; in words where an index holds only some of them. */
export type Indexed<Table extends Happened = Happened> = { column: keyof Table & string; value: string | SQL }

/** so many rows of an index are counted at most: more are as good as all */
const MOST = 20_000
const UNKNOWN = 1

/** Puts the condition first that fewest rows meet within `range`: rows are found by that one. */
export async function narrowestFirst<Table extends Happened>(
  { db }: Store,
  table: Table,
  conditions: readonly Indexed<Table>[],
  range: SQL | undefined,
): Promise<Indexed<Table>[]> {
  if (conditions.length < 2) return [...conditions]
  const counts = conditions.map(({ column, value }, index) => {
    const found = db.select({ one: sql`1` }).from(table as Tables['tokenUsage']).where(and(sql`${table[column]} = ${value}`, range)).limit(MOST)
    return [`count${index}`, sql<number>`(select count(*) from (${found}) as found)`.mapWith(Number)] as const
  })
  const [row] = await db.select(Object.fromEntries(counts)).from(sql`(select 1) as once`)
  const countOf = (condition: Indexed<Table>): number => row?.[`count${conditions.indexOf(condition)}`] ?? UNKNOWN
  return conditions.toSorted((a, b) => countOf(a) - countOf(b))
}

/** Whether a row meets another condition: looked up in that one's index, at the row's own place, and never in the table. */
export function isAlso<Table extends Happened>(table: Table, { column, value }: Indexed<Table>): SQL {
  const other = aliasedTable(table, 'other')
  // as an expression, so that no database takes the primary key for this
  const sameId = sql`coalesce(${other.id}, '') = ${table.id}`
  return sql`(select 1 from ${table} as ${other} where ${other[column]} = ${value} and ${other.createdAt} = ${table.createdAt} and ${sameId} limit 1)`
}
