import { and, asc, desc, eq, gte, inArray, like, lt, or, type SQL } from 'drizzle-orm'
import { affectedRows, type NewRow, type Row, type Store } from '../db/store.ts'

export type AuditRow = Row<'auditLog'>

export async function insertAudit({ db, t }: Store, row: NewRow<'auditLog'>): Promise<void> {
  await db.insert(t.auditLog).values(row)
}

/** The last entry of the page before. */
export type AuditCursor = { at: Date; id: string }

export type AuditFilter = {
  actorId?: string | undefined
  /** somewhere in the actor's name */
  actorName?: string | undefined
  /** `user.delete`, or `user` for all of that room */
  action?: string | undefined
  /** somewhere in what was changed */
  target?: string | undefined
  from?: Date | undefined
  /** up to this time, not including it */
  until?: Date | undefined
  before: AuditCursor | null
  limit: number
}

const unless = <T>(value: T | undefined, condition: (value: T) => SQL | undefined): SQL | undefined =>
  value === undefined ? undefined : condition(value)

/** The newest first. */
export async function listAudit({ db, t: { auditLog }, d }: Store, filter: AuditFilter): Promise<AuditRow[]> {
  const where = [
    unless(filter.actorId, (id) => eq(auditLog.actorId, id)),
    unless(filter.actorName, (name) => d.contains(auditLog.actorName, name)),
    unless(filter.action, (action) => (action.includes('.') ? eq(auditLog.action, action) : like(auditLog.action, `${action}.%`))),
    unless(filter.target, (text) => d.contains(auditLog.target, text)),
    unless(filter.from, (from) => gte(auditLog.at, from)),
    unless(filter.until, (until) => lt(auditLog.at, until)),
    filter.before && or(lt(auditLog.at, filter.before.at), and(eq(auditLog.at, filter.before.at), lt(auditLog.id, filter.before.id))),
  ]
  return db
    .select()
    .from(auditLog)
    .where(and(...where.filter((condition) => condition !== null)))
    .orderBy(desc(auditLog.at), desc(auditLog.id))
    .limit(filter.limit)
}

export async function listOldAudit({ db, t: { auditLog } }: Store, before: Date, limit: number): Promise<string[]> {
  const rows = await db
    .select({ id: auditLog.id })
    .from(auditLog)
    .where(lt(auditLog.at, before))
    .orderBy(asc(auditLog.at), asc(auditLog.id))
    .limit(limit)
  return rows.map(({ id }) => id)
}

/** Answers how many there were. */
export async function deleteAudit({ db, t: { auditLog } }: Store, ids: readonly string[]): Promise<number> {
  return affectedRows(await db.delete(auditLog).where(inArray(auditLog.id, [...ids])))
}
