import { aliasedTable, and, type SQL, sql } from 'drizzle-orm'
import type { Store, Tables } from './store.ts'

/** Tables of what happened, which are read newest first. */
type Happened = Tables['tokenUsage'] | Tables['proxyLogs']
/** A column with an index (column, created_at, id), and its value: in words where the index holds only some of them. */
export type Indexed<Table extends Happened> = { column: keyof Table & string; value: string | SQL }

/** More rows of an index than these are as good as all. */
const MOST_COUNTED = 20_000

/** Of several conditions first the one that fewest rows of `stretch` meet. */
export async function narrowestFirst<Table extends Happened>(
  { db }: Store,
  table: Table,
  conditions: readonly Indexed<Table>[],
  stretch: SQL | undefined,
): Promise<Indexed<Table>[]> {
  const counts = conditions.map((condition, index) => {
    const found = sql`select 1 from ${table} where ${and(isMet(table, condition), stretch)} limit ${MOST_COUNTED}`
    return [String(index), sql`(select count(*) from (${found}) as found)`.mapWith(Number)] as const
  })
  const [row = {}] = await db.select(Object.fromEntries(counts)).from(sql`(select 1) as once`)
  const countOf = (condition: Indexed<Table>): number => Number(row[String(conditions.indexOf(condition))])
  return conditions.toSorted((a, b) => countOf(a) - countOf(b))
}

export const isMet = <Table extends Happened>(table: Table, { column, value }: Indexed<Table>): SQL => sql`${table[column]} = ${value}`

/**
 * Whether a row meets one more condition, as the index of that one says at the row's own place: of a row that does not, nothing else
 * is read. Whole rows of a large table come from all over the disk.
 */
export function isAlsoMet<Table extends Happened>(table: Table, condition: Indexed<Table>): SQL {
  const other = aliasedTable(table, 'other')
  // an expression, for which no database goes to the primary key; and a limit, for which none makes a join of it
  const samePlace = sql`${other.createdAt} = ${table.createdAt} and coalesce(${other.id}, '') = ${table.id}`
  return sql`(select 1 from ${table} as ${other} where ${isMet(other, condition)} and ${samePlace} limit 1) is not null`
}
