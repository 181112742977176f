import { Hono } from 'hono'
import { UNTOUCHED, type FormState } from '../../templates/admin/form.tsx'
import { GroupPage, GroupsPage } from '../../templates/admin/groups.tsx'
import { actorOf } from '../auth/guard.ts'
import type { AppError } from '../errors.ts'
import { paths } from '../paths.ts'
import type { AppContext, AppEnv } from '../web/context.ts'
import { chromeOf } from '../web/page.ts'
import { params, query } from '../web/validate.ts'
import type { AdminDeps } from './deps.ts'
import { groupForm } from './forms.ts'
import { changeGroup, createGroup, getGroup, pageOfGroups, removeGroup } from './groups.ts'
import { idParam, pageQuery } from './schemas.ts'
import { submit } from './submit.ts'

const FIELDS = ['name', 'tokens_day', 'tokens_month', 'cost_month']

type Status = AppError['status'] | 200

/** The list of groups with the form for a new one, and the page of each. */
export function groupsPages(deps: AdminDeps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()

  async function showAll(c: AppContext, cursor: string | null, state: FormState, status: Status) {
    const { rows, next } = await pageOfGroups(deps, { before: cursor, limit: 50 })
    const chrome = chromeOf(c, deps, paths.adminGroups())
    return c.html(<GroupsPage chrome={chrome} groups={rows} isLater={cursor !== null} next={next} state={state} />, status)
  }

  async function showOne(c: AppContext, id: string, state: FormState, status: Status) {
    const props = { chrome: chromeOf(c, deps, paths.adminGroup(id)), group: await getGroup(deps, id), state }
    return c.html(<GroupPage {...props} saved={c.req.query('saved') === '1'} />, status)
  }

  app.get('/admin/groups', query(pageQuery), (c) => showAll(c, c.req.valid('query').cursor ?? null, UNTOUCHED, 200))

  app.post('/admin/groups', (c) =>
    submit(c, {
      schema: groupForm,
      names: FIELDS,
      async act(form) {
        await createGroup(deps, actorOf(c), form)
        return c.redirect(paths.adminGroups(), 303)
      },
      again: (state, status) => showAll(c, null, state, status),
    }),
  )

  app.get('/admin/groups/:id', params(idParam), (c) => showOne(c, c.req.valid('param').id, UNTOUCHED, 200))

  app.post('/admin/groups/:id', params(idParam), (c) => {
    const { id } = c.req.valid('param')
    return submit(c, {
      schema: groupForm,
      names: FIELDS,
      async act(form) {
        await changeGroup(deps, actorOf(c), id, form)
        return c.redirect(paths.adminGroup(id, true), 303)
      },
      again: (state, status) => showOne(c, id, state, status),
    })
  })

  app.post('/admin/groups/:id/deletion', params(idParam), async (c) => {
    await removeGroup(deps, actorOf(c), c.req.valid('param').id)
    return c.redirect(paths.adminGroups(), 303)
  })

  return app
}
