import { and, eq, inArray, like, type SQL, sql } from 'drizzle-orm'
import { affectedRows, type Db, type Store } from '../db/store.ts'
import type { Snapshot } from '../turn/turn.ts'

type Field = keyof Snapshot
type Update = { execute(values: Record<string, unknown>): Promise<Parameters<typeof affectedRows>[0]> }

const placeOf = (index: number, field: Field): string => `${index}.${field}`

/** A statement for so many answers, with a place for each of their values. */
function write({ db, t: { messages } }: Store, count: number): Update {
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
}

const written = new WeakMap<Db, Update[]>()

/**
 * Saves the texts of answers, each for its writer, all in one statement, which is written once for each number of them.
 * Answers how many that were.
 */
export async function updateTexts(store: Store, snapshots: readonly Snapshot[], now: Date): Promise<number> {
  const updates = written.get(store.db) ?? []
  written.set(store.db, updates)
  const update = (updates[snapshots.length] ??= write(store, snapshots.length))
  const values = snapshots.flatMap(({ id, writer, content, reasoning, reasoningMs }, index) => [
    [placeOf(index, 'id'), id],
    [placeOf(index, 'writer'), writer],
    [placeOf(index, 'content'), content],
    [placeOf(index, 'reasoning'), reasoning || null],
    [placeOf(index, 'reasoningMs'), reasoningMs],
  ])
  return affectedRows(await update.execute({ ...Object.fromEntries(values), now }))
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
    .where(and(eq(messages.status, 'streaming'), like(messages.owner, `${writers}%`)))
}
