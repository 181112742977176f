import { and, asc, between, desc, eq, gt, inArray, isNotNull, lt, ne, or, sql, type SQL } from 'drizzle-orm'
import { prepared, preparedUpdate } from '../db/prepared.ts'
import type { NewRow, Row, Store, Tables } from '../db/store.ts'

export type ConversationRow = Row<'conversations'>
export type MessageRow = Row<'messages'>
/** A place in the list of conversations: what comes after it was changed before. */
export type ListCursor = { updatedAt: Date; id: string }

const [idPlace, userPlace] = [sql.placeholder('id'), sql.placeholder('userId')]

/** The row of `id`, where it is `userId`'s. */
const isTheirs = (table: Tables['conversations'] | Tables['messages']) => and(eq(table.id, idPlace), eq(table.userId, userPlace))

const conversationOf = ({ db, t: { conversations } }: Store) => db.select().from(conversations).where(isTheirs(conversations))
const foundConversation = prepared((store) => conversationOf(store).prepare())
const lockedConversation = prepared((store) => store.d.forUpdate(conversationOf(store)).prepare())

export async function findConversation(store: Store, userId: string, id: string): Promise<ConversationRow | null> {
  const [row] = await foundConversation(store).execute({ id, userId })
  return row ?? null
}

/** Holds the conversation until the transaction ends, so that two questions cannot start at once. */
export async function lockConversation(store: Store, userId: string, id: string): Promise<ConversationRow | null> {
  const [row] = await lockedConversation(store).execute({ id, userId })
  return row ?? null
}

export type ListFilter = { before: ListCursor | null; search: string; limit: number }

export async function listConversations({ db, t, d }: Store, userId: string, filter: ListFilter): Promise<ConversationRow[]> {
  const { conversations } = t
  const where: (SQL | undefined)[] = [eq(conversations.userId, userId)]
  if (filter.search !== '') where.push(d.contains(conversations.title, filter.search))
  if (filter.before) {
    const { updatedAt, id } = filter.before
    where.push(or(lt(conversations.updatedAt, updatedAt), and(eq(conversations.updatedAt, updatedAt), lt(conversations.id, id))))
  }
  return db
    .select()
    .from(conversations)
    .where(and(...where))
    .orderBy(desc(conversations.updatedAt), desc(conversations.id))
    .limit(filter.limit)
}

export async function insertConversation({ db, t, d }: Store, row: NewRow<'conversations'>): Promise<void> {
  await d.insert(db, t.conversations, [row])
}

const changeConversation = preparedUpdate(({ conversations }) => conversations, isTheirs)

export async function updateConversation(
  store: Store,
  userId: string,
  id: string,
  set: Partial<NewRow<'conversations'>>,
): Promise<boolean> {
  return (await changeConversation(store, set, { id, userId })) === 1
}

export async function deleteConversation({ db, t }: Store, userId: string, id: string): Promise<void> {
  const { conversations } = t
  await db.delete(conversations).where(and(eq(conversations.id, id), eq(conversations.userId, userId)))
}

const foundMessage = prepared(({ db, t: { messages } }) => db.select().from(messages).where(isTheirs(messages)).prepare())

export async function findMessage(store: Store, userId: string, id: string): Promise<MessageRow | null> {
  const [row] = await foundMessage(store).execute({ id, userId })
  return row ?? null
}

/** A place among the messages of a conversation. */
export type MessageCursor = { createdAt: Date; id: string }
export type MessageFilter = { after: MessageCursor | null; limit: number }

/** Messages of a conversation, of all branches, the oldest first. */
export async function listMessages(
  { db, t, d }: Store,
  userId: string,
  conversationId: string,
  filter: MessageFilter,
): Promise<MessageRow[]> {
  const { messages } = t
  const where: (SQL | undefined)[] = [eq(messages.conversationId, conversationId), eq(d.sifted(messages.userId), userId)]
  if (filter.after) {
    const { createdAt, id } = filter.after
    where.push(or(gt(messages.createdAt, createdAt), and(eq(messages.createdAt, createdAt), gt(messages.id, id))))
  }
  return db
    .select()
    .from(messages)
    .where(and(...where))
    .orderBy(asc(messages.createdAt), asc(messages.id))
    .limit(filter.limit)
}

/** Answers that are being written, in the words of their index: SQLite does not see that a bound value says the same. */
export const isStreaming = ({ status }: Tables['messages']): SQL => sql`${status} = 'streaming'`

const runningIn = prepared(({ db, t: { messages } }) => {
  const isRunning = and(eq(messages.conversationId, sql.placeholder('conversationId')), eq(messages.status, 'streaming'))
  return db.select({ id: messages.id }).from(messages).where(isRunning).prepare()
})

