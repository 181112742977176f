import type { Store } from '../../db/store.ts'
import { momentOf } from '../../usage/service.ts'
import { userIdNamed } from '../named.ts'
import { listLogs, type LogCursor, type LogRow } from './queries.ts'
import type { LogsQuery } from './schemas.ts'

export type LogsPage = { rows: LogRow[]; next: LogCursor | null }

const NOTHING: LogsPage = { rows: [], next: null }

/** Calls of upstreams, the newest first. Days are those of `timeZone`, null is UTC. */
export async function pageOfLogs(store: Store, asked: LogsQuery, timeZone: string | null): Promise<LogsPage> {
  const { request_id: requestId, user, status, cursor, limit } = asked
  const zone = timeZone ?? 'UTC'
  const [from, until] = [momentOf('from', asked.from, zone), momentOf('to', asked.to, zone)]
  const userId = user === undefined ? undefined : await userIdNamed(store, user)
  if (userId === null) return NOTHING
  const rows = await listLogs(store, { requestId, userId, status, from, until, before: cursor ?? null, limit: limit + 1 })
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { rows: page, next: rows.length > limit && last ? { at: last.createdAt, id: last.id } : null }
}
