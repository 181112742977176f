import { and, eq, inArray, type SQL, sql } from 'drizzle-orm'
import type { Db, Store } from '../db/store.ts'
import type { Snapshot } from '../turn/turn.ts'

type Field = keyof Snapshot
type Update = { execute(values: Record<string, unknown>): Promise<unknown> }

const placeOf = (index: number, field: Field): string => `${index}.${field}`

/** A statement for so many answers, with a place for each of their values. */
function write({ db, t: { messages } }: Store, count: number): Update {
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
    .where(and(inArray(messages.id, ids), eq(messages.status, 'streaming')))
    .prepare()
}

const written = new WeakMap<Db, Update[]>()

/** Saves the texts of answers that are still being written, all in one statement, which is written once for each number of them. */
export async function updateTexts(store: Store, snapshots: readonly Snapshot[], now: Date): Promise<void> {
  const updates = written.get(store.db) ?? []
  written.set(store.db, updates)
  const update = (updates[snapshots.length] ??= write(store, snapshots.length))
  const values = snapshots.flatMap(({ id, content, reasoning, reasoningMs }, index) => [
    [placeOf(index, 'id'), id],
    [placeOf(index, 'content'), content],
    [placeOf(index, 'reasoning'), reasoning || null],
    [placeOf(index, 'reasoningMs'), reasoningMs],
  ])
  await update.execute({ ...Object.fromEntries(values), now })
}
