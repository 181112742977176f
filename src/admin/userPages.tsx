import { Hono } from 'hono'
import { UNTOUCHED } from '../../templates/admin/form.tsx'
import { UserPage, type UserPageProps } from '../../templates/admin/user.tsx'
import { actorOf, userOf } from '../auth/guard.ts'
import { AppError } from '../errors.ts'
import { paths } from '../paths.ts'
import type { AppContext, AppEnv } from '../web/context.ts'
import { chromeOf } from '../web/page.ts'
import { originOf } from '../web/address.ts'
import { nameOfSession, sessionView } from '../web/sessionView.ts'
import { params } from '../web/validate.ts'
import type { AdminDeps } from './deps.ts'
import { deletionForm, userForm } from './forms.ts'
import { allGroups } from './groups.ts'
import { idParam, sessionParam, tokenParam } from './schemas.ts'
import { submit } from './submit.ts'
import { accessOf, endUserSession, revokeUserToken } from './userAccess.ts'
import { wholeUsageOf } from './userUsage.ts'
import { changeUser, getUser, linkForUser, removeUser, signOutUser, takeFactorOff } from './users.ts'

const FIELDS = ['username', 'role', 'group_id', 'notes', 'tokens_day', 'tokens_month', 'cost_month']

const DONE = ['signed_out', 'session', 'token', 'factor'] as const
const isDone = (text: string): text is (typeof DONE)[number] => DONE.some((what) => what === text)

type Shown = Partial<Pick<UserPageProps, 'state' | 'done' | 'link'>>

export async function showUser(c: AppContext, deps: AdminDeps, id: string, shown: Shown = {}, status: AppError['status'] | 200 = 200) {
  const user = await getUser(deps, id)
  const [usage, groups, access] = await Promise.all([wholeUsageOf(deps, user), allGroups(deps), accessOf(deps, user)])
  const sessions = access.sessions.map((row) => sessionView(row, userOf(c).sessionId))
  const chrome = chromeOf(c, deps, paths.adminUser(id))
  const props = {
    chrome,
    user,
    groups,
    usage,
    access: { ...access, sessions },
    state: UNTOUCHED,
    ...shown,
  }
  return c.html(<UserPage {...props} />, status)
}

/** The page of one user, and what can be done with him. */
export function userPages(deps: AdminDeps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()

  app.get('/admin/users/:id', params(idParam), (c) => {
    const done = c.req.query('done') ?? ''
    const words = c.req.query('saved') === '1' ? c.var.t.admin.saved : isDone(done) ? c.var.t.admin.user.done[done] : undefined
    return showUser(c, deps, c.req.valid('param').id, { done: words })
  })

  app.post('/admin/users/:id', params(idParam), (c) => {
    const { id } = c.req.valid('param')
    return submit(c, {
      schema: userForm,
      names: FIELDS,
      async act(form) {
        await changeUser(deps, actorOf(c), id, form)
        return c.redirect(paths.adminUser(id, true), 303)
      },
      again: (state, status) => showUser(c, deps, id, { state }, status),
    })
  })

  app.post('/admin/users/:id/reset', params(idParam), async (c) => {
    const { id } = c.req.valid('param')
    const link = await linkForUser(deps, actorOf(c), id)
    const url = originOf(c, deps.config) + paths.reset(link.token)
    return showUser(c, deps, id, { link: { url, expiresAt: link.expiresAt } })
  })

  app.post('/admin/users/:id/sign-out', params(idParam), async (c) => {
    const { id } = c.req.valid('param')
    await signOutUser(deps, actorOf(c), id)
    return c.redirect(paths.adminUserDone(id, 'signed_out'), 303)
  })

  app.post('/admin/users/:id/factor-removal', params(idParam), async (c) => {
    const { id } = c.req.valid('param')
    await takeFactorOff(deps, actorOf(c), id)
    return c.redirect(paths.adminUserDone(id, 'factor'), 303)
  })

  app.post('/admin/users/:id/sessions/:session/deletion', params(sessionParam), async (c) => {
    const { id, session } = c.req.valid('param')
    await endUserSession(deps, actorOf(c), id, session, (row) => nameOfSession(c.var.t, row))
    return c.redirect(paths.adminUserDone(id, 'session'), 303)
  })

  app.post('/admin/users/:id/tokens/:token/revocation', params(tokenParam), async (c) => {
    const { id, token } = c.req.valid('param')
    await revokeUserToken(deps, actorOf(c), id, token)
    return c.redirect(paths.adminUserDone(id, 'token'), 303)
  })

  app.post('/admin/users/:id/deletion', params(idParam), (c) => {
    const { id } = c.req.valid('param')
    return submit(c, {
      schema: deletionForm,
      names: ['confirm'],
      async act({ confirm }) {
        const { username } = await getUser(deps, id)
        if (confirm.trim() !== username) throw new AppError('confirmation_wrong', { field: 'confirm' })
        await removeUser(deps, actorOf(c), id)
        return c.redirect(paths.adminUsers(), 303)
      },
      again: (state, status) => showUser(c, deps, id, { state }, status),
    })
  })

  return app
}
