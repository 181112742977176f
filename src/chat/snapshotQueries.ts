import { and, eq, inArray, type SQL, sql } from 'drizzle-orm'
import { affectedRows, type Store } from '../db/store.ts'
import type { Snapshot } from '../turn/turn.ts'

/** Saves the texts of answers that `owner` is writing, all in one statement. Answers how many that were. */
export async function updateTexts({ db, t }: Store, owner: string, snapshots: readonly Snapshot[], now: Date): Promise<number> {
  const { messages } = t
  const byId = (valueOf: (snapshot: Snapshot) => string | number | null): SQL => {
    const cases = snapshots.map((snapshot) => sql`when ${snapshot.id} then ${valueOf(snapshot)}`)
    return sql`case ${messages.id} ${sql.join(cases, sql.raw(' '))} end`
  }
  const ids = snapshots.map(({ id }) => id)
  const result = await db
    .update(messages)
    .set({
      content: byId(({ content }) => content),
      reasoning: byId(({ reasoning }) => reasoning || null),
      reasoningMs: byId(({ reasoningMs }) => reasoningMs),
      updatedAt: now,
    })
    .where(isWriting({ t }, owner, ids))
  return affectedRows(result)
}

/** Which of these answers `owner` is writing. */
export async function findWriting({ db, t }: Store, owner: string, ids: readonly string[]): Promise<Set<string>> {
  const rows = await db
    .select({ id: t.messages.id })
    .from(t.messages)
    .where(isWriting({ t }, owner, ids))
  return new Set(rows.map(({ id }) => id))
}

/** Tells the others that `owner` lives, also while its answers do not grow. */
export async function touchWriting({ db, t }: Store, owner: string, now: Date): Promise<void> {
  const { messages } = t
  await db
    .update(messages)
    .set({ updatedAt: now })
    .where(and(eq(messages.status, 'streaming'), eq(messages.owner, owner)))
}

const isWriting = ({ t: { messages } }: Pick<Store, 't'>, owner: string, ids: readonly string[]): SQL | undefined =>
  and(inArray(messages.id, [...ids]), eq(messages.status, 'streaming'), eq(messages.owner, owner))
