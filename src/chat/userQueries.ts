import { and, eq } from 'drizzle-orm'
import type { Store } from '../db/store.ts'

/** The answers that are being written for a user. */
export async function findRunningOf({ db, t }: Store, userId: string): Promise<string[]> {
  const { messages } = t
  const rows = await db
    .select({ id: messages.id })
    .from(messages)
    .where(and(eq(messages.userId, userId), eq(messages.status, 'streaming')))
  return rows.map(({ id }) => id)
}
