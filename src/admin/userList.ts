import { usernameKey } from '../auth/service.ts'
import { dayIn, monthsOf, type Sums } from '../usage/service.ts'
import type { AdminDeps } from './deps.ts'
import { countUsers, type ListedUser, listUsers, type SortedUser, type UserFilter } from './userQueries.ts'
import { sortedBy, type UserCursor, writeCursor } from './userSort.ts'

export type UserWithMonth = ListedUser & { month: Sums }
export type UserPage = { rows: UserWithMonth[]; next: string | null }

/** `zone`: in which it is told what month it is; whose month it was each time, his own zone has told. */
export async function pageOfUsers({ db, now }: AdminDeps, filter: UserFilter, zone: string | null): Promise<UserPage> {
  const month = dayIn(zone ?? 'UTC', new Date(now())).slice(0, 'YYYY-MM'.length)
  const rows = await listUsers(db, { ...filter, search: usernameKey(filter.search), limit: filter.limit + 1 }, month)
  const page = rows.slice(0, filter.limit)
  const last = rows.length > filter.limit ? page.at(-1) : undefined
  const months = await monthsOf(
    db,
    month,
    page.map(({ id }) => id),
  )
  return {
    rows: page.flatMap(({ usernameKey: _, tokens: __, ...row }) => {
      const used = months.get(row.id)
      return used ? [{ ...row, month: used }] : []
    }),
    next: last ? writeCursor(filter.sort, placeOf(last, filter)) : null,
  }
}

function placeOf(row: SortedUser, { sort }: UserFilter): UserCursor {
  const values = { created: null, name: row.usernameKey, last_login: row.lastLoginAt?.getTime() ?? null, tokens: row.tokens }
  return { value: values[sortedBy(sort).by], id: row.id }
}

export type UserCounts = { all: number; admins: number; disabled: number }

export async function userCounts({ db }: AdminDeps): Promise<UserCounts> {
  const parts = await countUsers(db)
  const sum = (of: (part: (typeof parts)[number]) => boolean) => parts.filter(of).reduce((total, { users }) => total + users, 0)
  return { all: sum(() => true), admins: sum(({ role }) => role === 'admin'), disabled: sum(({ active }) => !active) }
}
