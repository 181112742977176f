import type { NewRow, Store } from '../db/store.ts'

export async function insertAudit({ db, t }: Store, row: NewRow<'auditLog'>): Promise<void> {
  await db.insert(t.auditLog).values(row)
}
