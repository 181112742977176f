import { and, eq, inArray, type SQL, sql } from 'drizzle-orm'
import { prepared } from '../db/prepared.ts'
import { affectedRows, type Store } from '../db/store.ts'
import type { Snapshot } from '../turn/turn.ts'
import { isOf, isStreaming } from './queries.ts'

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
  const all = (field: Field) => indexes.map((index) => place(index, field))
  return db
    .update(messages)
    .set({
      content: byId('content'),
      reasoning: byId('reasoning'),
      reasoningMs: byId('reasoningMs'),
      updatedAt: sql`${sql.param(sql.placeholder('now'), messages.updatedAt)}`,
    })
    .where(and(inArray(messages.id, all('id')), eq(messages.status, 'streaming'), inArray(messages.owner, all('writer'))))
    .prepare()
})

/** Saves the texts of answers, each for its writer, all in one statement. Answers how many that were. */
export async function updateTexts(store: Store, snapshots: readonly Snapshot[], now: Date): Promise<number> {
  const values = snapshots.flatMap(({ id, writer, content, reasoning, reasoningMs }, index) => [
    [placeOf(index, 'id'), id],
    [placeOf(index, 'writer'), writer],
    [placeOf(index, 'content'), content],
    [placeOf(index, 'reasoning'), reasoning || null],
    [placeOf(index, 'reasoningMs'), reasoningMs],
  ])
  return affectedRows(await update(store, snapshots.length).execute({ ...Object.fromEntries(values), now }))
}

/** Who is writing these answers. */
export async function findWriting({ db, t }: Store, answers: readonly { id: string }[]): Promise<Set<string | null>> {
  const ids = answers.map(({ id }) => id)
  const rows = await db
    .select({ owner: t.messages.owner })
    .from(t.messages)
    .where(and(inArray(t.messages.id, ids), eq(t.messages.status, 'streaming')))
  return new Set(rows.map(({ owner }) => owner))
}

/** Tells the others that a process lives, also while its answers do not grow; `writers`: what its writers begin with. */
export async function touchWriting({ db, t }: Store, writers: string, now: Date): Promise<void> {
  const { messages } = t
  await db
    .update(messages)
    .set({ updatedAt: now })
    .where(and(isStreaming(messages), isOf(messages, writers)))
}
