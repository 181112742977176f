import type { Child } from 'hono/jsx'
import type { UserWithMonth } from '../../src/admin/userList.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { QuotaWords } from './form.tsx'
import { queryOf } from '../ui/query.ts'
import type { UsersFilter } from './usersFilter.ts'

type TableProps = { chrome: Chrome; users: readonly UserWithMonth[]; filter: UsersFilter }

export const UserTable = ({ chrome, users, filter }: TableProps) => {
  const { users: words } = chrome.t.admin
  return (
    <div class="table-wrap" tabindex={0} role="region" aria-labelledby="users-h">
      <table class="table fold">
        <thead>
          <tr>
            <th class="pick">
              <input type="checkbox" class="scripted" data-tick-all="ids" aria-label={words.selectAll} />
            </th>
            <SortedHead filter={filter} by="name" first="name" label={words.user} />
            <th>{words.group}</th>
            <SortedHead filter={filter} by="tokens" first="-tokens" label={words.tokensMonth} numeric />
            <th>{words.quota}</th>
            <SortedHead filter={filter} by="last_login" first="-last_login" label={words.lastLogin} />
            <SortedHead filter={filter} by="created" first="-created" label={words.created} />
          </tr>
        </thead>
        <tbody>
          {users.map((user) => (
            <UserRow chrome={chrome} user={user} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** `first`: the order that one wants of this column most often. */
type HeadProps = { filter: UsersFilter; by: string; first: string; label: string; numeric?: boolean }

/** Sorts by its column; once more, the other way round. */
const SortedHead = ({ filter, by, first, label, numeric = false }: HeadProps) => {
  const { sort = '-created' } = filter
  const isSorted = sort === by || sort === `-${by}`
  const next = !isSorted ? first : sort === by ? `-${by}` : by
  const state = isSorted ? { 'aria-sort': sort === by ? ('ascending' as const) : ('descending' as const) } : {}
  return (
    <th {...(numeric ? { class: 'num' } : {})} {...state}>
      <a href={paths.adminUsers(queryOf({ ...filter, sort: next }))}>{label}</a>
    </th>
  )
}

const UserRow = ({ chrome, user }: { chrome: Chrome; user: UserWithMonth }) => {
  const { t, timeZone } = chrome
  const { users: words } = t.admin
  return (
    <tr>
      <td class="pick">
        <input type="checkbox" name="ids" value={user.id} aria-label={words.select(user.username)} />
      </td>
      <th scope="row">
        <a href={paths.adminUser(user.id)}>{user.username}</a>{' '}
        {!user.active && (
          <span class="badge" data-tone="danger">
            {words.isDisabled}
          </span>
        )}
        <small>{words.role[user.role]}</small>
      </th>
      <td data-label={words.group}>{user.groupName ?? <span class="muted">{t.admin.none}</span>}</td>
      <td class="num" data-label={words.tokensShort}>
        {t.number(user.month.totalTokens)}
        {user.month.costs.map(({ currency, cost }) => (
          <small>{t.usage.spent(cost, currency)}</small>
        ))}
      </td>
      <td class="quota" data-label={words.quota}>
        <QuotaCell chrome={chrome} user={user} />
      </td>
      <td data-label={words.lastLogin}>
        {user.lastLoginAt === null ? <span class="muted">{t.admin.never}</span> : <time>{t.dateTime(user.lastLoginAt, timeZone)}</time>}
      </td>
      <td data-label={words.created}>
        <time>{t.date(user.createdAt, timeZone)}</time>
      </td>
    </tr>
  )
}

/** How far a limit of the month is used, where there is one: that of the group where the user has none of his own. */
const QuotaCell = ({ chrome, user }: { chrome: Chrome; user: UserWithMonth }): Child => {
  const limit = user.quota?.tokens_month ?? user.groupQuota?.tokens_month
  const quota = { ...user.groupQuota, ...user.quota }
  if (limit === undefined) return <QuotaWords chrome={chrome} quota={Object.keys(quota).length > 0 ? quota : null} />
  const percent = limit === 0 ? 100 : Math.min(100, Math.round((user.month.totalTokens / limit) * 100))
  const label = chrome.t.admin.users.usedOf(percent, chrome.t.number(limit))
  return (
    <>
      <meter min={0} max={100} low={80} high={95} optimum={10} value={percent} aria-label={label} />
      <small>{label}</small>
    </>
  )
}
