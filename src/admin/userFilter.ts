import type { UsersQuery } from './schemas.ts'
import type { UserFilter } from './userQueries.ts'

export const filterOf = ({ q, role, state, group, cursor, limit }: UsersQuery): UserFilter => ({
  search: q,
  role,
  active: state === undefined ? undefined : state === 'active',
  groupId: group,
  before: cursor ?? null,
  limit,
})
