import * as z from 'zod'
import { ROLES } from '../db/values.ts'
import { id, limit } from './schemas.ts'
import { optional } from '../web/schemas.ts'
import type { UserFilter } from './userQueries.ts'
import { NEWEST_FIRST, readCursor, USER_SORTS } from './userSort.ts'

const MAX_CURSOR = 1_000

const search = z
  .string()
  .max(1000)
  .default('')
  .transform((text) => text.slice(0, 100))

const filter = {
  q: search,
  role: optional(z.enum(ROLES)),
  state: optional(z.enum(['active', 'disabled'])),
  group: optional(id),
  limit,
}

const cursor = optional(z.string().max(MAX_CURSOR))
const sort = optional(z.enum(USER_SORTS))

/** A program is told what is wrong. */
export const usersQuery = z
  .object({ ...filter, active: optional(z.enum(['true', 'false'])), sort, cursor })
  .transform(({ sort: by = NEWEST_FIRST, cursor: text, active, state, ...rest }, context) => {
    const after = text === undefined ? null : readCursor(text, by)
    if (text !== undefined && after === null) context.addIssue({ code: 'custom', path: ['cursor'] })
    return { ...rest, state: active === undefined ? state : active === 'true' ? 'active' : 'disabled', sort: by, after } as const
  })

/** A person who comes by an address of another sort, or one that makes no sense, begins with the first page. */
export const usersPageQuery = z
  .object({ ...filter, sort: sort.catch(undefined), cursor: cursor.catch(undefined) })
  .transform(({ sort: by = NEWEST_FIRST, cursor: text, ...rest }) => ({
    ...rest,
    sort: by,
    after: text === undefined ? null : readCursor(text, by),
  }))

export type UsersQuery = z.output<typeof usersPageQuery>

export const filterOf = ({ q, role, state, group, sort: by, after, limit: most }: UsersQuery): UserFilter => ({
  search: q,
  role,
  active: state === undefined ? undefined : state === 'active',
  groupId: group,
  sort: by,
  after,
  limit: most,
})
