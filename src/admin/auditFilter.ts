import type { AuditFilter } from '../audit/service.ts'
import { isId } from '../ids.ts'
import { momentOf } from '../usage/service.ts'
import type { AuditQuery } from './schemas.ts'

/** `actor` is an id, or some of a name. */
export function auditFilterOf({ actor, action, from, to, q, cursor, limit }: AuditQuery, timeZone: string | null): AuditFilter {
  const zone = timeZone ?? 'UTC'
  const who = actor === undefined ? {} : isId(actor) ? { actorId: actor } : { actorName: actor }
  return { ...who, action, target: q, from: momentOf('from', from, zone), until: momentOf('to', to, zone), before: cursor ?? null, limit }
}
