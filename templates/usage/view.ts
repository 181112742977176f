import { paths } from '../../src/paths.ts'
import { queryOf } from '../ui/query.ts'

/** What of the records is shown, and how many days the chart has: as the address says it. */
export type RecordsView = Partial<Record<'from' | 'to' | 'model' | 'status' | 'days', string | undefined>>

export const dashboardAddress = (view: RecordsView, over: RecordsView & { cursor?: string | undefined } = {}): string =>
  paths.dashboard(queryOf({ ...view, ...over }))

export const csvAddress = ({ days: _, ...filter }: RecordsView): string => paths.usageCsv(queryOf(filter))

export const isFiltered = ({ days: _, ...filter }: RecordsView): boolean => Object.values(filter).some((value) => value)
