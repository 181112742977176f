import { paths } from '../../src/paths.ts'

/** What of the records is shown, and how many days the chart has: as the address says it. */
export type RecordsView = Partial<Record<'from' | 'to' | 'model' | 'status' | 'days', string | undefined>>

/** A query with its question mark; without what is not said. */
export function queryOf(fields: Record<string, string | undefined>): string {
  const said = Object.entries(fields).flatMap(([name, value]) => (value ? [[name, value]] : []))
  return said.length === 0 ? '' : `?${new URLSearchParams(said).toString()}`
}

export const dashboardAddress = (view: RecordsView, over: RecordsView & { cursor?: string } = {}): string =>
  paths.dashboard(queryOf({ ...view, ...over }))

export const csvAddress = ({ days: _, ...filter }: RecordsView): string => paths.usageCsv(queryOf(filter))

export const isFiltered = ({ days: _, ...filter }: RecordsView): boolean => Object.values(filter).some((value) => value)
