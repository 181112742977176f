import { and, desc, eq, getTableColumns, gte, lt, lte, or, sql, type SQL } from 'drizzle-orm'
import type { Row, Store } from '../../db/store.ts'

export type LogCursor = { at: Date; id: string }

/** How a call ends. */
export const LOG_STATUSES = ['complete', 'stopped', 'interrupted', 'failed'] as const
export type LogStatus = (typeof LOG_STATUSES)[number]

export type LogFilter = {
  requestId?: string | undefined
  userId?: string | undefined
  status?: LogStatus | undefined
  from?: Date | undefined
  /** up to this time, not including it */
  until?: Date | undefined
  before: LogCursor | null
  limit: number
}

/** A call, with the names that its user and its token have now; null where they are gone. */
export type LogRow = Row<'proxyLogs'> & { username: string | null; tokenName: string | null }

/** In the words of their index, which SQLite does not know by a bound value. */
const RARE = { stopped: sql`'stopped'`, interrupted: sql`'interrupted'`, failed: sql`'failed'` }

/** By the index of the narrowest condition, the others sift: a request has few calls, a user some, the rare ends are some more. */
function isAskedFor({ t: { proxyLogs }, d }: Store, { requestId, userId, status }: LogFilter): (SQL | undefined)[] {
  const ofRequest = requestId !== undefined && eq(proxyLogs.requestId, requestId)
  const ofUser = userId !== undefined && (ofRequest ? eq(d.sifted(proxyLogs.userId), userId) : eq(proxyLogs.userId, userId))
  const isSifted = ofRequest || ofUser || status === 'complete'
  const ended = status !== undefined && (isSifted ? eq(d.sifted(proxyLogs.status), status) : eq(proxyLogs.status, RARE[status]))
  return [ofRequest, ofUser, ended].map((condition) => condition || undefined)
}

/** The newest first. */
export async function listLogs(store: Store, filter: LogFilter): Promise<LogRow[]> {
  const { db, t } = store
  const { proxyLogs, users, apiTokens } = t
  const { createdAt, id } = proxyLogs
  const { from, until, before, limit } = filter
  const where = [
    ...isAskedFor(store, filter),
    from && gte(createdAt, from),
    until && lt(createdAt, until),
    // the first condition is where an index starts, the second sifts the rows of one millisecond
    before ? and(lte(createdAt, before.at), or(lt(createdAt, before.at), lt(id, before.id))) : undefined,
  ]
  return db
    .select({ ...getTableColumns(proxyLogs), username: users.username, tokenName: apiTokens.name })
    .from(proxyLogs)
    .leftJoin(users, eq(users.id, proxyLogs.userId))
    .leftJoin(apiTokens, eq(apiTokens.id, proxyLogs.tokenId))
    .where(and(...where))
    .orderBy(desc(createdAt), desc(id))
    .limit(limit)
}
