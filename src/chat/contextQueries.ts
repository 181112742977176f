import { and, eq, isNotNull } from 'drizzle-orm'
import type { Store } from '../db/store.ts'

/** What the model thought before each answer of a conversation, by the answer's id. */
export async function listThoughts({ db, t, d }: Store, userId: string, conversationId: string): Promise<Map<string, string>> {
  const { messages } = t
  const rows = await db
    .select({ id: messages.id, reasoning: messages.reasoning })
    .from(messages)
    .where(and(eq(messages.conversationId, conversationId), eq(d.sifted(messages.userId), userId), isNotNull(messages.reasoning)))
  return new Map(rows.map(({ id, reasoning }) => [id, reasoning ?? '']))
}
