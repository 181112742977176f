import { Hono } from 'hono'
import { UNTOUCHED, type FormState } from '../../templates/admin/form.tsx'
import { NewUserPage } from '../../templates/admin/newUser.tsx'
import { UsersPage } from '../../templates/admin/users.tsx'
import { actorOf } from '../auth/guard.ts'
import type { AppError } from '../errors.ts'
import { paths } from '../paths.ts'
import type { AppContext, AppEnv } from '../web/context.ts'
import { chromeOf } from '../web/page.ts'
import { originOf } from '../web/address.ts'
import { query } from '../web/validate.ts'
import type { AdminDeps } from './deps.ts'
import { newUserForm } from './forms.ts'
import { allGroups, getGroup } from './groups.ts'
import { usersQuery } from './schemas.ts'
import { submit } from './submit.ts'
import { filterOf } from './userFilter.ts'
import { showUser } from './userPages.tsx'
import { createUser, pageOfUsers, userCounts } from './users.ts'

const NEW_FIELDS = ['username', 'password', 'role', 'group_id', 'notes']

/** The list of users, and the form for a new one. */
export function usersPages(deps: AdminDeps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()

  async function showForm(c: AppContext, state: FormState, status: AppError['status'] | 200) {
    const props = { chrome: chromeOf(c, deps, paths.adminNewUser()), groups: await allGroups(deps), state }
    return c.html(<NewUserPage {...props} />, status)
  }

  app.get('/admin/users', query(usersQuery), async (c) => {
    const asked = c.req.valid('query')
    const { q, role, state, group, cursor } = asked
    const [page, counts] = [await pageOfUsers(deps, filterOf(asked)), await userCounts(deps)]
    const groupName = group === undefined ? null : (await getGroup(deps, group)).name
    const shown = { filter: { q, role, state, group }, groupName, isLater: cursor !== undefined, next: page.next }
    return c.html(<UsersPage chrome={chromeOf(c, deps)} users={page.rows} counts={counts} {...shown} />)
  })

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
