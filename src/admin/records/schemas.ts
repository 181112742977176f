import * as z from 'zod'
import { recordsQuery } from '../../usage/service.ts'
import { optional } from '../../web/schemas.ts'

const word = (most: number) => optional(z.string().trim().max(most))

/** As for one's own records, and whose, over which key, of which request. */
export const allRecordsQuery = recordsQuery.extend({
  /** a name in full, or an id */
  user: word(128),
  /** a label in full, or an id */
  key: word(128),
  request_id: word(64),
})

export type AllRecordsQuery = z.output<typeof allRecordsQuery>
