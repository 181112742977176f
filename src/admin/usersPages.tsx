import { Hono } from 'hono'
import { UNTOUCHED, type FormState } from '../../templates/admin/form.tsx'
import { NewUserPage } from '../../templates/admin/newUser.tsx'
import { queryOf } from '../../templates/ui/query.ts'
import { UsersPage, type UsersProps } from '../../templates/admin/users.tsx'
import { actorOf, userOf } from '../auth/guard.ts'
import type { AppError } from '../errors.ts'
import { paths } from '../paths.ts'
import type { AppContext, AppEnv } from '../web/context.ts'
import { chromeOf } from '../web/page.ts'
import { originOf } from '../web/address.ts'
import { query } from '../web/validate.ts'
import type { AdminDeps } from './deps.ts'
import { newUserForm } from './forms.ts'
import { allGroups, getGroup, groupNames } from './groups.ts'
import { submit } from './submit.ts'
import { filterOf, type UsersQuery, usersPageQuery } from './userFilter.ts'
import { pageOfUsers, userCounts } from './userList.ts'
import { showUser } from './userPages.tsx'
import { NEWEST_FIRST } from './userSort.ts'
import { createUser } from './users.ts'

const NEW_FIELDS = ['username', 'password', 'role', 'group_id', 'notes']

type Shown = { cursor: string | undefined; bulk?: UsersProps['bulk']; status?: AppError['status'] | 200 }

/** `cursor`: of this page, as it was asked for. */
export async function showUsers(c: AppContext, deps: AdminDeps, asked: UsersQuery, { cursor, bulk, status = 200 }: Shown) {
  const { q, role, state, group, sort, after } = asked
  const [page, counts] = [await pageOfUsers(deps, filterOf(asked), userOf(c).timeZone), await userCounts(deps)]
  const groups = await groupNames(deps)
  const groupName = group === undefined ? null : (groups.find(({ id }) => id === group) ?? (await getGroup(deps, group))).name
  const filter = { q, role, state, group, sort: sort === NEWEST_FIRST ? undefined : sort }
  const place = { cursor: after === null ? null : (cursor ?? null), next: page.next }
  const props = {
    chrome: chromeOf(c, deps, paths.adminUsers(queryOf({ ...filter, cursor: place.cursor ?? undefined }))),
    counts,
    filter,
    groupName,
    groups,
    bulk,
  }
  return c.html(<UsersPage {...props} {...place} users={page.rows} />, status)
}

/** The list of users, and the form for a new one. */
export function usersPages(deps: AdminDeps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()

  async function showForm(c: AppContext, state: FormState, status: AppError['status'] | 200) {
    const props = { chrome: chromeOf(c, deps, paths.adminNewUser()), groups: await allGroups(deps), state }
    return c.html(<NewUserPage {...props} />, status)
  }

  app.get('/admin/users', query(usersPageQuery), (c) => showUsers(c, deps, c.req.valid('query'), { cursor: c.req.query('cursor') }))

  app.get('/admin/users/new', (c) => showForm(c, UNTOUCHED, 200))

  app.post('/admin/users', (c) =>
    submit(c, {
      schema: newUserForm,
      names: NEW_FIELDS,
      async act(form) {
        const { id, link } = await createUser(deps, actorOf(c), form)
        if (!link) return c.redirect(paths.adminUser(id, true), 303)
        const url = originOf(c, deps.config) + paths.reset(link.token)
        return showUser(c, deps, id, { link: { url, expiresAt: link.expiresAt } })
      },
      again: (state, status) => showForm(c, state, status),
    }),
  )

  return app
}
