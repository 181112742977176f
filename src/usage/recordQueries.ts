import { and, asc, desc, eq, gt, gte, lt, lte, ne, not, or, type SQL, sql } from 'drizzle-orm'
import { listCells } from '../db/cells.ts'
import { type Indexed, isAlsoMet, isMet, narrowestFirst } from '../db/narrow.ts'
import type { Store, Tables } from '../db/store.ts'
import type { USAGE_STATUSES } from '../db/values.ts'

export type UsageStatus = (typeof USAGE_STATUSES)[number]

/** Which calls are meant; without a status all that are settled, since the others change yet. */
export type RecordFilter = {
  userId?: string | undefined
  model?: string | undefined
  keyId?: string | undefined
  requestId?: string | undefined
  status?: UsageStatus | undefined
  from?: Date | undefined
  /** up to this time, not including it */
  to?: Date | undefined
}

/** A place among records: the last one that was read. */
export type RecordCursor = { createdAt: Date; id: string }

/** A call, with the name of who made it: null where he is gone. */
export type UsageRecord = Awaited<ReturnType<typeof listNewest>>[number]

const shown = ({ tokenUsage, users }: Tables) => ({
  id: tokenUsage.id,
  createdAt: tokenUsage.createdAt,
  userId: tokenUsage.userId,
  username: users.username,
  model: tokenUsage.model,
  keyLabel: tokenUsage.keyLabel,
  source: tokenUsage.source,
  purpose: tokenUsage.purpose,
  status: tokenUsage.status,
  estimated: tokenUsage.estimated,
  promptTokens: tokenUsage.promptTokens,
  cachedTokens: tokenUsage.cachedTokens,
  completionTokens: tokenUsage.completionTokens,
  reasoningTokens: tokenUsage.reasoningTokens,
  totalTokens: tokenUsage.totalTokens,
  cost: tokenUsage.cost,
  currency: tokenUsage.currency,
  inputPrice: tokenUsage.inputPrice,
  cachedInputPrice: tokenUsage.cachedInputPrice,
  outputPrice: tokenUsage.outputPrice,
  ttftMs: tokenUsage.ttftMs,
  durationMs: tokenUsage.durationMs,
  conversationId: tokenUsage.conversationId,
  messageId: tokenUsage.messageId,
  requestId: tokenUsage.requestId,
})

const selectRecords = ({ db, t }: Store) => db.select(shown(t)).from(t.tokenUsage).leftJoin(t.users, eq(t.users.id, t.tokenUsage.userId))

/** In the words of the index that holds what is rare: SQLite does not know it by a bound value. */
const STATUS_WORDS: Record<UsageStatus, SQL> = {
  open: sql`'open'`,
  complete: sql`'complete'`,
  stopped: sql`'stopped'`,
  interrupted: sql`'interrupted'`,
  failed: sql`'failed'`,
}

type Condition = Indexed<Tables['tokenUsage']>

/** The conditions that rows are found by, in the order of time. That a call is complete is none: most are. */
function indexedOf({ userId, status, keyId, model }: RecordFilter): Condition[] {
  const values = { userId, status: status && status !== 'complete' ? STATUS_WORDS[status] : undefined, keyId, model }
  const columns = ['userId', 'status', 'keyId', 'model'] as const
  return columns.flatMap((column) => (values[column] === undefined ? [] : [{ column, value: values[column] }]))
}

/** One upper bound, not two: of those SQLite starts at either. */
function isBefore({ tokenUsage }: Tables, to: Date | undefined, cursor: RecordCursor | null): SQL | undefined {
  if (cursor === null || (to && to <= cursor.createdAt)) return to && lt(tokenUsage.createdAt, to)
  const { createdAt, id } = cursor
  return and(lte(tokenUsage.createdAt, createdAt), or(lt(tokenUsage.createdAt, createdAt), lt(tokenUsage.id, id)))
}

/** The conditions that records are found by, first the one that fewest of them meet. */
export type Access = readonly Condition[]

const stretchOf = ({ t }: Store, { from, to }: RecordFilter, cursor: RecordCursor | null): SQL | undefined =>
  and(from && gte(t.tokenUsage.createdAt, from), isBefore(t, to, cursor))

/** How the records behind the cursor are found best. */
export async function accessTo(store: Store, filter: RecordFilter, cursor: RecordCursor | null): Promise<Access> {
  const indexed = filter.requestId === undefined ? indexedOf(filter) : []
  return indexed.length < 2 ? indexed : narrowestFirst(store, store.t.tokenUsage, indexed, stretchOf(store, filter, cursor))
}

