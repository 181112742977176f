import { and, eq, inArray, type SQL, sql } from 'drizzle-orm'
import type { Store } from '../db/store.ts'
import type { Snapshot } from '../turn/turn.ts'

/** Saves the texts of answers that are still being written, all in one statement. */
export async function updateTexts({ db, t }: Store, snapshots: readonly Snapshot[], now: Date): Promise<void> {
  const { messages } = t
  const byId = (valueOf: (snapshot: Snapshot) => string | number | null): SQL => {
    const cases = snapshots.map((snapshot) => sql`when ${snapshot.id} then ${valueOf(snapshot)}`)
    return sql`case ${messages.id} ${sql.join(cases, sql.raw(' '))} end`
  }
  const ids = snapshots.map(({ id }) => id)
  await db
    .update(messages)
    .set({
      content: byId(({ content }) => content),
      reasoning: byId(({ reasoning }) => reasoning || null),
      reasoningMs: byId(({ reasoningMs }) => reasoningMs),
      updatedAt: now,
    })
    .where(and(inArray(messages.id, ids), eq(messages.status, 'streaming')))
}
