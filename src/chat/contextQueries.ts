import { and, eq, isNotNull } from 'drizzle-orm'
import type { Store } from '../db/store.ts'

/** the setting that has what is left out summarised; off where there is no row */
const SUMMARIZE = 'summarize'

/** Asked only where something must be left out: an admin's change holds from the next question on. */
export async function isSummarizing({ db, t }: Store): Promise<boolean> {
  const [row] = await db.select({ value: t.settings.value }).from(t.settings).where(eq(t.settings.name, SUMMARIZE))
  return row?.value === true
}

/** What the model thought before each answer of a conversation, by the answer's id. */
export async function listThoughts({ db, t, d }: Store, userId: string, conversationId: string): Promise<Map<string, string>> {
  const { messages } = t
  const rows = await db
    .select({ id: messages.id, reasoning: messages.reasoning })
    .from(messages)
    .where(and(eq(messages.conversationId, conversationId), eq(d.sifted(messages.userId), userId), isNotNull(messages.reasoning)))
  return new Map(rows.map(({ id, reasoning }) => [id, reasoning ?? '']))
}