/** Calls, the newest first, from behind the cursor on. */
export async function listNewest(store: Store, filter: RecordFilter, cursor: RecordCursor | null, limit: number) {
  return newest(store, filter, await accessTo(store, filter, cursor), cursor, limit)
}

/** The values of a record, in the order of their names: for whoever reads all of them. */
export type RecordCells = { names: readonly (keyof UsageRecord)[]; rows: unknown[][] }

export async function listNewestCells(
  store: Store,
  filter: RecordFilter,
  access: Access,
  cursor: RecordCursor | null,
  limit: number,
): Promise<RecordCells> {
  const columns = shown(store.t)
  const rows = await listCells(store, Object.values(columns), newest(store, filter, access, cursor, limit))
  return { names: Object.keys(columns) as (keyof UsageRecord)[], rows }
}

function newest(store: Store, filter: RecordFilter, access: Access, cursor: RecordCursor | null, limit: number) {
  const stretch = stretchOf(store, filter, cursor)
  if (filter.requestId !== undefined) return newestOfRequest(store, filter.requestId, filter, stretch, limit)
  const [first, ...others] = access
  return first && others.length > 0
    ? newestByAll(store, filter, [first, ...others], stretch, limit)
    : newestByOne(store, filter, first, stretch, limit)
}

const newestFirst = ({ tokenUsage }: Tables) => [desc(tokenUsage.createdAt), desc(tokenUsage.id)] as const

/** A request makes few calls: the other conditions sift them. */
function newestOfRequest(store: Store, requestId: string, filter: RecordFilter, stretch: SQL | undefined, limit: number) {
  const { t, d } = store
  const { tokenUsage } = t
  const isMeant = (['userId', 'keyId', 'model', 'status'] as const).map((column) => {
    const value = filter[column]
    return value === undefined ? undefined : eq(d.sifted(tokenUsage[column]), value)
  })
  const isEnded = filter.status === undefined ? ne(d.sifted(tokenUsage.status), 'open') : undefined
  return selectRecords(store)
    .where(and(eq(tokenUsage.requestId, requestId), ...isMeant, isEnded, stretch))
    .orderBy(...newestFirst(t))
    .limit(limit)
}

function newestByOne(store: Store, filter: RecordFilter, only: Condition | undefined, stretch: SQL | undefined, limit: number) {
  const { t, d } = store
  const status = d.sifted(t.tokenUsage.status)
  const isEnded =
    filter.status === 'complete' ? sql`${status} = ${STATUS_WORDS.complete}` : only?.column === 'status' ? undefined : ne(status, 'open')
  return selectRecords(store)
    .where(and(only && isMet(t.tokenUsage, only), isEnded, stretch))
    .orderBy(...newestFirst(t))
    .limit(limit)
}

/** What is not meant is rare, and looked up in the index of what is rare. */
const UNMEANT: Partial<Record<UsageStatus | 'any', UsageStatus[]>> = {
  any: ['open'],
  complete: ['failed', 'stopped', 'interrupted', 'open'],
}

/** Few calls may meet all conditions where many meet each: which do is found out from indexes alone. */
function newestByAll(
  { db, t }: Store,
  filter: RecordFilter,
  [first, ...others]: readonly [Condition, ...Condition[]],
  stretch: SQL | undefined,
  limit: number,
) {
  const { tokenUsage, users } = t
  const unmeant = UNMEANT[filter.status ?? 'any'] ?? []
  const isNone = unmeant.map((status) => not(isAlsoMet(tokenUsage, { column: 'status', value: STATUS_WORDS[status] })))
  const page = db
    .select({ id: tokenUsage.id })
    .from(tokenUsage)
    .where(and(isMet(tokenUsage, first), stretch, ...others.map((other) => isAlsoMet(tokenUsage, other)), ...isNone))
    .orderBy(...newestFirst(t))
    .limit(limit)
    .as('page')
  return db
    .select(shown(t))
    .from(page)
    .innerJoin(tokenUsage, eq(tokenUsage.id, page.id))
    .leftJoin(users, eq(users.id, tokenUsage.userId))
    .orderBy(...newestFirst(t))
}

/** A user's calls, settled or not, the oldest first. */
export async function listOldest(store: Store, userId: string, after: RecordCursor | null, limit: number): Promise<UsageRecord[]> {
  const { tokenUsage } = store.t
  const isLater =
    after && and(gte(tokenUsage.createdAt, after.createdAt), or(gt(tokenUsage.createdAt, after.createdAt), gt(tokenUsage.id, after.id)))
  return selectRecords(store)
    .where(and(eq(tokenUsage.userId, userId), isLater ?? undefined))
    .orderBy(asc(tokenUsage.createdAt), asc(tokenUsage.id))
    .limit(limit)
}
