import * as z from 'zod'
import { limit } from '../schemas.ts'
import { moment, optional, timeCursor } from '../../web/schemas.ts'
import { LOG_STATUSES } from './queries.ts'

const word = (most: number) => optional(z.string().trim().max(most))

export const logsQuery = z.object({
  cursor: optional(timeCursor),
  limit,
  request_id: word(64),
  /** a name in full, or an id */
  user: word(128),
  status: optional(z.enum(LOG_STATUSES)),
  from: optional(moment),
  to: optional(moment),
})

export type LogsQuery = z.output<typeof logsQuery>
