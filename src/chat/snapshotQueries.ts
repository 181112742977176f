import { and, eq, inArray, type SQL, sql } from 'drizzle-orm'
import { prepared } from '../db/prepared.ts'
import { affectedRows, type Store } from '../db/store.ts'
import type { Snapshot } from '../turn/turn.ts'
import { isStreaming } from './queries.ts'

type Field = keyof Snapshot

const placeOf = (index: number, field: Field): string => `${index}.${field}`

/** A statement for so many answers, with a place for each of their values. */
const update = prepared(({ db, t: { messages } }, count: number) => {
  const indexes = Array.from({ length: count }, (_, index) => index)
  const place = (index: number, field: Field) => sql.placeholder(placeOf(index, field))
  const byId = (field: Field): SQL => {
    const cases = indexes.map((index) => sql`when ${place(index, 'id')} then ${place(index, field)}`)
    return sql`case ${messages.id} ${sql.join(cases, sql.raw(' '))} end`
  }
  const ids = indexes.map((index) => place(index, 'id'))
  return db
    .update(messages)
    .set({
      content: byId('content'),
      reasoning: byId('reasoning'),
      reasoningMs: byId('reasoningMs'),
      updatedAt: sql`${sql.param(sql.placeholder('now'), messages.updatedAt)}`,
    })
    .where(and(inArray(messages.id, ids), eq(messages.status, 'streaming'), eq(messages.owner, sql.placeholder('owner'))))
    .prepare()
})

/** Saves the texts of answers that `owner` is writing, all in one statement. Answers how many that were. */
export async function updateTexts(store: Store, owner: string, snapshots: readonly Snapshot[], now: Date): Promise<number> {
  const values = snapshots.flatMap(({ id, content, reasoning, reasoningMs }, index) => [
    [placeOf(index, 'id'), id],
    [placeOf(index, 'content'), content],
    [placeOf(index, 'reasoning'), reasoning || null],
    [placeOf(index, 'reasoningMs'), reasoningMs],
  ])
  return affectedRows(await update(store, snapshots.length).execute({ ...Object.fromEntries(values), owner, now }))
}

/** Which of these answers `owner` is writing. */
export async function findWriting({ db, t }: Store, owner: string, ids: readonly string[]): Promise<Set<string>> {
  const rows = await db
    .select({ id: t.messages.id })
    .from(t.messages)
    .where(and(inArray(t.messages.id, [...ids]), eq(t.messages.status, 'streaming'), eq(t.messages.owner, owner)))
  return new Set(rows.map(({ id }) => id))
}

/** Tells the others that `owner` lives, also while its answers do not grow. */
export async function touchWriting({ db, t }: Store, owner: string, now: Date): Promise<void> {
  const { messages } = t
  await db
    .update(messages)
    .set({ updatedAt: now })
    .where(and(isStreaming(messages), eq(messages.owner, owner)))
}
