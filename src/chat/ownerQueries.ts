import { and, eq } from 'drizzle-orm'
import type { Store } from '../db/store.ts'

/** The answers that are being written for a user, in whatever process. Read as it is now, whatever the transaction has read before. */
export async function findRunningOf({ db, t, d }: Store, userId: string): Promise<string[]> {
  const { messages } = t
  const isRunning = and(eq(messages.userId, userId), eq(messages.status, 'streaming'))
  const rows = await d.forUpdate(db.select({ id: messages.id }).from(messages).where(isRunning))
  return rows.map(({ id }) => id)
}