export async function findRunning(store: Store, conversationId: string): Promise<string[]> {
  const rows = await runningIn(store).execute({ conversationId })
  return rows.map(({ id }) => id)
}

/** Of these conversations the ones in which an answer is being written. */
export async function findAnswering({ db, t }: Store, conversationIds: readonly string[]): Promise<Set<string>> {
  if (conversationIds.length === 0) return new Set()
  const { messages } = t
  const rows = await db
    .selectDistinct({ id: messages.conversationId })
    .from(messages)
    .where(and(isStreaming(messages), inArray(messages.conversationId, [...conversationIds])))
  return new Set(rows.map(({ id }) => id))
}

export async function insertMessages({ db, t, d }: Store, rows: NewRow<'messages'>[]): Promise<void> {
  await d.insert(db, t.messages, rows)
}

const isUnfinished = (messages: Tables['messages']) => and(eq(messages.id, idPlace), eq(messages.status, 'streaming'))
const changeStreaming = preparedUpdate(({ messages }) => messages, isUnfinished)
const changeOwn = preparedUpdate(
  ({ messages }) => messages,
  (messages) => and(isUnfinished(messages), eq(messages.owner, sql.placeholder('owner'))),
)

/** Changes an answer that is still being written, by `owner` where one is named; false when it has ended, or is gone. */
export async function updateStreaming(store: Store, id: string, set: Partial<NewRow<'messages'>>, owner?: string): Promise<boolean> {
  const changed = owner === undefined ? await changeStreaming(store, set, { id }) : await changeOwn(store, set, { id, owner })
  return changed === 1
}

/** Keeps the HTML of an answer that has ended, unless its text was changed meanwhile. */
export async function saveHtml(
  { db, t }: Store,
  row: Pick<MessageRow, 'id' | 'updatedAt'>,
  html: string,
  renderVersion: number,
): Promise<void> {
  const { messages } = t
  const isSame = and(eq(messages.id, row.id), eq(messages.updatedAt, row.updatedAt), ne(messages.status, 'streaming'))
  await db.update(messages).set({ html, renderVersion }).where(isSame)
}

/** All answers that are being written, as the database knows it, and by whom. */
export async function listStreaming({ db, t }: Store): Promise<Pick<MessageRow, 'id' | 'owner' | 'updatedAt'>[]> {
  const { messages } = t
  return db.select({ id: messages.id, owner: messages.owner, updatedAt: messages.updatedAt }).from(messages).where(isStreaming(messages))
}

/** What an answer says and has thought so far. */
export type Text = { content: string; reasoning: string }

export async function findText({ db, t }: Store, id: string): Promise<Text> {
  const { messages } = t
  const [row] = await db.select({ content: messages.content, reasoning: messages.reasoning }).from(messages).where(eq(messages.id, id))
  return { content: row?.content ?? '', reasoning: row?.reasoning ?? '' }
}

export async function updateText({ db, t }: Store, id: string, { content, reasoning }: Text): Promise<void> {
  await db
    .update(t.messages)
    .set({ content, reasoning: reasoning || null })
    .where(eq(t.messages.id, id))
}

/** Notes that somebody wants this answer stopped, for the process that writes it. */
export async function askForStop({ db, t }: Store, id: string, at: Date): Promise<void> {
  const { messages } = t
  await db
    .update(messages)
    .set({ stopRequestedAt: at })
    .where(and(eq(messages.id, id), eq(messages.status, 'streaming')))
}

/** Answers of the process whose writers begin with `writers`: of its index a range. */
export const isOf = ({ owner }: Tables['messages'], writers: string): SQL => between(owner, writers, `${writers}~`)

/** Of the answers that a process writes those that somebody wants stopped; `writers`: what its writers begin with. */
export async function findStopsAskedFor({ db, t }: Store, writers: string): Promise<string[]> {
  const { messages } = t
  const isAskedFor = and(isStreaming(messages), isOf(messages, writers), isNotNull(messages.stopRequestedAt))
  const rows = await db.select({ id: messages.id }).from(messages).where(isAskedFor)
  return rows.map(({ id }) => id)
}

/** An answer that has ended; null where it is still being written, or gone. */
export async function findEnded({ db, t }: Store, id: string): Promise<MessageRow | null> {
  const { messages } = t
  const [row] = await db
    .select()
    .from(messages)
    .where(and(eq(messages.id, id), ne(messages.status, 'streaming')))
  return row ?? null
}

export async function findStatus({ db, t }: Store, id: string): Promise<Pick<MessageRow, 'status' | 'finishReason' | 'errorCode'> | null> {
  const { messages } = t
  const columns = { status: messages.status, finishReason: messages.finishReason, errorCode: messages.errorCode }
  const [row] = await db.select(columns).from(messages).where(eq(messages.id, id))
  return row ?? null
}
