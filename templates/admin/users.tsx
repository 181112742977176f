import type { ListedUser } from '../../src/admin/userQueries.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Icon } from '../ui/icon.tsx'
import { QuotaWords } from './form.tsx'
import { AdminPage, Empty, Pager } from './frame.tsx'

/** What is shown of the list: as the address says it. */
export type UsersFilter = { q: string; role?: string | undefined; state?: string | undefined; group?: string | undefined }

export type UsersProps = {
  chrome: Chrome
  users: readonly ListedUser[]
  counts: { all: number; admins: number; disabled: number }
  filter: UsersFilter
  /** the name of the group whose members are shown */
  groupName: string | null
  /** this is not the first page */
  isLater: boolean
  next: string | null
}

const queryOf = (fields: Record<string, string | undefined>): string => {
  const query = new URLSearchParams(Object.entries(fields).flatMap(([name, value]) => (value ? [[name, value]] : []))).toString()
  return query === '' ? '' : `?${query}`
}

export const UsersPage = (props: UsersProps) => {
  const { chrome, users, filter, isLater, next } = props
  const { t } = chrome
  const add = (
    <a class="btn small" href={paths.adminNewUser()}>
      {t.admin.users.add}
    </a>
  )
  return (
    <AdminPage chrome={chrome} place="users" title={t.admin.users.title} action={add}>
      <section class="section">
        <h2 class="sr" id="users-h">
          {t.admin.users.title}
        </h2>
        <Tabs {...props} />
        <Search chrome={chrome} filter={filter} />
        {props.groupName !== null && <p>{t.admin.users.inGroup(props.groupName)}</p>}
        {users.length === 0 ? (
          <Empty icon="users" title={t.admin.users.emptyTitle} lead={t.admin.users.emptyLead} />
        ) : (
          <UserTable chrome={chrome} users={users} />
        )}
        <Pager
          chrome={chrome}
          first={isLater ? paths.adminUsers(queryOf(filter)) : null}
          older={next === null ? null : paths.adminUsers(queryOf({ ...filter, cursor: next }))}
        />
      </section>
    </AdminPage>
  )
}

const Tabs = ({ chrome: { t }, counts, filter: { q, role, state } }: UsersProps) => {
  const tab = (label: string, fields: { role?: string; state?: string }) => (
    <a
      href={paths.adminUsers(queryOf({ q, ...fields }))}
      {...(fields.role === role && fields.state === state ? { 'aria-current': 'page' } : {})}
    >
      {label}
    </a>
  )
  return (
    <nav class="tabs" aria-label={t.admin.users.show}>
      {tab(t.admin.users.all(counts.all), {})}
      {tab(t.admin.users.admins(counts.admins), { role: 'admin' })}
      {tab(t.admin.users.disabled(counts.disabled), { state: 'disabled' })}
    </nav>
  )
}

const Search = ({ chrome: { t }, filter }: { chrome: Chrome; filter: UsersFilter }) => (
  <form class="toolbar" role="search" method="get" action={paths.adminUsers()}>
    {(['role', 'state', 'group'] as const).map((name) =>
      filter[name] === undefined ? null : <input type="hidden" name={name} value={filter[name]} />,
    )}
    <div class="affix">
      <Icon name="search" small />
      <label class="sr" for="q">
        {t.admin.users.search}
      </label>
      <input class="input" id="q" name="q" type="search" value={filter.q} placeholder={t.auth.username} maxlength={100} />
    </div>
    <button class="btn small">{t.admin.users.searchSubmit}</button>
  </form>
)

const UserTable = ({ chrome, users }: { chrome: Chrome; users: readonly ListedUser[] }) => {
  const { t } = chrome
  return (
    <div class="table-wrap" tabindex={0} role="region" aria-labelledby="users-h">
      <table class="table fold">
        <thead>
          <tr>
            <th>{t.admin.users.user}</th>
            <th>{t.admin.users.group}</th>
            <th>{t.admin.users.quota}</th>
            <th>{t.admin.users.lastLogin}</th>
            <th>{t.admin.users.created}</th>
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

const UserRow = ({ chrome, user }: { chrome: Chrome; user: ListedUser }) => {
  const { t, timeZone } = chrome
  return (
    <tr>
      <th scope="row">
        <a href={paths.adminUser(user.id)}>{user.username}</a>{' '}
        {!user.active && (
          <span class="badge" data-tone="danger">
            {t.admin.users.isDisabled}
          </span>
        )}
        <small>{t.admin.users.role[user.role]}</small>
      </th>
      <td data-label={t.admin.users.group}>{user.groupName ?? <span class="muted">{t.admin.none}</span>}</td>
      <td data-label={t.admin.users.quota}>
        {user.quota === null && user.groupId !== null ? (
          <span class="muted">{t.admin.users.asGroup}</span>
        ) : (
          <QuotaWords chrome={chrome} quota={user.quota} />
        )}
      </td>
      <td data-label={t.admin.users.lastLogin}>
        {user.lastLoginAt === null ? <span class="muted">{t.admin.never}</span> : <time>{t.dateTime(user.lastLoginAt, timeZone)}</time>}
      </td>
      <td data-label={t.admin.users.created}>
        <time>{t.date(user.createdAt, timeZone)}</time>
      </td>
    </tr>
  )
}
