import type { UserWithMonth } from '../../src/admin/userList.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Icon } from '../ui/icon.tsx'
import { type Bulk, BulkBar, BulkNotice } from './bulk.tsx'
import { AdminPage, Empty, Pager } from './frame.tsx'
import { queryOf } from '../ui/query.ts'
import type { UsersFilter } from './usersFilter.ts'
import { UserTable } from './userTable.tsx'

export type UsersProps = {
  chrome: Chrome
  users: readonly UserWithMonth[]
  counts: { all: number; admins: number; disabled: number }
  filter: UsersFilter
  /** the name of the group whose members are shown */
  groupName: string | null
  /** to be put into */
  groups: readonly { id: string; name: string }[]
  /** the cursor of this page; null: it is the first one */
  cursor: string | null
  next: string | null
  /** what was done just now to those who had been chosen */
  bulk?: Bulk | undefined
}

export const UsersPage = (props: UsersProps) => {
  const { chrome, filter, users, cursor, next } = props
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
        {props.groupName !== null && <OfGroup {...props} name={props.groupName} />}
        {props.bulk !== undefined && <BulkNotice chrome={chrome} bulk={props.bulk} />}
        {users.length === 0 ? (
          <Empty icon="users" title={t.admin.users.emptyTitle} lead={t.admin.users.emptyLead}>
            <a class="btn small" href={paths.adminUsers()}>
              {t.admin.users.showAll}
            </a>
          </Empty>
        ) : (
          <Choice {...props} />
        )}
        <Pager
          chrome={chrome}
          first={cursor === null ? null : paths.adminUsers(queryOf(filter))}
          older={next === null ? null : paths.adminUsers(queryOf({ ...filter, cursor: next }))}
        />
      </section>
    </AdminPage>
  )
}

/** The list as a form: whoever is ticked is meant by the bar below. */
const Choice = ({ chrome, users, filter, cursor, groups }: UsersProps) => (
  <form class="choice" method="post" action={paths.adminUsersBulk()}>
    <input type="hidden" name="list" value={queryOf({ ...filter, cursor: cursor ?? undefined })} />
    <UserTable chrome={chrome} users={users} filter={filter} />
    <BulkBar chrome={chrome} groups={groups} />
  </form>
)

const Tabs = ({ chrome: { t }, counts, filter: { q, role, state, sort } }: UsersProps) => {
  const tab = (label: string, fields: { role?: string; state?: string }) => (
    <a
      href={paths.adminUsers(queryOf({ q, ...fields, sort }))}
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

const OfGroup = ({ chrome: { t }, filter, name }: UsersProps & { name: string }) => (
  <p>
    {t.admin.users.inGroup(name)} <a href={paths.adminUsers(queryOf({ ...filter, group: undefined }))}>{t.admin.users.anyGroup}</a>
  </p>
)

/** As its own form it works where the head of the table, which sorts it too, is folded away. */
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
    <label class="sr" for="sort">
      {t.admin.users.sortLabel}
    </label>
    <span class="select auto">
      <select id="sort" name="sort">
        {Object.entries(t.admin.users.sort).map(([value, label]) => (
          <option value={value} selected={value === (filter.sort ?? '-created')}>
            {label}
          </option>
        ))}
      </select>
      <Icon name="caret" small />
    </span>
    <button class="btn small">{t.admin.users.searchSubmit}</button>
  </form>
)
