import { type Stats, statsOf } from '../usage/service.ts'
import type { AdminDeps } from './deps.ts'
import type { ListedUser } from './userQueries.ts'

/** What a user has used, in the periods of his own zone. */
export const usageOf = ({ db, now }: AdminDeps, { id, timeZone }: ListedUser): Promise<Stats> =>
  statsOf(db, id, timeZone ?? 'UTC', new Date(now()))
