import type { Column } from 'drizzle-orm'
import type { Written } from './dialect.ts'
import type { Store } from './store.ts'

/**
 * The rows that a query finds, each as the values of `columns`, which are those of the query in their order. For very many rows: drizzle
 * makes an object of each, and looks anew at each value what its column is, which takes longer than to read them.
 */
export async function listCells({ db, d }: Store, columns: readonly Column[], query: Written): Promise<unknown[][]> {
  const rows = await d.rows(db, query)
  for (const row of rows)
    for (const [place, column] of columns.entries()) if (row[place] !== null) row[place] = column.mapFromDriverValue(row[place])
  return rows
}
