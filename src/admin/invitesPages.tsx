import { Hono } from 'hono'
import { UNTOUCHED } from '../../templates/admin/form.tsx'
import { InvitesPage, type InvitesProps } from '../../templates/admin/invites.tsx'
import { actorOf } from '../auth/guard.ts'
import type { AppError } from '../errors.ts'
import { paths } from '../paths.ts'
import type { AppContext, AppEnv } from '../web/context.ts'
import { chromeOf } from '../web/page.ts'
import { originOf } from '../web/address.ts'
import { params, query } from '../web/validate.ts'
import type { AdminDeps } from './deps.ts'
import { inviteForm } from './forms.ts'
import { createInvite, pageOfInvites, removeInvite } from './invites.ts'
import { idParam, pageQuery } from './schemas.ts'
import { submit } from './submit.ts'

type Shown = Partial<Pick<InvitesProps, 'state' | 'made'>>

/** The list of invitations, with the form for a new one. */
export function invitesPages(deps: AdminDeps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()

  async function show(c: AppContext, cursor: string | null, shown: Shown = {}, status: AppError['status'] | 200 = 200) {
    const { rows, next } = await pageOfInvites(deps, { before: cursor, limit: 50 })
    const { registration } = await deps.site.current()
    const props = { chrome: chromeOf(c, deps, paths.adminInvites()), invites: rows, registration, isLater: cursor !== null, next }
    return c.html(<InvitesPage {...props} state={UNTOUCHED} {...shown} />, status)
  }

  app.get('/admin/invites', query(pageQuery), (c) => show(c, c.req.valid('query').cursor ?? null))

  app.post('/admin/invites', (c) =>
    submit(c, {
      schema: inviteForm,
      names: ['uses', 'days', 'note'],
      async act({ uses, days, note }) {
        const expiresAt = days === null ? null : new Date(deps.now() + days)
        const { code } = await createInvite(deps, actorOf(c), { maxUses: uses, expiresAt, note })
        return show(c, null, { made: { code, url: originOf(c, deps.config) + paths.registerWith(code) } })
      },
      again: (state, status) => show(c, null, { state }, status),
    }),
  )

  app.post('/admin/invites/:id/deletion', params(idParam), async (c) => {
    await removeInvite(deps, actorOf(c), c.req.valid('param').id)
    return c.redirect(paths.adminInvites(), 303)
  })

  return app
}
