import { and, desc, eq, getTableColumns, gte, lt, lte, or, sql, type SQL } from 'drizzle-orm'
import { type Indexed, isAlsoMet, isMet, narrowestFirst } from '../../db/narrow.ts'
import type { Row, Store, Tables } from '../../db/store.ts'

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

type Condition = Indexed<Tables['proxyLogs']>

/** The conditions that calls are found by, in the order of time. Most calls are complete: no index has that. */
function indexedOf({ userId, status }: LogFilter): Condition[] {
  const ofUser: Condition[] = userId === undefined ? [] : [{ column: 'userId', value: userId }]
  return status === undefined || status === 'complete' ? ofUser : [...ofUser, { column: 'status', value: RARE[status] }]
}

/** The newest first. */
export async function listLogs(store: Store, filter: LogFilter): Promise<LogRow[]> {
  const { proxyLogs } = store.t
  const { createdAt, id } = proxyLogs
  const { from, until, before } = filter
  const stretch = and(
    from && gte(createdAt, from),
    until && lt(createdAt, until),
    // the first condition is where an index starts, the second sifts the rows of one millisecond
    before ? and(lte(createdAt, before.at), or(lt(createdAt, before.at), lt(id, before.id))) : undefined,
  )
  const indexed = indexedOf(filter)
  if (filter.requestId !== undefined) return listOfRequest(store, filter.requestId, filter, stretch)
  return indexed.length < 2 ? listByOne(store, filter, indexed[0], stretch) : listByAll(store, filter, indexed, stretch)
}

const shown = ({ proxyLogs, users, apiTokens }: Tables) => ({
  ...getTableColumns(proxyLogs),
  username: users.username,
  tokenName: apiTokens.name,
})

const selectLogs = ({ db, t }: Store) =>
  db
    .select(shown(t))
    .from(t.proxyLogs)
    .leftJoin(t.users, eq(t.users.id, t.proxyLogs.userId))
    .leftJoin(t.apiTokens, eq(t.apiTokens.id, t.proxyLogs.tokenId))

const newestFirst = ({ proxyLogs }: Tables) => [desc(proxyLogs.createdAt), desc(proxyLogs.id)] as const

/** A request makes few calls: the other conditions sift them. */
async function listOfRequest(store: Store, requestId: string, { userId, status, limit }: LogFilter, stretch: SQL | undefined) {
  const { proxyLogs } = store.t
  const isMeant = [
    userId === undefined ? undefined : eq(store.d.sifted(proxyLogs.userId), userId),
    status && eq(store.d.sifted(proxyLogs.status), status),
  ]
  return selectLogs(store)
    .where(and(eq(proxyLogs.requestId, requestId), ...isMeant, stretch))
    .orderBy(...newestFirst(store.t))
    .limit(limit)
}

async function listByOne(store: Store, { status, limit }: LogFilter, only: Condition | undefined, stretch: SQL | undefined) {
  const { t, d } = store
  const isComplete = status === 'complete' ? eq(d.sifted(t.proxyLogs.status), status) : undefined
  return selectLogs(store)
    .where(and(only && isMet(t.proxyLogs, only), isComplete, stretch))
    .orderBy(...newestFirst(t))
    .limit(limit)
}

/** Few calls may meet both conditions where many meet each. */
async function listByAll(store: Store, { limit }: LogFilter, indexed: readonly Condition[], stretch: SQL | undefined) {
  const { db, t } = store
  const { proxyLogs, users, apiTokens } = t
  const [first, ...others] = (await narrowestFirst(store, proxyLogs, indexed, stretch)) as [Condition, ...Condition[]]
  const page = db
    .select({ id: proxyLogs.id })
    .from(proxyLogs)
    .where(and(isMet(proxyLogs, first), stretch, ...others.map((other) => isAlsoMet(proxyLogs, other))))
    .orderBy(...newestFirst(t))
    .limit(limit)
    .as('page')
  return db
    .select(shown(t))
    .from(page)
    .innerJoin(proxyLogs, eq(proxyLogs.id, page.id))
    .leftJoin(users, eq(users.id, proxyLogs.userId))
    .leftJoin(apiTokens, eq(apiTokens.id, proxyLogs.tokenId))
    .orderBy(...newestFirst(t))
}
