import { and, asc, eq, gt } from 'drizzle-orm'
import type { Store } from '../db/store.ts'
import type { ConversationRow } from './queries.ts'

/** The answers that are being written for a user, in whatever process. Read as it is now, whatever the transaction has read before. */
export async function findRunningOf({ db, t, d }: Store, userId: string): Promise<string[]> {
  const { messages } = t
  const isRunning = and(eq(messages.userId, userId), eq(messages.status, 'streaming'))
  const rows = await d.forUpdate(db.select({ id: messages.id }).from(messages).where(isRunning))
  return rows.map(({ id }) => id)
}

/** A user's conversations in the order of their ids, which no change moves. */
export async function listOwned({ db, t }: Store, userId: string, afterId: string, limit: number): Promise<ConversationRow[]> {
  const { conversations } = t
  return db
    .select()
    .from(conversations)
    .where(and(eq(conversations.userId, userId), gt(conversations.id, afterId)))
    .orderBy(asc(conversations.id))
    .limit(limit)
}
