import type { Store } from '../db/store.ts'
import { chartOf, firstDayOf, type ChartData, type Range } from './chart.ts'
import { listTokens } from './chartQueries.ts'
import { findTitles } from './nameQueries.ts'
import { dayIn, daysFrom } from './periods.ts'
import type { RecordCursor, RecordFilter } from './recordQueries.ts'
import { pageOfRecords, type RecordPage } from './records.ts'
import { dayOfLine } from './sums.ts'

/** What a user, or everybody (null), has used day by day, up to today in his zone, or that of the site. */
export async function chartFor(store: Store, userId: string | null, range: Range, timeZone: string, at: Date): Promise<ChartData> {
  const today = dayIn(timeZone, at)
  const lines = await listTokens(store, userId, daysFrom(firstDayOf(range, today), today))
  return chartOf(
    lines.map((line) => ({ ...line, day: dayOfLine(line, timeZone) })),
    range,
    today,
  )
}

export type OwnPage = RecordPage & {
  /** of the conversations in which the calls were made, by their ids; those that are gone are not in it */
  titles: Map<string, string>
}

/** A page of a user's own records. */
export async function ownPage(
  store: Store,
  filter: RecordFilter & { userId: string },
  cursor: RecordCursor | null,
  limit: number,
): Promise<OwnPage> {
  const page = await pageOfRecords(store, filter, cursor, limit)
  const ids = new Set(page.rows.flatMap(({ conversationId }) => conversationId ?? []))
  return { ...page, titles: await findTitles(store, filter.userId, [...ids]) }
}
