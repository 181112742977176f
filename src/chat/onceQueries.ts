import { and, asc, eq } from 'drizzle-orm'
import type { Store } from '../db/store.ts'

export type AskedFor = { conversationId: string; questionId: string; answerId: string }

/** The first answer to the question that this user sent under this client id. */
export async function findAnswerAskedFor({ db, t: { messages }, d }: Store, userId: string, clientId: string): Promise<AskedFor | null> {
  const isAsked = and(eq(messages.userId, userId), eq(messages.clientId, clientId))
  const [question] = await db.select({ id: messages.id }).from(messages).where(isAsked)
  if (!question) return null
  const [answer] = await db
    .select({ id: messages.id, conversationId: messages.conversationId })
    .from(messages)
    .where(and(eq(d.sifted(messages.userId), userId), eq(messages.parentId, question.id)))
    .orderBy(asc(messages.id))
    .limit(1)
  return answer ? { conversationId: answer.conversationId, questionId: question.id, answerId: answer.id } : null
}
