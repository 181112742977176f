import { and, asc, desc, eq, inArray, isNull, ne, sql } from 'drizzle-orm'
import { prepared } from '../db/prepared.ts'
import { affectedRows, type NewRow, type Row, type Store } from '../db/store.ts'

type MessageRow = Row<'messages'>

/** A message without its words: what the shape of a conversation is made of. */
export type Node = Pick<MessageRow, 'id' | 'parentId' | 'role'>

/** how many ids one statement names */
const BATCH = 500

const nodesOf = prepared(({ db, t: { messages }, d }) => {
  const { id, parentId, role, createdAt, conversationId, userId } = messages
  const isIn = and(eq(conversationId, sql.placeholder('conversationId')), eq(d.sifted(userId), sql.placeholder('userId')))
  return db.select({ id, parentId, role }).from(messages).where(isIn).orderBy(asc(createdAt), asc(id)).prepare()
})

/** All messages of a conversation in the order of their making, and no text of them. */
export async function listNodes(store: Store, userId: string, conversationId: string): Promise<Node[]> {
  return nodesOf(store).execute({ userId, conversationId })
}

function batches(ids: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(ids.length / BATCH) }, (_, n) => ids.slice(n * BATCH, (n + 1) * BATCH))
}

/** These rows in the order of `ids`; one that is gone is left out. */
function inOrder<Found extends { id: string }>(ids: readonly string[], rows: readonly Found[]): Found[] {
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

export async function listRows({ db, t, d }: Store, userId: string, ids: readonly string[]): Promise<MessageRow[]> {
  const { messages } = t
  const found: MessageRow[] = []
  for (const batch of batches(ids)) {
    const isAsked = and(inArray(messages.id, batch), eq(d.sifted(messages.userId), userId))
    found.push(...(await db.select().from(messages).where(isAsked)))
  }
  return inOrder(ids, found)
}

/** A message as the model is told of it. */
export type Said = Pick<MessageRow, 'id' | 'parentId' | 'role' | 'content' | 'model' | 'leftOut' | 'summary' | 'summaryUntil'>

const saidOf = prepared(({ db, t: { messages }, d }, count: number) => {
  const { id, parentId, role, content, model, leftOut, summary, summaryUntil, userId } = messages
  const ids = Array.from({ length: count }, (_, index) => sql.placeholder(String(index)))
  const isAsked = and(inArray(id, ids), eq(d.sifted(userId), sql.placeholder('userId')))
  return db.select({ id, parentId, role, content, model, leftOut, summary, summaryUntil }).from(messages).where(isAsked).prepare()
})

/** The words of these messages, in the order of `ids`. */
export async function listSaid(store: Store, userId: string, ids: readonly string[]): Promise<Said[]> {
  const found: Said[] = []
  for (const batch of batches(ids)) found.push(...(await saidOf(store, batch.length).execute({ ...batch, userId })))
  return inOrder(ids, found)
}

/** The messages at the same place as one, in the order of their making, itself among them. */
export async function listSiblings({ db, t, d }: Store, userId: string, place: Pick<MessageRow, 'conversationId' | 'parentId' | 'role'>) {
  const { messages } = t
  const isThere = and(
    eq(messages.conversationId, place.conversationId),
    place.parentId === null ? isNull(messages.parentId) : eq(messages.parentId, place.parentId),
    eq(messages.role, place.role),
    eq(d.sifted(messages.userId), userId),
  )
  const rows = await db.select({ id: messages.id }).from(messages).where(isThere).orderBy(asc(messages.createdAt), asc(messages.id))
  return rows.map(({ id }) => id)
}

export type AnsweredBy = Pick<MessageRow, 'model' | 'content' | 'reasoning'>

/** How a question was answered the last time. */
export async function findLastAnswer({ db, t, d }: Store, userId: string, questionId: string): Promise<AnsweredBy | null> {
  const { messages } = t
  const [row] = await db
    .select({ model: messages.model, content: messages.content, reasoning: messages.reasoning })
    .from(messages)
    .where(and(eq(messages.parentId, questionId), eq(d.sifted(messages.userId), userId)))
    .orderBy(desc(messages.createdAt), desc(messages.id))
    .limit(1)
  return row ?? null
}

/** Whether something was said after a message. */
export async function hasFollowers({ db, t, d }: Store, userId: string, id: string): Promise<boolean> {
  const { messages } = t
  const isAfter = and(eq(messages.parentId, id), eq(d.sifted(messages.userId), userId))
  return (await db.select({ id: messages.id }).from(messages).where(isAfter).limit(1)).length > 0
}

/** Lets an answer that has ended be written again; false when it has not ended, or is gone. */
export async function reopenAnswer({ db, t }: Store, id: string, set: Partial<NewRow<'messages'>>): Promise<boolean> {
  const { messages } = t
  const again = {
    ...set,
    status: 'streaming',
    html: null,
    renderVersion: null,
    finishReason: null,
    errorCode: null,
    completedAt: null,
  } as const
  const result = await db
    .update(messages)
    .set(again)
    .where(and(eq(messages.id, id), ne(messages.status, 'streaming')))
  return affectedRows(result) === 1
}
