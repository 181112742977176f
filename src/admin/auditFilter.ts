import type { AuditFilter } from '../audit/service.ts'
import { AppError } from '../errors.ts'
import { isId } from '../ids.ts'
import { dayNamed } from '../usage/service.ts'
import type { AuditQuery } from './schemas.ts'

/** A day means all of it: its beginning where entries start, its end where they stop. */
function momentOf(field: 'from' | 'to', text: string | undefined, zone: string): Date | undefined {
  if (text === undefined) return undefined
  if (text.includes('T')) return new Date(text)
  const day = dayNamed(text, zone)
  if (!day) throw new AppError('invalid_field', { field })
  return field === 'from' ? day.start : day.end
}

/** `actor` is an id, or some of a name. */
export function auditFilterOf({ actor, action, from, to, q, cursor, limit }: AuditQuery, timeZone: string | null): AuditFilter {
  const zone = timeZone ?? 'UTC'
  const who = actor === undefined ? {} : isId(actor) ? { actorId: actor } : { actorName: actor }
  return { ...who, action, target: q, from: momentOf('from', from, zone), until: momentOf('to', to, zone), before: cursor ?? null, limit }
}
