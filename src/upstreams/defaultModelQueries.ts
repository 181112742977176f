import { and, asc, eq } from 'drizzle-orm'
import { affectedRows, type Row, type Store } from '../db/store.ts'

export type NamedModel = Pick<Row<'models'>, 'id' | 'name' | 'isDefault'>

/** Those that can be the default, in their order. */
export async function listNamedModels({ db, t: { models } }: Store): Promise<NamedModel[]> {
  return db
    .select({ id: models.id, name: models.name, isDefault: models.isDefault })
    .from(models)
    .where(eq(models.enabled, true))
    .orderBy(asc(models.position), asc(models.id))
}

/** The one that is asked where none is chosen: it has the flag, and no other. Null: the first in order. False where there is no such model. */
export async function setDefaultModel({ db, t: { models } }: Store, id: string | null, at: Date): Promise<boolean> {
  await db.update(models).set({ isDefault: false, updatedAt: at }).where(eq(models.isDefault, true))
  if (id === null) return true
  const flagged = db
    .update(models)
    .set({ isDefault: true, updatedAt: at })
    .where(and(eq(models.id, id), eq(models.enabled, true)))
  return affectedRows(await flagged) > 0
}
